import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findExecutable } from "../goTools/executables";
import { UsageError } from "../options";
import { sdkVersion } from "../standins/kubernetes";
import { apiServerFolder, pluginMarkIn } from "./folder";
import { ServerProcess } from "./serverProcess";

const executable = "pulumi-resource-kubernetes";

/** The official Kubernetes plugin, as the real `pulumi` would find it. */
export interface OfficialPlugin {
    /** Absolute path. */
    command: string;
    source: "PATH" | "Pulumi's plugins";
}

/** The plugin on PATH, else the one of the SDK's version that `pulumi` has installed. */
export function findOfficialPlugin({
    PATH = "",
    PULUMI_HOME = join(homedir(), ".pulumi"),
}: NodeJS.ProcessEnv): OfficialPlugin | undefined {
    const onPath = findExecutable(executable, PATH);
    if (onPath !== undefined) {
        return { command: onPath, source: "PATH" };
    }
    const folder = join(PULUMI_HOME, "plugins", `resource-kubernetes-v${sdkVersion}`);
    const installed = findExecutable(executable, folder);
    return installed === undefined ? undefined : { command: installed, source: "Pulumi's plugins" };
}

/**
 * The plugin that has a stack's objects, or none where the stand-in has them. They remember
 * differently what they made, so a stack keeps the one with which it came up.
 *
 * @param found the plugin that is at hand
 * @throws UsageError where the stack needs one and none is at hand
 */
export function choosePlugin(
    stackFolder: string,
    { isUp }: { isUp: boolean },
    found: OfficialPlugin | undefined,
): OfficialPlugin | undefined {
    const folder = apiServerFolder(stackFolder);
    const mark = pluginMarkIn(folder);
    if (!isUp) {
        rmSync(mark, { force: true });
        if (found !== undefined) {
            mkdirSync(folder, { recursive: true });
            writeFileSync(mark, "");
        }
        return found;
    }
    if (!existsSync(mark)) {
        return undefined;
    }
    if (found === undefined) {
        throw new UsageError(
            "the stack came up with the official Kubernetes plugin, which is no longer at hand; " +
                `put ${executable} on PATH again, or install it with ` +
                `"pulumi plugin install resource kubernetes ${sdkVersion}"`,
        );
    }
    return found;
}

/** The plugin as it runs. */
export interface RunningPlugin {
    /** Where it listens on 127.0.0.1. */
    port: number;
    process: ServerProcess;
}

/** Each writes what it has to say to a file of its own. */
let started = 0;

/**
 * Starts the plugin, to be attached to an engine.
 *
 * @throws Error with what it said where it does not start
 */
export async function startOfficialPlugin(
    { command }: OfficialPlugin,
    folder: string,
): Promise<RunningPlugin> {
    started += 1;
    const logFile = join(folder, `${executable}-${started}.log`);
    const process = ServerProcess.start(executable, command, [], logFile);
    // Without an engine to call, it says on a line of its own at which port it waits for one.
    const port = () => /^(\d+)\n/m.exec(readFileSync(logFile, "utf8"))?.[1];
    try {
        await process.ready(() => Promise.resolve(port() !== undefined));
    } catch (error) {
        await process.stop();
        throw error;
    }
    return { port: Number(port()), process };
}
