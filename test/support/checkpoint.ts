import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource as the engine keeps it in its state. */
export interface StateResource {
    urn: string;
    type: string;
    custom: boolean;
    external?: boolean;
    parent?: string;
    provider?: string;
    dependencies?: string[];
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

/** The state of a stack, as the engine wrote it into a sandbox folder; empty without a stack. */
export function readCheckpoint(home: string, project: string, stack = "dev"): StateResource[] {
    const file = join(home, "state", ".pulumi", "stacks", project, `${stack}.json`);
    if (!existsSync(file)) {
        return [];
    }
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
        checkpoint: { latest: { resources?: StateResource[] } };
    };
    return checkpoint.latest.resources ?? [];
}

/** Logical name of a resource. */
export function nameOf(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Whether `later` can only be made after `earlier`: through dependencies, parents or providers. */
export function waitsFor(resources: StateResource[], later: string, earlier: string): boolean {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const seen = new Set<string>();
    const open = resources.filter(({ urn }) => nameOf(urn) === later).map(({ urn }) => urn);
    for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
        const resource = byUrn.get(urn);
        if (resource === undefined || seen.has(urn)) {
            continue;
        }
        if (nameOf(urn) === earlier) {
            return true;
        }
        seen.add(urn);
        const provider = resource.provider?.slice(0, resource.provider.lastIndexOf("::"));
        open.push(
            ...[resource.parent, provider].filter((each) => each !== undefined),
            ...(resource.dependencies ?? []),
        );
    }
    return false;
}

const marker = "4dabf18193072939515e22adb298388d";

/** Whether the value at a path is encrypted, alone or with what it is part of. */
export function isEncryptedAt(value: unknown, path: string[]): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    if (marker in value) {
        return "ciphertext" in value && !("plaintext" in value);
    }
    const [key = "", ...rest] = path;
    return isEncryptedAt((value as Record<string, unknown>)[key], rest);
}
