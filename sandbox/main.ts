import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { apiServerFolder, hasApiServerData, isOnApiServer, kubeconfigIn } from "./apiServer/folder";
import { Interrupted, Interruption } from "./interruption";
import { engineLockHolders, killEngine } from "./leftovers";
import { operate } from "./operations";
import { helpText, parseOptions, UsageError, type Options } from "./options";
import { consoleProgress } from "./progress";
import {
    emptyDocument,
    failureDocument,
    ingressText,
    kubectlText,
    nextStepsText,
    outputsText,
    phaseText,
    reportOf,
    type ReportDocument,
} from "./report";
import { takeRunLock } from "./runLock";
import { StackState } from "./state";
import { configure, openWorkspace, readProject, readStackFile, stackFolder } from "./workspace";

const load = createRequire(__filename);

/** Where a document or a text for people goes. */
type Print = (text: string) => Promise<void>;

async function main(args: readonly string[]): Promise<number> {
    // Also a document about options that could not be read is a document.
    const json = args.includes("--json");
    const print = json ? reserveStandardOutput() : toStandardOutput;
    const started = Date.now();
    let options: Options | undefined;
    try {
        options = parseOptions(args, { root: dirname(__dirname), current: invocationFolder() });
        if (options.help) {
            await print(helpText);
            return 0;
        }
        const { document, exitCode } = await run(options);
        await print(json ? `${JSON.stringify(document, undefined, 2)}\n` : "");
        return exitCode;
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        console.error(message);
        if (json) {
            const seconds = (Date.now() - started) / 1000;
            const operation = options?.operation ?? "sandbox";
            const document = failureDocument(operation, message, seconds);
            await print(`${JSON.stringify(document, undefined, 2)}\n`);
        }
        return exitCodeOf(error);
    }
}

function exitCodeOf(error: unknown): number {
    if (error instanceof Interrupted) {
        return error.exitCode;
    }
    return error instanceof UsageError ? 2 : 1;
}

interface Outcome {
    document: ReportDocument;
    exitCode: number;
}

async function run(options: Options): Promise<Outcome> {
    const { operation, stack, home } = options;
    const tell = options.json ? () => undefined : console.log;
    const project = readProject(options.program);
    const stackFile = readStackFile(project, stack);
    const configuration = configure(project, stack, stackFile, options.config);
    requirePolicyPack(options.policyPack);

    const state = new StackState(join(home, "state"), project.name, stack);
    const directory = stackFolder(home, project, stack);
    if (!state.exists && operation === "destroy") {
        tell(`Stack ${stack} of ${project.name} is not up: there is nothing to destroy.`);
        return { document: emptyDocument(operation, {}), exitCode: 0 };
    }
    if (operation === "serve" && !(state.isUp && hasApiServerData(directory))) {
        throw new UsageError(
            `stack ${stack} of ${project.name} is not up on an API server; ` +
                `bring it up with npm run sandbox -- up --api-server`,
        );
    }
    if (!state.exists && (operation === "refresh" || operation === "outputs")) {
        throw new Error(
            `stack ${stack} of ${project.name} is not up; bring it up with npm run sandbox -- up`,
        );
    }
    if (operation === "outputs") {
        tell(outputsText(state.outputs));
        return { document: emptyDocument(operation, state.outputs), exitCode: 0 };
    }

    const started = Date.now();
    const lock = takeRunLock(home);
    const progress = consoleProgress(process.stderr);
    const interruption = Interruption.watch(console.error, () => {
        engineLockHolders(join(home, "state"), project.name, stack).forEach(killEngine);
        lock.release();
    });
    try {
        const workspace = openWorkspace(home, project, stack, configuration);
        const hasData = hasApiServerData(directory);
        const onApiServer = isOnApiServer(options.apiServer, { isUp: state.isUp, hasData });
        if (hasData && !onApiServer) {
            // Of a preview, or of a destroy that was cut off: nothing of a stack is in it.
            rmSync(apiServerFolder(directory), { recursive: true });
        }
        if (operation === "serve") {
            const { serve } = load("./serve") as typeof import("./serve");
            await serve(workspace, interruption, progress, tell);
            return { document: emptyDocument(operation, {}), exitCode: 0 };
        }
        // Loads the SDK and the stand-ins, which takes a second that a wrong option need not wait.
        const { openSession } = load("./session") as typeof import("./session");
        const session = await openSession({
            options,
            project,
            workspace,
            onApiServer,
            afterKill: lock.takenOver,
            interruption,
            progress,
        });
        const phases = [];
        try {
            for await (const phase of operate(session, operation)) {
                tell(phaseText(phase));
                phases.push(phase);
            }
        } finally {
            await session.close();
        }
        const document = reportOf(operation, phases, (Date.now() - started) / 1000);
        const ingress = operation === "preview" ? [] : session.ingresses();
        if (ingress.length > 0) {
            document.ingress = ingress;
            tell(ingressText(ingress));
        }
        if (operation === "destroy" && document.result === "succeeded") {
            for (const thing of await session.removeStack()) {
                const message = `${thing} still exists: it was in no state that was destroyed`;
                tell(`  warning: ${message}`);
                document.diagnostics.push({ severity: "warning", message });
            }
        }
        if (document.result === "succeeded") {
            if (operation === "sandbox" || operation === "up") {
                tell(outputsText(document.outputs));
            }
            tell(nextStepsText(operation, onApiServer));
            if (onApiServer && operation !== "destroy") {
                tell(kubectlText(kubeconfigIn(apiServerFolder(directory))));
            }
        }
        return {
            document,
            exitCode: interruption.exitCode ?? (document.result === "succeeded" ? 0 : 1),
        };
    } catch (error) {
        progress.done("failed");
        throw error;
    } finally {
        lock.release();
    }
}

function requirePolicyPack(directory: string): void {
    if (!existsSync(join(directory, "PulumiPolicy.yaml"))) {
        throw new UsageError(
            `--policy-pack: ${directory} holds no PulumiPolicy.yaml; give the folder of a policy pack`,
        );
    }
}

/** npm runs scripts in the repository's root, wherever it was called. */
function invocationFolder(): string {
    const byNpm = process.env.npm_lifecycle_event === "sandbox" ? process.env.INIT_CWD : undefined;
    return byNpm ?? process.cwd();
}

/** A program may print, too: its text joins the rest on standard error. */
function reserveStandardOutput(): Print {
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = process.stderr.write.bind(process.stderr);
    return (text) =>
        new Promise((resolve) => {
            write(text, () => {
                resolve();
            });
        });
}

function toStandardOutput(text: string): Promise<void> {
    return new Promise((resolve) => {
        process.stdout.write(text, () => {
            resolve();
        });
    });
}

void main(process.argv.slice(2)).then((exitCode) => {
    // Connections of an engine that was stopped would keep the process alive.
    process.exit(exitCode);
});
