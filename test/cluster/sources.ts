import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { readAllYaml } from "../../manifests/yaml";
import { type PlainObject, textAt } from "../../sandbox/standins/properties";
import { imageDigests } from "../support/imageDigests";
import { recordProgram } from "../support/recordProgram";
import type { RecordedResource } from "../support/recordResources";

export const repository = resolve(__dirname, "../..");

/** Configurations of the program that differ in what they make. */
export const configurations: Record<string, Record<string, unknown>> = {
    "the program": {},
    "the program, highly available, in production": {
        highAvailability: true,
        acmeEnvironment: "production",
        alerts: true,
        imageDigests,
    },
    "the program, with Vault, on a cluster that exists": {
        cluster: "existing",
        externalCa: "vault",
        vaultServer: "https://vault.example.com",
        approverPolicy: true,
    },
    "the program, with Gatekeeper": { gatekeeper: true },
    "the program, with an issuer that exists, without viz": {
        externalCa: "existingIssuer",
        existingIssuerName: "venafi",
        linkerdViz: false,
    },
};

export function recordConfiguration(name: string): Promise<RecordedResource[]> {
    return recordProgram(repository, { cloudflareApiToken: "token", ...configurations[name] });
}

/** Everything in the repository that makes objects of Kubernetes. */
export const sources: Record<string, () => Promise<PlainObject[]>> = {
    ...Object.fromEntries(
        Object.keys(configurations).map((name) => [
            name,
            async () => objectsOf(await recordConfiguration(name)),
        ]),
    ),
    "examples/meshed-app": async () =>
        objectsOf(await recordProgram(join(repository, "examples/meshed-app"))),
    "examples/existing-cluster": async () =>
        objectsOf(await recordProgram(join(repository, "examples/existing-cluster"))),
    "examples/manifests": () =>
        Promise.resolve(
            readAllYaml(
                readFileSync(join(repository, "examples/manifests/shop.yaml"), "utf8"),
            ) as PlainObject[],
        ),
    "the README": () => recordReadme("README.md"),
    "the README of the components": () => recordReadme("components/README.md"),
};

/** Objects of Kubernetes among resources. What is only read has no kind. */
export function objectsOf(resources: readonly RecordedResource[]): PlainObject[] {
    return (
        resources
            .filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("helm.sh"))
            .map(({ inputs }) => inputs as PlainObject)
            .filter((inputs) => inputs.kind !== undefined)
            // Their kinds are made by Gatekeeper itself; its own test has it running.
            .filter(
                (inputs) => textAt(inputs, "apiVersion") !== "constraints.gatekeeper.sh/v1beta1",
            )
    );
}

/** The programs whose text stands in a README. */
async function recordReadme(file: string): Promise<PlainObject[]> {
    const text = readFileSync(join(repository, file), "utf8");
    const programs = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
    assert.ok(programs.length > 0, `${file} has no program`);
    mkdirSync(join(repository, ".sandbox"), { recursive: true });
    // Below the repository, where the packages that it imports are found.
    const folder = mkdtempSync(join(repository, ".sandbox", "readme-"));
    try {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: readme\nruntime: nodejs\n");
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
        writeFileSync(join(folder, "index.ts"), programs.join("\n"));
        return objectsOf(await recordProgram(folder));
    } finally {
        rmSync(folder, { recursive: true });
    }
}
