import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import {
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ReportDocument } from "../../sandbox/report";
import { referenceDataFor } from "../support/notChecked";

export const repository = resolve(__dirname, "..", "..");
export const fixtures = join(__dirname, "fixtures");

export interface SandboxRun {
    /** Exit code; null where a signal ended the process. */
    code: number | null;
    stdout: string;
    stderr: string;
    /** What was printed on standard output, which is one JSON document and nothing else. */
    document: ReportDocument;
}

export interface RunningSandbox {
    process: ChildProcess;
    /** Resolves once the text was written to standard error. */
    says(text: string): Promise<void>;
    /** Standard output as text: a process that was killed prints no document. */
    ended: Promise<Omit<SandboxRun, "document">>;
}

/** A sandbox folder of its own, outside the repository: tests neither see nor change the user's. */
export class TestSandbox {
    public readonly home = mkdtempSync(join(tmpdir(), "sandbox-"));

    /**
     * @param program a folder below `fixtures`, or an absolute path; the repository where absent
     * @param pulumiHome where `pulumi` has installed plugins; by default it has installed none
     */
    public constructor(
        private readonly program?: string,
        public pulumiHome = join(this.home, "no-pulumi"),
    ) {}

    public async run(...args: string[]): Promise<SandboxRun> {
        const ended = await this.start(...args).ended;
        try {
            return { ...ended, document: JSON.parse(ended.stdout) as ReportDocument };
        } catch {
            throw new Error(
                `standard output is not one JSON document:\n${ended.stdout}\n${ended.stderr}`,
            );
        }
    }

    public start(...args: string[]): RunningSandbox {
        referenceDataFor("the real schemas, which the stand-ins check inputs against");
        const folder = this.program === undefined ? undefined : resolve(fixtures, this.program);
        const program = folder === undefined ? [] : ["--program", folder];
        const policies = args.some((arg) => arg.startsWith("--policy-pack"))
            ? []
            : policyPackConfig(folder);
        return startSandbox([...args, ...program, ...policies, "--home", this.home, "--json"], {
            PULUMI_HOME: this.pulumiHome,
        });
    }

    /** What exists in the accounts that are stood in for, as "kind id". Empty after a destroy. */
    public things(project: string, stack = "dev"): string[] {
        const file = this.worldFile(project, stack);
        return existsSync(file) ? readWorld(file).things.map(nameOf).sort() : [];
    }

    /** Takes something away behind the back of the stack that made it. */
    public removeThing(project: string, name: string, stack = "dev"): void {
        const file = this.worldFile(project, stack);
        const world = readWorld(file);
        const things = world.things.filter((thing) => nameOf(thing) !== name);
        assert.equal(things.length, world.things.length - 1, `${name} is not there`);
        writeFileSync(file, JSON.stringify({ ...world, things }));
    }

    /** Makes something that no stack made: a copy of another thing, under another id. */
    public addThing(project: string, original: string, name: string, stack = "dev"): void {
        const file = this.worldFile(project, stack);
        const world = readWorld(file);
        const thing = world.things.find((candidate) => nameOf(candidate) === original);
        assert.ok(thing, `${original} is not there`);
        const id = name.slice(name.indexOf(" ") + 1);
        writeFileSync(
            file,
            JSON.stringify({ ...world, things: [...world.things, { ...thing, id }] }),
        );
    }

    /** Paths, within the folder, of the files in which the text stands; of all files for "". */
    public filesContaining(text: string): string[] {
        return readdirSync(this.home, { recursive: true, encoding: "utf8" }).filter((name) => {
            const path = join(this.home, name);
            return statSync(path).isFile() && readFileSync(path).includes(text);
        });
    }

    private worldFile(project: string, stack: string): string {
        return join(this.home, "stacks", project, stack, "world.json");
    }

    public remove(): void {
        rmSync(this.home, { recursive: true, force: true });
    }
}

interface Thing {
    kind: string;
    id: string;
}

function readWorld(file: string): { things: Thing[] } {
    return JSON.parse(readFileSync(file, "utf8")) as { things: Thing[] };
}

function nameOf({ kind, id }: Thing): string {
    return `${kind} ${id}`;
}

/** The command behind `npm run sandbox`, started without npm: signals reach it directly. */
export function startSandbox(
    args: readonly string[],
    environment: Record<string, string>,
): RunningSandbox {
    const child = spawn(
        process.execPath,
        ["--import", "tsx", join(repository, "sandbox", "main.ts"), ...args],
        {
            cwd: repository,
            env: { ...process.env, ...environment },
            stdio: ["ignore", "pipe", "pipe"],
            // A process group of its own, as in a terminal: a test may send it Ctrl-C.
            detached: true,
        },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Omit<SandboxRun, "document">>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ code, stdout, stderr });
        });
    });
    const says = (text: string) =>
        new Promise<void>((resolve, reject) => {
            const check = () => {
                if (stderr.includes(text)) {
                    resolve();
                }
            };
            child.stderr.on("data", check);
            child.on("close", () => {
                reject(new Error(`the sandbox ended without saying "${text}":\n${stderr}`));
            });
            check();
        });
    return { process: child, says, ended };
}

/** What a program says itself of the rules that hold for it. */
function policyPackConfig(folder: string | undefined): string[] {
    const config = folder === undefined ? undefined : join(folder, "policyPack.json");
    return config !== undefined && existsSync(config) ? ["--policy-pack-config", config] : [];
}
