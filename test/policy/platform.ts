import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type JsonObject } from "../../policy-pack/rules/read";
import { type Resource } from "../../policy-pack/rules/resource";
import { makeAuthority } from "../support/authorities";
import { type RecordedResource, recordResources } from "../support/recordResources";

const ROOT = join(__dirname, "..", "..");
const load = createRequire(__filename);
/** What Pulumi calls the project of a program that runs without an engine. */
const PROJECT = "project";

/** Everything that the reference architecture registers with the stack `dev`, as rules take it. */
export async function platformResources(): Promise<Resource[]> {
    const { trustAnchor, issuingCa, issuingCaKey } = await makeAuthority();
    const project = configurationIn("Pulumi.yaml");
    const stack = configurationIn("Pulumi.dev.yaml");
    const values = {
        ...Object.fromEntries(
            Object.entries(project).map(([key, declared]) => [
                key,
                (declared as { default: unknown }).default,
            ]),
        ),
        ...Object.fromEntries(
            Object.entries(stack).map(([key, value]) => [key.replace("zero-trust:", ""), value]),
        ),
        cloudflareApiToken: "token",
        trustAnchors: [trustAnchor],
        demonstrationCaCertificate: issuingCa,
        demonstrationCaPrivateKey: issuingCaKey,
    };
    pulumi.runtime.setAllConfig(
        Object.fromEntries(
            Object.entries(values).map(([key, value]) => [
                `${PROJECT}:${key}`,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
        ),
    );
    const recorded = await recordResources(() => {
        load("../../index");
    });
    return recorded.map(asResource);
}

function configurationIn(name: string): Record<string, unknown> {
    const document: unknown = parse(readFileSync(join(ROOT, name), "utf8"));
    return (document as { config: Record<string, unknown> }).config;
}

function asResource({ type, name, inputs }: RecordedResource): Resource {
    return {
        urn: `urn:pulumi:dev::zero-trust::${type}::${name}`,
        type,
        object: inputs as JsonObject,
    };
}
