import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { UsageError } from "./options";
import type { Project } from "./workspace";

const own = createRequire(__filename);

/**
 * The program of a project, as the engine's Node.js host would run it: its entry module is loaded
 * anew for every operation, and what it exports are the stack's outputs.
 *
 * @throws UsageError where the program would run on another copy of the SDK than the sandbox
 */
export function programOf(project: Project): PulumiFn {
    const resolve = createRequire(join(realpathSync(project.directory), "package.json"));
    requireSameSdk(project, resolve);
    const entry = join(project.directory, project.main ?? ".");
    const before = new Set(Object.keys(own.cache));
    return async () => {
        for (const file of Object.keys(own.cache)) {
            // Packages keep their identity, the program's own files do not survive an operation.
            if (!before.has(file) && !file.includes(`${sep}node_modules${sep}`)) {
                Reflect.deleteProperty(own.cache, file);
            }
        }
        const exported: unknown = resolve(entry);
        const outputs: unknown = await (typeof exported === "function"
            ? (exported as () => unknown)()
            : exported);
        return outputs && typeof outputs === "object" ? { ...outputs } : undefined;
    };
}

function requireSameSdk(project: Project, resolve: NodeJS.Require): void {
    const sdk = "@pulumi/pulumi";
    let found;
    try {
        found = resolve.resolve(sdk);
    } catch {
        throw new UsageError(
            `${project.directory}: ${sdk} is not installed for this program; ` +
                `run npm install there, or move it below this repository`,
        );
    }
    if (found !== own.resolve(sdk)) {
        throw new UsageError(
            `${project.directory}: the program has a copy of ${sdk} of its own (${found}); ` +
                `the sandbox runs programs with the repository's copy: move it below the repository`,
        );
    }
}
