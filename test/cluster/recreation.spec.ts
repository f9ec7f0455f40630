import assert from "node:assert/strict";
import { join } from "node:path";

import { nameOf } from "../../sandbox/apiServer/objects";
import type { ReferenceData } from "../../sandbox/referenceData";
import { at, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { annotated, madeOf, restarted } from "../support/controllerObjects";
import { imageDigests } from "../support/imageDigests";
import { needReferenceData } from "../support/notChecked";
import { hasRenderedCharts } from "../support/renderedCharts";
import {
    namespaceObject,
    object,
    workload,
    workloadKinds,
} from "../unit/admission/fixtures/objects";
import { highlyAvailable, type Platform, recordPlatform } from "./platform";
import { PoliciesInForce } from "./policiesInForce";
import { repository } from "./sources";
import { TestCluster } from "./testCluster";

const gatekeeperAndVault = {
    gatekeeper: true,
    externalCa: "vault",
    vaultServer: "https://vault.example.com",
};
const existing = {
    cluster: "existing",
    gatekeeper: true,
    externalCa: "existingIssuer",
    existingIssuerName: "venafi",
    linkerdViz: false,
};
const mirror = {
    trustDomain: "prod.example.com",
    admission: { allowedRegistries: ["registry.example.com"] },
    charts: {
        emissaryIngress: { values: { image: { repository: "registry.example.com/emissary" } } },
        linkerdControlPlane: {
            values: { proxy: { image: { name: "registry.example.com/linkerd/proxy" } } },
        },
    },
};

/** Stacks whose policies, or whose pods, differ. */
const stacks: Record<string, Record<string, unknown>> = {
    "a stack in development": {},
    "a stack in development, with Gatekeeper and Vault": gatekeeperAndVault,
    "a stack in development, on a cluster and with an issuer that exist": existing,
    "a highly available stack": highlyAvailable,
    "a highly available stack, with Gatekeeper and Vault": {
        ...highlyAvailable,
        ...gatekeeperAndVault,
    },
    "a highly available stack, on a cluster and with an issuer that exist": {
        ...highlyAvailable,
        ...existing,
    },
    "a highly available stack, with images of a mirror": { ...highlyAvailable, ...mirror },
};

describe("A platform under its own policies, on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let policies: PoliciesInForce;

    before(async () => {
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
        cluster = await TestCluster.start();
        await cluster.define();
        policies = new PoliciesInForce(cluster);
    });

    after(() => cluster.stop());

    async function inForce(stack: Record<string, unknown>): Promise<Platform> {
        const platform = await recordPlatform(stack);
        for (const kind of ["Namespace", "ServiceAccount"]) {
            for (const each of platform.objects.filter((other) => other.kind === kind)) {
                await cluster.apply(each, { force: true });
            }
        }
        await policies.enforceObjects([...platform.injector, ...platform.policies]);
        return platform;
    }

    /** What the API server says against objects, in the order of the objects. */
    async function refusals(
        objects: readonly PlainObject[],
        { dryRun = true } = {},
    ): Promise<string[]> {
        const answers = await Promise.all(
            objects.map((each) =>
                cluster.apply(each, { dryRun, force: true }).then(
                    () => undefined,
                    (error: unknown) => `${fullName(each)}: ${String(error)}`,
                ),
            ),
        );
        return answers.filter((answer) => answer !== undefined);
    }

    async function remove(each: PlainObject): Promise<void> {
        const kind = await cluster.objects.kindOf(each);
        await cluster.objects.delete(kind, nameOf(each, kind));
    }

    for (const [title, stack] of Object.entries(stacks)) {
        describe(`${title}, its charts ${hasRenderedCharts ? "as they are rendered" : "as they are stood in for"}`, () => {
            let platform: Platform;
            let made: PlainObject[];

            before(async () => {
                platform = await inForce(stack);
                made = platform.workloads.flatMap((each) => [each, ...madeOf(each)]);
            });

            it("has workloads in every namespace in which it runs something", () => {
                const namespaces = new Set(
                    platform.workloads.map((each) => textAt(each, "metadata", "namespace")),
                );
                assert.deepEqual([...namespaces].sort(), [
                    ...(hasRenderedCharts ? ["cert-manager"] : []),
                    "emissary",
                    "faces",
                    ...(hasRenderedCharts && stack.gatekeeper === true
                        ? ["gatekeeper-system"]
                        : []),
                    ...(hasRenderedCharts ? ["linkerd"] : []),
                    ...(hasRenderedCharts && stack.linkerdViz !== false ? ["linkerd-viz"] : []),
                    ...(hasRenderedCharts ? ["polaris"] : []),
                ]);
            });

            it("has every workload made anew, down to its pods", async () => {
                assert.deepEqual(await refusals(made), []);
            });

            it("has every workload restarted, and its pods annotated", async () => {
                assert.deepEqual(await refusals(made, { dryRun: false }), []);
                assert.deepEqual(await refusals(made.flatMap(updatesOf)), []);
                await Promise.all(made.map(remove));
            });

            it("has every chart upgraded, and every object of its own updated", async () => {
                assert.deepEqual(await refusals(platform.objects), []);
            });
        });
    }

    describe("a highly available stack", () => {
        let platform: Platform;

        before(async () => {
            platform = await inForce(highlyAvailable);
        });

        it("has no ingress made anew whose image has no digest", async () => {
            const untagged = platform.workloads
                .filter((each) => fullName(each) === "Deployment emissary/emissary-ingress")
                .map(withoutDigests);
            const said = await refusals(untagged.flatMap((each) => [each, ...madeOf(each)]));
            assert.deepEqual(
                said.map((text) => /^(\w+) .* (SC-\d+: [^;]+);/.exec(text)?.slice(1)),
                ["Deployment", "ReplicaSet", "Pod"].map((kind) => [
                    kind,
                    "SC-02: an image is whatever the registry serves by its tag",
                ]),
            );
        });

        it("has workloads of every kind made anew, down to their pods", async () => {
            for (const each of [namespaceObject("shop"), object("v1", "ServiceAccount", "cart")]) {
                await cluster.apply(each);
            }
            const workloads = workloadKinds
                .filter((kind) => kind !== "Pod")
                .map((kind) => workload({ kind }));
            const made = workloads.flatMap((each) => [each, ...madeOf(each)]);
            assert.deepEqual(await refusals(made), []);
            assert.deepEqual(
                made.filter(({ kind }) => kind === "Pod").map(fullName),
                workloads
                    .filter(({ kind }) => kind !== "ReplicationController")
                    .flatMap(madeOf)
                    .filter(({ kind }) => kind === "Pod")
                    .map(fullName),
            );
        });

        it("has pods made anew as the real injector leaves them", async function () {
            const reference = needReferenceData(this);
            const meshed = ["emissary", "faces"];
            const pods = platform.workloads
                .filter((each) => meshed.includes(textAt(each, "metadata", "namespace") ?? ""))
                .flatMap(madeOf)
                .filter(({ kind }) => kind === "Pod");
            assert.equal(pods.length, Object.keys(imageDigests).length);
            for (const like of [
                "01-portal-deployment-native-sidecar",
                "02-booking-deployment-no-native-sidecar",
            ]) {
                const copies: PlainObject[] = pods.map((each) =>
                    injectedLike(each, like, reference),
                );
                assert.deepEqual(await refusals(copies), [], like);
            }
        });
    });
});

function fullName(each: PlainObject): string {
    const namespace = textAt(each, "metadata", "namespace");
    const prefix = namespace === undefined ? "" : `${namespace}/`;
    return `${textAt(each, "kind") ?? ""} ${prefix}${textAt(each, "metadata", "name") ?? ""}`;
}

/** What changes a workload that runs: a restart of it, an annotation of its pod. */
function updatesOf(each: PlainObject): PlainObject[] {
    const update =
        each.kind === "Pod" ? annotated(each, { "example.com/seen": "true" }) : restarted(each);
    return update === undefined ? [] : [update];
}

function withoutDigests(each: PlainObject): PlainObject {
    return JSON.parse(JSON.stringify(each).replaceAll(/@sha256:[0-9a-f]{64}/g, "")) as PlainObject;
}

/** A pod with what the real injector added to another one. */
function injectedLike(pod: PlainObject, like: string, reference: ReferenceData): PlainObject {
    const [real] = reference.documents("injected-pods").filter((each) => {
        const name = textAt(each as PlainObject, "metadata", "name") ?? "";
        return name.startsWith(`${like.split("-")[1] ?? ""}-`);
    }) as PlainObject[];
    const spec = { ...(pod.spec as PlainObject) };
    for (const list of ["initContainers", "containers", "volumes"]) {
        const parts = at(real, "spec", list);
        const added = (Array.isArray(parts) ? parts : []).filter((part) =>
            textAt(part, "name")?.startsWith("linkerd-"),
        );
        const own = spec[list];
        spec[list] = [...added, ...(Array.isArray(own) ? own : [])];
    }
    return { ...pod, spec };
}
