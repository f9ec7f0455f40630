import { isDeepStrictEqual } from "node:util";

import { type JsonObject, read } from "../../rules/reading/read";
import type { Resource } from "../../rules/reading/resource";
import { type Settings, defaultSettings } from "../../rules/settings";
import { imageDigests } from "../support/imageDigests";
import { twoContexts } from "../support/kubernetesConfigurationCases";
import { referenceArchitecture } from "../support/referenceArchitecture";
import { type Mutation, mutationsOf, surroundingsOf } from "./mutations";

/** The reference architecture as one stack configures it, of which every field is mutated. */
export interface MutatedStack {
    readonly name: string;
    readonly resources: readonly Resource[];
    readonly settings: Settings;
    /** Those of every object and field that no stack before it has in the same way. */
    readonly mutations: readonly Mutation[];
}

/** A Civo cluster made elsewhere, whose load balancer has a name. */
const existing = { cluster: "existing", existingKubeconfig: twoContexts() };

const configurations: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    production: {
        acmeEnvironment: "production",
        dnsManageZone: true,
        dnsProxied: true,
        alerts: true,
        highAvailability: true,
        gatekeeper: true,
        approverPolicy: true,
        imageDigests,
        protect: true,
    },
    development: {},
    vault: { externalCa: "vault", vaultServer: "https://vault.example.com:8200" },
    elsewhere: {
        ...existing,
        externalCa: "existingIssuer",
        existingIssuerName: "venafi",
        dnsRecordType: "CNAME",
        linkerdViz: false,
    },
};

/** All of them, the strictest first: what stands in it is mutated as production judges it. */
export async function mutatedStacks(): Promise<MutatedStack[]> {
    const stacks: MutatedStack[] = [];
    for (const name of Object.keys(configurations)) {
        const resources = await resourcesOf(name);
        const environment = name === "production" ? "production" : "development";
        stacks.push({
            name,
            resources,
            settings: { ...defaultSettings, environment },
            mutations: [...newMutations(resources, stacks)],
        });
    }
    return stacks;
}

export async function productionResources(): Promise<Resource[]> {
    return resourcesOf("production");
}

async function resourcesOf(stack: string): Promise<Resource[]> {
    return asInTheEngine(await referenceArchitecture(configurations[stack]));
}

/** The engine adds to a provider the version of its SDK. */
function asInTheEngine(resources: readonly Resource[]): Resource[] {
    return resources.map((resource) =>
        resource.type === "pulumi:providers:kubernetes"
            ? { ...resource, object: { ...resource.object, version: "4.34.2" } }
            : resource,
    );
}

function* newMutations(
    resources: readonly Resource[],
    before: readonly MutatedStack[],
): Generator<Mutation> {
    const known = new Map<string, Resource[]>();
    for (const each of before.flatMap((stack) => stack.resources)) {
        known.set(each.urn, [...(known.get(each.urn) ?? []), each]);
    }
    for (const mutation of mutationsIn(resources)) {
        const { of, path } = mutation;
        const isKnown = (known.get(of.urn) ?? []).some(({ object }) =>
            path.length === 0
                ? isDeepStrictEqual(object, of.object)
                : isDeepStrictEqual(read(object, path), read(of.object, path)),
        );
        if (!isKnown) {
            yield mutation;
        }
    }
}

/**
 * Every mutation of every object. All components carry one access model, which is mutated in the
 * first that has it.
 */
function* mutationsIn(resources: readonly Resource[]): Generator<Mutation> {
    const surroundings = surroundingsOf(resources);
    const seen: JsonObject[string][] = [];
    for (const resource of resources) {
        const { access } = resource.object;
        const isCopy = access !== undefined && seen.some((each) => isDeepStrictEqual(each, access));
        seen.push(access);
        for (const mutation of mutationsOf(resource, surroundings)) {
            if (!isCopy || mutation.path[0] !== "access" || mutation.path.length === 1) {
                yield mutation;
            }
        }
    }
}
