import { createRequire } from "node:module";
import { join } from "node:path";
import { Analyzer, type Sent } from "./analyzer";

const TSX = createRequire(__filename).resolve("tsx");
const INJECT = "linkerd.io/inject";

/** The pack with all rules, as it is in the repository. */
export const WHOLE_PACK = join(__dirname, "..", "..", "policy-pack");
/** A pack with a few of the rules, on 22 November 2026. */
export const SMALL_PACK = join(__dirname, "smallPack");

export async function startPack(directory: string): Promise<Analyzer> {
    return Analyzer.start(directory, ["--import", TSX, "index.ts"]);
}

/** What the engine sends before all else. */
export const stack: Sent = {
    urn: "urn:pulumi:dev::faces::pulumi:pulumi:Stack::faces-dev",
    type: "pulumi:pulumi:Stack",
    props: {},
};

export function sent(type: string, name: string, props: Sent["props"]): Sent {
    return { urn: `urn:pulumi:dev::faces::${type}::${name}`, type, props };
}

/** @param inject the annotation of its pod template, where it has one */
export function deployment(name: string, image: string, inject?: string): Sent {
    return sent("kubernetes:apps/v1:Deployment", name, {
        metadata: { name, namespace: "faces" },
        spec: {
            template: {
                metadata: { annotations: inject ? { [INJECT]: inject } : {} },
                spec: { serviceAccountName: name, containers: [{ image }] },
            },
        },
    });
}

export function namespace(annotations: Sent["props"] | string): Sent {
    return sent("kubernetes:core/v1:Namespace", "faces", {
        metadata: { name: "faces", annotations },
    });
}

export const meshed = namespace({
    [INJECT]: "enabled",
    "config.linkerd.io/default-inbound-policy": "deny",
});
