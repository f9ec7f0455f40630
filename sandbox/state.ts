import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { maskOutputs } from "./events";

/** The part of the engine's checkpoint file that the sandbox reads. */
interface Checkpoint {
    latest?: {
        resources?: StateResource[];
        pending_operations?: unknown[];
        secrets_providers?: { state?: { salt?: string } };
    };
}

export interface StateResource {
    urn: string;
    type: string;
    id?: string;
    outputs?: Record<string, unknown>;
}

/** The file in which the engine's file backend keeps a stack. Secrets in it are encrypted. */
export class StackState {
    private readonly file: string;

    constructor(backend: string, project: string, stack: string) {
        this.file = join(backend, ".pulumi", "stacks", project, `${stack}.json`);
    }

    get exists(): boolean {
        return existsSync(this.file);
    }

    /** Whether there are resources of it. A stack that was only previewed has a file, too. */
    get isUp(): boolean {
        return this.exists && this.resources.length > 0;
    }

    get resources(): StateResource[] {
        return this.read().latest?.resources ?? [];
    }

    /** The salt that, with the passphrase, makes the key of the secrets in this state. */
    get salt(): string | undefined {
        return this.exists ? this.read().latest?.secrets_providers?.state?.salt : undefined;
    }

    /** Outputs of the last up, secrets masked without ever being decrypted. */
    get outputs(): Record<string, unknown> {
        const stack = this.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
        return maskOutputs(stack?.outputs ?? {});
    }

    /**
     * Forgets the operations that a killed engine had begun. Only right together with removing
     * from the stand-in world what no state owns.
     *
     * @returns how many there were
     */
    dropPendingOperations(): number {
        const text: unknown = JSON.parse(readFileSync(this.file, "utf8"));
        const latest = (text as { checkpoint: Checkpoint }).checkpoint.latest;
        const count = latest?.pending_operations?.length ?? 0;
        if (latest && count > 0) {
            delete latest.pending_operations;
            writeFileSync(`${this.file}.new`, JSON.stringify(text), { mode: 0o600 });
            renameSync(`${this.file}.new`, this.file);
        }
        return count;
    }

    private read(): Checkpoint {
        const text: unknown = JSON.parse(readFileSync(this.file, "utf8"));
        return (text as { checkpoint: Checkpoint }).checkpoint;
    }
}
