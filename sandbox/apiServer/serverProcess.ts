import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const patience = 5_000;

/**
 * A server that runs beside the sandbox and ends with it, however the sandbox ends: a watchdog kills
 * it when this process is gone, even if that was killed.
 */
export class ServerProcess {
    private isStopping = false;

    private constructor(
        private readonly name: string,
        private readonly child: ChildProcess,
        private readonly watchdog: ChildProcess,
        private readonly logFile: string,
    ) {
        process.once("exit", this.kill);
    }

    /**
     * @param logFile where it writes, anew
     * @param environment besides the sandbox's own
     */
    public static start(
        name: string,
        command: string,
        args: readonly string[],
        logFile: string,
        environment: Record<string, string> = {},
    ): ServerProcess {
        const log = openSync(logFile, "w", 0o600);
        // In a process group of its own: Ctrl-C in a terminal must not end it under the engine.
        const child = spawn(command, args, {
            detached: true,
            env: { ...process.env, ...environment },
            stdio: ["ignore", log, log],
        });
        closeSync(log);
        const watchdog = spawn(
            "sh",
            ["-c", 'cat > /dev/null; kill -KILL "$1" 2> /dev/null', "watchdog", String(child.pid)],
            { detached: true, stdio: ["pipe", "ignore", "ignore"] },
        );
        // Their ends are looked for below; without listeners an error would end the sandbox.
        child.on("error", () => undefined);
        watchdog.on("error", () => undefined);
        return new ServerProcess(name, child, watchdog, logFile);
    }

    /**
     * Waits until it serves.
     *
     * @throws ServerEnded where it ends before, Error where it takes longer than a minute
     */
    public async ready(isReady: () => Promise<boolean>): Promise<void> {
        const since = performance.now();
        while (!(await isReady())) {
            if (this.hasEnded) {
                throw new ServerEnded(this.name, this.lastLines());
            }
            if (performance.now() - since > 60_000) {
                throw new Error(`${this.name} is not ready after a minute:\n${this.lastLines()}`);
            }
            await delay(100);
        }
    }

    /** Rejects when it ends, unless it was asked to. */
    public get ended(): Promise<never> {
        const ended = new Promise<never>((_, reject) => {
            this.child.once("close", () => {
                if (!this.isStopping) {
                    reject(new ServerEnded(this.name, this.lastLines()));
                }
            });
        });
        // Who does not wait for it finds out by its next request.
        ended.catch(() => undefined);
        return ended;
    }

    /** Asks it to end, and makes it end where it takes longer than seconds. */
    public async stop(): Promise<void> {
        this.isStopping = true;
        process.off("exit", this.kill);
        if (!this.hasEnded) {
            const ended = once(this.child, "close");
            this.child.kill("SIGTERM");
            const impatience = setTimeout(() => this.child.kill("SIGKILL"), patience);
            await ended;
            clearTimeout(impatience);
        }
        this.watchdog.kill("SIGKILL");
    }

    private readonly kill = (): void => {
        this.child.kill("SIGKILL");
        this.watchdog.kill("SIGKILL");
    };

    private get hasEnded(): boolean {
        return (
            this.child.pid === undefined ||
            this.child.exitCode !== null ||
            this.child.signalCode !== null
        );
    }

    private lastLines(): string {
        return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-10).join("\n");
    }
}

/** A server ended though nobody stopped it. */
export class ServerEnded extends Error {
    public constructor(
        name: string,
        public readonly said: string,
    ) {
        super(`${name} ended by itself:\n${said}`);
    }

    /** Somebody took the port between its choice and its use. */
    public get portWasTaken(): boolean {
        return this.said.includes("address already in use");
    }
}
