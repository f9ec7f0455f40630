import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { Json, JsonObject } from "../../rules/reading/read";
import type { Resource } from "../../rules/reading/resource";
import { createAuthority } from "../policy/certificates";
import { recordResources } from "./recordResources";

const ROOT = join(__dirname, "..", "..");
const load = createRequire(__filename);
/** Project name of Pulumi's mocks, hence the namespace of the configuration. */
const PROJECT = "project";

/** What a load balancer has that is reached by a name. */
const hostname = {
    "kubernetes:core/v1:Service": {
        status: { loadBalancer: { ingress: [{ hostname: "lb.example.net" }] } },
    },
};

/** Everything that this repository's program registers for the stack `dev`, as rules see it. */
export async function referenceArchitecture(
    changes: Readonly<Record<string, unknown>> = {},
): Promise<Resource[]> {
    const root = await createAuthority("root.linkerd.cluster.local");
    const issuing = await createAuthority("issuing.linkerd.cluster.local", root);
    const config: Record<string, unknown> = {
        ...defaults(),
        ...stackConfiguration(),
        trustAnchors: [root.certificatePem],
        demonstrationCaCertificate: issuing.certificatePem,
        demonstrationCaPrivateKey: issuing.keyPem,
        cloudflareApiToken: "a-token",
        ...changes,
    };
    pulumi.runtime.setAllConfig(
        Object.fromEntries(
            Object.entries(config).map(([key, value]) => [
                `${PROJECT}:${key}`,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
        ),
    );
    const program = join(ROOT, "index.ts");
    const recorded = await recordResources(
        () => {
            Reflect.deleteProperty(load.cache, program);
            load(program);
        },
        PROJECT,
        config.dnsRecordType === "CNAME" ? hostname : {},
    );
    return recorded
        .filter(({ inputs }) => Object.keys(inputs).length > 0) // What is only read has no inputs.
        .map(({ type, name, inputs }) => ({
            urn: `urn:pulumi:dev::zero-trust::${type}::${name}`,
            type,
            object: inputs as JsonObject,
        }));
}

interface Project {
    readonly config: Readonly<Record<string, { readonly default?: Json }>>;
}

function defaults(): Record<string, unknown> {
    const { config } = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as Project;
    return Object.fromEntries(
        Object.entries(config).map(([key, { default: value }]) => [key, value]),
    );
}

function stackConfiguration(): Record<string, unknown> {
    const { config } = parse(readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8")) as {
        readonly config: Readonly<Record<string, unknown>>;
    };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key.replace(/^[^:]+:/, ""), value]),
    );
}
