import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { stringify } from "yaml";

import { isRecord } from "../../manifests/record";
import { makeAuthority } from "../support/authorities";
import { imageDigests } from "../support/imageDigests";
import { recordProgram } from "../support/recordProgram";
import type { RecordedResource } from "../support/recordResources";

const repository = join(__dirname, "..", "..");

/** Stacks whose renderings are kept, by the name of their folder. */
export const stacks: Record<string, Record<string, unknown>> = {
    dev: {},
    production: {
        highAvailability: true,
        protect: true,
        acmeEnvironment: "production",
        dnsProxied: true,
        dnsManageZone: true,
        alerts: true,
        approverPolicy: true,
        gatekeeper: true,
        imageDigests,
        externalCa: "vault",
        vaultServer: "https://vault.example.com:8200",
    },
    elsewhere: {
        cluster: "existing",
        externalCa: "existingIssuer",
        existingIssuerName: "venafi",
        linkerdViz: false,
    },
};

/** What compiles from the rules is proved beside them, and is left out. */
const compiled =
    /:ValidatingAdmissionPolicy(Binding)?$|^kubernetes:(templates|constraints|syncset)\.gatekeeper\.sh/;

const folder = join(__dirname, "stacks");

/** The rendering of a component as it was written last: of the stack, or else of `dev`. */
export function written(stack: string, component: string): string | undefined {
    return [stack, "dev"]
        .map((each) => join(folder, each, `${component}.yaml`))
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, "utf8"))[0];
}

/** Files that were written for a stack, by component. */
export function writtenFor(stack: string): string[] {
    return readdirSync(join(folder, stack)).map((file) => basename(file, ".yaml"));
}

/** Writes all renderings: those of `dev`, and of other stacks what differs from it. */
export async function write(): Promise<void> {
    rmSync(folder, { recursive: true, force: true });
    for (const stack of Object.keys(stacks)) {
        mkdirSync(join(folder, stack), { recursive: true });
        for (const [component, text] of await renderings(stack)) {
            if (written(stack, component) !== text) {
                writeFileSync(join(folder, stack, `${component}.yaml`), text);
            }
        }
    }
}

/** Every resource of a stack with all inputs, as YAML, by the component that it is part of. */
export async function renderings(stack: string): Promise<Map<string, string>> {
    const authority = await makeAuthority();
    const resources = await recordProgram(repository, {
        trustAnchors: [authority.trustAnchor],
        demonstrationCaCertificate: authority.issuingCa,
        demonstrationCaPrivateKey: authority.issuingCaKey,
        cloudflareApiToken: "a-token",
        ...stacks[stack],
    });
    const components = new Map<string, RecordedResource[]>();
    for (const resource of resources.filter(({ type }) => !compiled.test(type))) {
        const component = resource.component?.split(":").at(-1) ?? "Program";
        components.set(component, [...(components.get(component) ?? []), resource]);
    }
    return new Map(
        [...components]
            .filter(([, own]) => own.some(({ inputs }) => Object.keys(inputs).length > 0))
            .map(([component, own]) => [component, masked(own.map(document).join("---\n"))]),
    );
}

function document({ type, name, inputs, options }: RecordedResource): string {
    return stringify(
        {
            type,
            name,
            inputs: withoutPolarisRules(inputs),
            ...(Object.keys(options).length > 0 && { options }),
        },
        { sortMapEntries: false, lineWidth: 0 },
    );
}

function withoutPolarisRules(inputs: RecordedResource["inputs"]): RecordedResource["inputs"] {
    const { values } = inputs;
    return inputs.chart === "polaris" && isRecord(values)
        ? { ...inputs, values: { ...values, config: "(compiled)" } }
        : inputs;
}

/** Certificates are made anew for each rendering. */
function masked(text: string): string {
    return text
        .replaceAll(/-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g, "($1)")
        .replaceAll(/\b([0-9A-F]{2}:){31}[0-9A-F]{2}\b/g, "(fingerprint)")
        .replaceAll(/\bvector\(\d+\)/g, "vector((not after))");
}
