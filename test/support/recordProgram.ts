import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { twoContexts } from "./kubernetesConfigurationCases";
import { recordResources, type RecordedResource } from "./recordResources";

const load = createRequire(__filename);

interface ProjectFile {
    name: string;
    config?: Record<string, { default?: unknown }>;
}

/**
 * Runs the program in a folder as its stack `dev`, without an engine, and returns what it registered.
 *
 * @param overrides configuration of this run, by key without prefix
 */
export async function recordProgram(
    directory: string,
    overrides: Record<string, unknown> = {},
): Promise<RecordedResource[]> {
    const read = (file: string): unknown => parse(readFileSync(join(directory, file), "utf8"));
    const project = read("Pulumi.yaml") as ProjectFile;
    const stack = read("Pulumi.dev.yaml") as { config?: Record<string, unknown> } | null;
    const prefixed = (values: Record<string, unknown>) =>
        Object.entries(values).map(([key, value]) => [`${project.name}:${key}`, value] as const);
    const declared = Object.entries(project.config ?? {}).flatMap(([key, declaration]) =>
        declaration.default === undefined ? [] : [[key, declaration.default] as const],
    );
    const values = new Map<string, unknown>([
        ...prefixed(Object.fromEntries(declared)),
        ...Object.entries(stack?.config ?? {}),
        ...prefixed(overrides),
    ]);
    pulumi.runtime.setAllConfig(
        Object.fromEntries([...values].map(([key, value]) => [key, configurationText(value)])),
    );
    const entry = load.resolve(directory);
    const { KUBECONFIG } = process.env;
    // What is configured on this machine is none of a test's business.
    process.env.KUBECONFIG = twoContexts();
    try {
        return await recordResources(() => {
            // Its code is its top level, and has to run every time.
            Reflect.deleteProperty(load.cache, entry);
            load(entry);
        }, project.name);
    } finally {
        if (KUBECONFIG === undefined) {
            delete process.env.KUBECONFIG;
        } else {
            process.env.KUBECONFIG = KUBECONFIG;
        }
        pulumi.runtime.setAllConfig({});
    }
}

/** As the engine hands configuration over: lists and objects are JSON. */
function configurationText(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}
