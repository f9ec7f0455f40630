import assert from "node:assert/strict";
import { judgedOf } from "../../policy-pack/audit/exports";
import { type Json, type JsonObject } from "../../rules/reading/read";

/** An object as `kubectl get -o yaml` writes it, with an owner where there is one. */
function exported(type: string, name: string, rest: JsonObject, owner?: JsonObject): JsonObject {
    const [apiVersion = "", kind = ""] = type.split(":");
    return {
        apiVersion,
        kind,
        ...rest,
        metadata: {
            namespace: "shop",
            name,
            uid: `${kind} ${name}`,
            resourceVersion: "7",
            ...(owner && { ownerReferences: [owner] }),
            ...(rest.metadata as JsonObject | undefined),
        },
    };
}

const ownedBy = (kind: string, name: string, change: JsonObject = {}): JsonObject => ({
    apiVersion: "apps/v1",
    kind,
    name,
    uid: `${kind} ${name}`,
    controller: true,
    ...change,
});

/** Names of those that are judged. */
function judged(...objects: JsonObject[]): string[] {
    const origin = { file: "export.yaml", lineOf: () => 1 };
    const read = objects.map((object, index) => {
        const apiVersion = object.apiVersion as string;
        const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
        const type = `kubernetes:${group}:${object.kind as string}`;
        return { resource: { urn: `export.yaml::${index}`, type, object }, origin };
    });
    return judgedOf(read).map(({ resource }) => {
        const { kind, metadata } = resource.object as { kind: string; metadata: { name: string } };
        return `${kind} ${metadata.name}`;
    });
}

const container = { name: "main", image: "ghcr.io/example/cart:1.0.0", env: [{ name: "A" }] };
const annotations = { "config.linkerd.io/opaque-ports": "7000" };
const template = {
    metadata: { labels: { app: "cart" }, annotations },
    spec: { serviceAccountName: "cart", containers: [container] },
};
const deployment = exported("apps/v1:Deployment", "cart", { spec: { replicas: 2, template } });
const revision = (change: JsonObject = {}, owner = ownedBy("Deployment", "cart")) =>
    exported(
        "apps/v1:ReplicaSet",
        "cart-1",
        {
            spec: {
                replicas: 2,
                template: {
                    ...template,
                    metadata: { labels: { app: "cart", "pod-template-hash": "1" }, annotations },
                },
            },
            status: { replicas: 2 },
            ...change,
        },
        owner,
    );
const proxy = (name: string, change: JsonObject = {}): JsonObject => ({
    name,
    image: "cr.l5d.io/linkerd/proxy:edge-26.8.3",
    ...change,
});

/** A Pod of the ReplicaSet, as the injector and Kubernetes make it. */
function podOf(
    change: {
        spec?: JsonObject;
        annotations?: JsonObject;
        owner?: JsonObject;
        more?: readonly Json[];
        resourceVersion?: string | undefined;
    } = {},
): JsonObject {
    return exported(
        "v1:Pod",
        "cart-1-a",
        {
            metadata: {
                annotations: {
                    ...annotations,
                    "linkerd.io/created-by": "linkerd/proxy-injector edge-26.8.3",
                    "config.linkerd.io/default-inbound-policy": "deny",
                    "k8s.v1.cni.cncf.io/network-status": "[]",
                    ...change.annotations,
                },
                ...("resourceVersion" in change && { resourceVersion: change.resourceVersion }),
            },
            spec: {
                serviceAccountName: "cart",
                serviceAccount: "cart",
                nodeName: "node-1",
                tolerations: [{ key: "node.kubernetes.io/not-ready" }],
                initContainers: [proxy("linkerd-init"), proxy("linkerd-proxy")],
                containers: [
                    { ...container, volumeMounts: [{ name: "token", mountPath: "/token" }] },
                    ...(change.more ?? []),
                ],
                volumes: [{ name: "token", projected: { sources: [] } }],
                ...change.spec,
            },
            status: { phase: "Running" },
        },
        change.owner ?? ownedBy("ReplicaSet", "cart-1"),
    );
}

describe("Of what a cluster exports, the audit command", () => {
    const ended = (type: string) => ({ status: { conditions: [{ type, status: "True" }] } });
    const rest: Record<string, JsonObject> = {
        "a revision that is no longer": exported("apps/v1:ReplicaSet", "old", {
            spec: { replicas: 0, template },
            status: { replicas: 0 },
        }),
        "a Job that is complete": exported("batch/v1:Job", "old", {
            spec: { template },
            ...ended("Complete"),
        }),
        "a Job that has failed": exported("batch/v1:Job", "old", {
            spec: { template },
            ...ended("Failed"),
        }),
        "a Pod that is complete": exported("v1:Pod", "old", {
            spec: template.spec,
            status: { phase: "Succeeded" },
        }),
        "a Pod that has failed": exported("v1:Pod", "old", {
            spec: template.spec,
            status: { phase: "Failed" },
        }),
    };
    for (const [title, object] of Object.entries(rest)) {
        it(`does not judge ${title}`, () => {
            assert.deepEqual(judged(object), []);
        });

        it(`judges what is to be made and says of itself that it is ${title}`, () => {
            for (const lacking of ["resourceVersion", "uid"]) {
                const metadata = { ...(object.metadata as JsonObject), [lacking]: undefined };
                assert.deepEqual(judged({ ...object, metadata }), [`${object.kind as string} old`]);
            }
        });
    }

    for (const [title, object] of [
        [
            "a revision that has pods to end",
            revision({ spec: { replicas: 0, template }, status: { replicas: 1 } }),
        ],
        ["a revision that has pods to make", revision({ status: { replicas: 0 } })],
        ["a Deployment that has none", { ...deployment, spec: { replicas: 0, template } }],
        ["a Job that is suspended", exported("batch/v1:Job", "cart", ended("Suspended"))],
        [
            "a Job that is not complete",
            exported("batch/v1:Job", "cart", {
                status: { conditions: [{ type: "Complete", status: "False" }] },
            }),
        ],
        ["a Pod that runs", podOf()],
    ] as const) {
        it(`judges ${title}`, () => {
            assert.equal(judged(object).length, 1);
        });
    }

    it("judges a Deployment for its revision and its pods", () => {
        assert.deepEqual(judged(podOf(), revision(), deployment), ["Deployment cart"]);
    });

    it("judges a CronJob for its Job", () => {
        const spec = { jobTemplate: { spec: { template } } };
        const cronJob = exported("batch/v1:CronJob", "cart", { spec });
        const job = exported(
            "batch/v1:Job",
            "cart-1",
            { spec: { template } },
            ownedBy("CronJob", "cart"),
        );
        assert.deepEqual(judged(cronJob, job), ["CronJob cart"]);
    });

    for (const [title, pod] of Object.entries<JsonObject>({
        "is to be made": podOf({ resourceVersion: undefined }),
        "has another owner of that name": podOf({
            owner: ownedBy("ReplicaSet", "cart-1", { uid: "other" }),
        }),
        "is not controlled by it": podOf({
            owner: ownedBy("ReplicaSet", "cart-1", { controller: false }),
        }),
        "is of a revision that is not there": podOf({ owner: ownedBy("ReplicaSet", "cart-2") }),
        "runs another image": podOf({ spec: { containers: [{ ...container, image: "evil:1" }] } }),
        "runs one container more": podOf({ more: [{ name: "more", image: "evil:1" }] }),
        "runs what only has the proxy's name": podOf({
            more: [{ name: "linkerd-proxy", image: "evil:1" }],
        }),
        "runs another command in the proxy's image": podOf({
            more: [proxy("linkerd-init", { command: ["/bin/true"] })],
        }),
        "runs the proxy's image privileged": podOf({
            more: [proxy("linkerd-init", { securityContext: { privileged: true } })],
        }),
        "is debugged": podOf({ spec: { ephemeralContainers: [{ name: "sh", image: "evil:1" }] } }),
        "has the processes of the host": podOf({ spec: { hostPID: true } }),
        "has a folder of the host": podOf({
            spec: { volumes: [{ name: "etc", hostPath: { path: "/etc" } }] },
        }),
        "skips its proxy": podOf({
            annotations: { "config.linkerd.io/skip-outbound-ports": "443" },
        }),
        "lets everyone in": podOf({
            annotations: { "config.linkerd.io/default-inbound-policy": "all-unauthenticated" },
        }),
        "has another annotation than its template": podOf({
            annotations: { "config.linkerd.io/opaque-ports": "8080" },
        }),
    })) {
        it(`judges a Pod of a Deployment that ${title}`, () => {
            assert.deepEqual(judged(deployment, revision(), pod), [
                "Deployment cart",
                "Pod cart-1-a",
            ]);
        });
    }
});
