import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { accountOf, isDefaultProvider, type Account, type Change, type Diagnostic } from "./events";
import { Interrupted, type Interruption } from "./interruption";
import type { EngineOperation, Operation } from "./options";
import type { Progress } from "./progress";

/** What one operation of the engine came to. */
export interface Phase extends Account {
    operation: EngineOperation;
    result: "succeeded" | "failed";
    seconds: number;
}

const titles = { preview: "Preview", up: "Up", refresh: "Refresh", destroy: "Destroy" };

export interface Session {
    stack: Stack;
    /** Absolute path of the pack that preview and up have to satisfy. */
    policyPack: string;
    policyPackConfig?: string | undefined;
    interruption: Interruption;
    progress: Progress;
}

/**
 * Performs the operation phase by phase; the tour has three, and ends with the first that fails.
 */
export async function* operate(
    session: Session,
    operation: Exclude<Operation, "outputs" | "serve">,
): AsyncGenerator<Phase> {
    if (operation !== "sandbox") {
        yield await perform(session, operation);
        return;
    }
    for (const [index, part] of (["preview", "up", "preview"] as const).entries()) {
        const second = index === 2;
        const phase = await perform(session, part, second);
        if (second) {
            phase.diagnostics.push(...phase.changed.map(unexpectedChange));
        }
        yield phase;
        if (phase.result === "failed") {
            return;
        }
    }
}

/** A preview that should have found nothing to do found this. */
function unexpectedChange({ kind, urn, properties }: Change): Diagnostic {
    const where = properties.length > 0 ? ` (${properties.join(", ")})` : "";
    return {
        severity: "error",
        message:
            `the second preview would ${kind} it${where}, though program and configuration are the ` +
            `same; a value that changes from run to run, or one that its provider rewrites`,
        urn,
    };
}

/** Performs one operation; what the engine refuses is told in the result, never thrown. */
async function perform(
    session: Session,
    operation: Exclude<EngineOperation, "outputs">,
    expectNoChanges = false,
): Promise<Phase> {
    const { stack, policyPack, policyPackConfig, interruption, progress } = session;
    const policies = {
        policyPacks: [policyPack],
        ...(policyPackConfig && { policyPackConfigs: [policyPackConfig] }),
    };
    progress.step(expectNoChanges ? "Second preview" : titles[operation]);
    const started = Date.now();
    const events: EngineEvent[] = [];
    let errorOutput = "";
    const urns = new Set<string>();
    const options = {
        color: "never" as const,
        suppressProgress: true,
        onEvent: (event: EngineEvent) => {
            events.push(event);
            const step = event.resOutputsEvent?.metadata;
            if (step && !urns.has(step.urn) && !isDefaultProvider(step)) {
                urns.add(step.urn);
                progress.update(`${urns.size} resources`);
            }
            if (event.stdoutEvent?.message.includes("^C received")) {
                interruption.engineWasTold();
            }
        },
        onError: (text: string) => {
            errorOutput += text;
        },
    };
    let failure: unknown;
    try {
        await interruption.duringEngine(async (signal) => {
            const common = { ...options, signal };
            switch (operation) {
                case "preview":
                    return stack.preview({ ...common, ...policies, expectNoChanges });
                case "up":
                    return stack.up({ ...common, ...policies });
                case "refresh":
                    return stack.refresh(common);
                case "destroy":
                    return stack.destroy(common);
            }
        });
    } catch (error) {
        failure = error;
    }
    const account = accountOf(events);
    if (failure !== undefined && !isExplained(account)) {
        account.diagnostics.push({ severity: "error", message: reasonOf(failure, errorOutput) });
    }
    const checksPolicies = operation === "preview" || operation === "up";
    if (failure === undefined && checksPolicies && account.policyPacks.length === 0) {
        failure = new Error();
        account.diagnostics.push({
            severity: "error",
            message: `${policyPack}: the engine did not run the policy pack, so nothing was checked`,
        });
    }
    if (interruption.signal) {
        const interrupted = new Interrupted(interruption.signal);
        failure = interrupted;
        account.diagnostics.unshift({ severity: "error", message: interrupted.message });
    }
    const refused = account.violations.some(({ level }) => level === "mandatory");
    const result = failure === undefined && !refused ? "succeeded" : "failed";
    progress.done(result);
    return {
        ...account,
        operation,
        result,
        seconds: (Date.now() - started) / 1000,
    };
}

function isExplained(account: Account): boolean {
    return (
        account.diagnostics.some(({ severity }) => severity === "error") ||
        account.violations.some(({ level }) => level === "mandatory")
    );
}

function reasonOf(failure: unknown, errorOutput: string): string {
    const said = errorOutput.trim().replace(/^error: /, "");
    return said || (failure instanceof Error ? failure.message : String(failure));
}
