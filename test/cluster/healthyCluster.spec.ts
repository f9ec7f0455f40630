import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { hasCondition } from "../../sandbox/apiServer/awaited";
import { ApiError } from "../../sandbox/apiServer/client";
import { at, type PlainObject, textAt } from "../../sandbox/standins/properties";
import {
    goodContext,
    goodImage,
    namespaceObject,
    object,
    podTemplate,
    workload,
} from "../unit/admission/fixtures/objects";
import { ClusterUser } from "./clusterUser";
import { denied, everyRule, PoliciesInForce } from "./policiesInForce";
import { startInjector } from "./startInjector";
import { TestCluster } from "./testCluster";

const rbac = "rbac.authorization.k8s.io";
const shop = "/api/v1/namespaces/shop";
const deployments = "/apis/apps/v1/namespaces/shop/deployments";
const exempt = { "polaris.fairwinds.com/exempt": "true" };
const everyone = { apiGroup: rbac, kind: "Group", name: "system:unauthenticated" };
const label = { metadata: { labels: { team: "shop" } } };

/** What is there before the policies, and breaks a rule of them, by its path. */
const old: Record<string, PlainObject> = {
    [`${deployments}/old`]: {
        ...workload({
            name: "old",
            spec: { hostPID: true },
            // The Deployment's controller copies them to what it makes.
            ownAnnotations: { ...exempt, "linkerd.io/inject": "enabled" },
        }),
    },
    "/apis/batch/v1/namespaces/shop/cronjobs/old": suspended(
        workload({
            kind: "CronJob",
            name: "old",
            spec: { hostPID: true },
            ownAnnotations: { "linkerd.io/inject": "enabled" },
        }),
    ),
    "/apis/getambassador.io/v3alpha1/namespaces/shop/mappings/old": object(
        "getambassador.io/v3alpha1",
        "Mapping",
        "old",
    ),
    [`${shop}/secrets/old`]: {
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/service-account-token",
        metadata: {
            name: "old",
            namespace: "shop",
            annotations: { "kubernetes.io/service-account.name": "cart" },
        },
    },
    [`${shop}/configmaps/old`]: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "old", namespace: "shop", annotations: exempt },
    },
    [`${shop}/services/old`]: object("v1", "Service", "old", {
        spec: { type: "NodePort", selector: { app: "old" }, ports: [{ port: 80 }] },
    }),
    [`/apis/${rbac}/v1/namespaces/shop/rolebindings/old`]: object(
        `${rbac}/v1`,
        "RoleBinding",
        "old",
        {
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" },
            subjects: [everyone],
        },
    ),
    "/apis/policy.linkerd.io/v1alpha1/namespaces/shop/meshtlsauthentications/old": object(
        "policy.linkerd.io/v1alpha1",
        "MeshTLSAuthentication",
        "old",
        { spec: { identities: ["*"] } },
    ),
    "/api/v1/namespaces/unlabelled": {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "unlabelled", annotations: { "linkerd.io/inject": "enabled" } },
    },
};

function suspended(cronJob: PlainObject): PlainObject {
    return { ...cronJob, spec: { ...(cronJob.spec as PlainObject), suspend: true } };
}

describe("A cluster under all policies at Deny", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let administrator: ClusterUser;
    let operator: ClusterUser;

    before(async () => {
        cluster = await TestCluster.start({ nodes: true });
        await cluster.define();
        await startInjector(cluster);
        await cluster.apply(namespaceObject("shop"));
        for (const name of ["cart", "old"]) {
            await cluster.apply(object("v1", "ServiceAccount", name));
        }
        for (const each of Object.values(old)) {
            await cluster.apply(each);
        }
        // Whoever runs the cluster may do everything, but is none of Kubernetes itself.
        await cluster.apply({
            apiVersion: `${rbac}/v1`,
            kind: "ClusterRoleBinding",
            metadata: { name: "operators" },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
            subjects: [
                { apiGroup: rbac, kind: "Group", name: "operators" },
                { kind: "ServiceAccount", namespace: "cert-manager", name: "cert-manager" },
            ],
        });
        administrator = await ClusterUser.of(cluster, "root", "system:masters");
        operator = await ClusterUser.of(cluster, "olga", "operators");
        await available("old");
        await new PoliciesInForce(cluster).enforce(everyRule("Deny"));
    });

    after(() => cluster.stop());

    async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
        for (let waited = 0; waited < 60_000; waited += 200) {
            if (await holds()) {
                return;
            }
            await delay(200);
        }
        assert.fail(`${what} is not so after a minute`);
    }

    /** A Deployment has all pods that it asks for, of its newest revision, and no others. */
    async function available(name: string): Promise<void> {
        await until(`Deployment ${name} is rolled out`, async () => {
            const { metadata, spec, status } = await administrator.get(`${deployments}/${name}`);
            const wanted = at(spec, "replicas");
            return (
                at(status, "observedGeneration") === at(metadata, "generation") &&
                ["replicas", "updatedReplicas", "availableReplicas"].every(
                    (count) => (at(status, count) ?? 0) === wanted,
                )
            );
        });
    }

    const ofKubeSystem = (name: string) =>
        ClusterUser.ofServiceAccount(cluster, "kube-system", name);

    async function isGone(path: string): Promise<boolean> {
        try {
            await administrator.get(path);
            return false;
        } catch (error) {
            assert.ok(error instanceof ApiError && error.status === 404, String(error));
            return true;
        }
    }

    async function podsOf(app: string): Promise<PlainObject[]> {
        const { items } = await administrator.get(`${shop}/pods`);
        assert.ok(Array.isArray(items));
        return items.filter(
            (pod) => textAt(pod, "metadata", "labels", "app") === app,
        ) as PlainObject[];
    }

    const pathOf = (pod: PlainObject | undefined) =>
        `${shop}/pods/${textAt(pod, "metadata", "name") ?? ""}`;

    describe("of what was there before and breaks a rule", () => {
        for (const [path, each] of Object.entries(old)) {
            it(`lets a ${textAt(each, "kind") ?? ""} be labelled`, async () => {
                await operator.patch(path, label);
            });
        }

        it("lets the network of a Pod say what it gave to it", async () => {
            const [pod] = await podsOf("old");
            const annotations = { "k8s.v1.cni.cncf.io/network-status": "[]" };
            await operator.patch(pathOf(pod), { metadata: { annotations } });
        });

        it("lets a Deployment be scaled down, through to its ReplicaSet", async () => {
            await operator.patch(`${deployments}/old/scale`, { spec: { replicas: 0 } });
            await available("old");
            assert.deepEqual(await podsOf("old"), []);
        });

        it("lets a CronJob be resumed, and makes nothing of it", async () => {
            const path = "/apis/batch/v1/namespaces/shop/cronjobs/old";
            await operator.patch(path, { spec: { suspend: false } });
            const { spec } = await administrator.get(path);
            const run = {
                ...object("batch/v1", "Job", "run"),
                spec: at(spec, "jobTemplate", "spec") ?? {},
            };
            await assert.rejects(operator.apply(run), denied("POD-01"));
        });

        it("lets no template of a Deployment change, even in what is right", async () => {
            const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-11-27T09:00:00Z" };
            const template = { metadata: { annotations } };
            await assert.rejects(
                operator.patch(`${deployments}/old`, { spec: { template } }),
                denied("(POD-01|MESH-04|GOV-02)"),
            );
        });

        it("lets a Service lead nowhere else", async () => {
            await assert.rejects(
                operator.patch(`${shop}/services/old`, { spec: { selector: { app: "cart" } } }),
                denied("ING-09"),
            );
        });

        for (const [path, each] of Object.entries(old)) {
            it(`lets a ${textAt(each, "kind") ?? ""} be deleted, once all that hangs on it is`, async () => {
                await operator.delete(path, "Foreground");
                await until(`${path} is gone`, () => isGone(path));
            });
        }
    });

    describe("in its everyday life", () => {
        const restarted = (at: string) => ({
            spec: {
                template: {
                    metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": at } },
                },
            },
        });

        before(async () => {
            await operator.apply(withReplicas(workload(), 2));
            await available("cart");
        });

        it("rolls a Deployment out anew", async () => {
            await operator.patch(`${deployments}/cart`, restarted("2026-11-27T09:00:00Z"));
            await available("cart");
            const { items } = await administrator.get("/apis/apps/v1/namespaces/shop/replicasets");
            assert.ok(Array.isArray(items));
            assert.deepEqual(items.map((each) => at(each, "spec", "replicas")).sort(), [0, 2]);
        });

        it("scales a Deployment by its load", async () => {
            const autoscaler = await ofKubeSystem("horizontal-pod-autoscaler");
            const path = `${deployments}/cart/scale`;
            const scale = await autoscaler.get(path);
            await autoscaler.replace(path, { ...scale, spec: { replicas: 3 } });
            await available("cart");
            assert.equal((await podsOf("cart")).length, 3);
        });

        it("drains a node, and has the pods again", async () => {
            const budget = object("policy/v1", "PodDisruptionBudget", "cart", {
                spec: { maxUnavailable: 1, selector: { matchLabels: { app: "cart" } } },
            });
            await operator.apply(budget);
            const node = "/api/v1/nodes/sandbox";
            await operator.patch(node, { spec: { unschedulable: true } });
            const [pod] = await podsOf("cart");
            const evicted = pathOf(pod);
            const eviction = {
                apiVersion: "policy/v1",
                kind: "Eviction",
                metadata: { namespace: "shop", name: textAt(pod, "metadata", "name") ?? "" },
            };
            await until("the budget allows it", async () => {
                const path = "/apis/policy/v1/namespaces/shop/poddisruptionbudgets/cart";
                return at(await administrator.get(path), "status", "disruptionsAllowed") === 1;
            });
            await operator.create(`${evicted}/eviction`, eviction);
            await until("the pod is gone", () => isGone(evicted));
            await operator.patch(node, { spec: { unschedulable: false } });
            await available("cart");
        });

        it("has a Pod debugged by a container that meets the rules, and by no other", async () => {
            const [pod] = await podsOf("cart");
            const path = `${pathOf(pod)}/ephemeralcontainers`;
            const debugging = { name: "debug", image: goodImage, targetContainerName: "main" };
            const adding = (container: PlainObject) => ({
                spec: { ephemeralContainers: [{ ...debugging, ...container }] },
            });
            await assert.rejects(
                operator.patch(path, adding({ securityContext: { privileged: true } })),
                denied("POD-0[12]"),
            );
            await operator.patch(path, adding({ securityContext: goodContext }));
        });

        for (const kind of ["StatefulSet", "DaemonSet"]) {
            it(`rolls out a ${kind}`, async () => {
                const name = kind.toLowerCase();
                await operator.apply(object("v1", "ServiceAccount", name));
                await operator.apply(workload({ kind, name }));
                await until(`its pod is ready`, async () =>
                    (await podsOf(name)).some((pod) => hasCondition(pod, "Ready")),
                );
            });
        }

        it("runs a chart's hook to its end, and deletes it", async () => {
            const path = "/apis/batch/v1/namespaces/shop/jobs/migrate";
            await operator.apply(object("v1", "ServiceAccount", "migrate"));
            await operator.apply(
                workload({
                    kind: "Job",
                    name: "migrate",
                    ownAnnotations: {
                        "helm.sh/hook": "pre-upgrade",
                        "helm.sh/hook-delete-policy": "hook-succeeded",
                    },
                }),
            );
            await until("the Job is complete", async () =>
                hasCondition(await administrator.get(path), "Complete"),
            );
            await operator.delete(path, "Background");
            await until("the Job is gone", () => isGone(path));
            await until("its pods are gone", async () => (await podsOf("migrate")).length === 0);
        });

        it("resumes a CronJob, and has its controller make a Job of it", async () => {
            const path = "/apis/batch/v1/namespaces/shop/cronjobs/report";
            await operator.apply(object("v1", "ServiceAccount", "report"));
            const cronJob = suspended(workload({ kind: "CronJob", name: "report" }));
            await operator.apply(cronJob);
            await operator.patch(path, { spec: { suspend: false } });
            const { metadata, spec } = await administrator.get(path);
            const controller = await ofKubeSystem("cronjob-controller");
            await controller.create("/apis/batch/v1/namespaces/shop/jobs", {
                ...object("batch/v1", "Job", "report-29407680"),
                metadata: {
                    name: "report-29407680",
                    namespace: "shop",
                    ownerReferences: [
                        {
                            apiVersion: "batch/v1",
                            kind: "CronJob",
                            name: "report",
                            uid: textAt(metadata, "uid") ?? "",
                            controller: true,
                            blockOwnerDeletion: true,
                        },
                    ],
                },
                spec: at(spec, "jobTemplate", "spec") ?? {},
            });
            await operator.delete(path, "Foreground");
            await until("it is gone with its Jobs", () => isGone(path));
        });

        it("has certificates issued, kept and renewed by cert-manager", async () => {
            const certManager = await ClusterUser.ofServiceAccount(
                cluster,
                "cert-manager",
                "cert-manager",
            );
            await certManager.apply(
                object("cert-manager.io/v1", "CertificateRequest", "site-1", {
                    spec: { request: "UEVN", issuerRef: { name: "letsencrypt", kind: "Issuer" } },
                }),
            );
            const secret = (certificate: string) => ({
                ...object("v1", "Secret", "site", { type: "kubernetes.io/tls" }),
                data: { "tls.crt": btoa(certificate), "tls.key": btoa("key") },
            });
            await certManager.apply(secret("first"));
            await certManager.apply(secret("second"));
        });

        it("has a node come, live, and run what it has itself", async () => {
            const node = await ClusterUser.of(cluster, "system:node:fresh", "system:nodes");
            await node.create("/api/v1/nodes", {
                apiVersion: "v1",
                kind: "Node",
                metadata: { name: "fresh", labels: { "kubernetes.io/hostname": "fresh" } },
            });
            await node.patch("/api/v1/nodes/fresh/status", {
                status: { conditions: [{ type: "Ready", status: "True" }] },
            });
            const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
            const lease = object("coordination.k8s.io/v1", "Lease", "fresh", {}, "kube-node-lease");
            await node
                .create(leases, { ...lease, spec: { holderIdentity: "fresh" } })
                .catch(ignoreExisting);
            await node.patch(`${leases}/fresh`, { spec: { leaseDurationSeconds: 40 } });
            const { metadata } = await node.get("/api/v1/nodes/fresh");
            const mirror = {
                apiVersion: "v1",
                kind: "Pod",
                metadata: {
                    name: "kube-proxy-fresh",
                    namespace: "kube-system",
                    annotations: {
                        "kubernetes.io/config.mirror": "0123456789abcdef",
                        "kubernetes.io/config.source": "file",
                    },
                    ownerReferences: [
                        {
                            apiVersion: "v1",
                            kind: "Node",
                            name: "fresh",
                            uid: textAt(metadata, "uid") ?? "",
                            controller: true,
                        },
                    ],
                },
                spec: {
                    nodeName: "fresh",
                    hostNetwork: true,
                    containers: [{ name: "proxy", image: "registry.k8s.io/kube-proxy:v1.35.0" }],
                },
            };
            await node.create("/api/v1/namespaces/kube-system/pods", mirror);
            await node.patch("/api/v1/namespaces/kube-system/pods/kube-proxy-fresh/status", {
                status: { phase: "Running" },
            });
            await node.create("/api/v1/namespaces/default/events", {
                apiVersion: "v1",
                kind: "Event",
                metadata: { name: "fresh.1", namespace: "default" },
                involvedObject: { kind: "Node", name: "fresh" },
                reason: "Starting",
            });
        });

        it("labels the namespaces that Kubernetes makes", async () => {
            for (const name of ["default", "kube-system"]) {
                await operator.patch(`/api/v1/namespaces/${name}`, label);
            }
        });

        it("deletes a namespace with all that is in it", async () => {
            const path = "/api/v1/namespaces/closing";
            await operator.apply(namespaceObject("closing"));
            const namespace = "closing";
            await operator.apply(object("v1", "ServiceAccount", "cart", {}, namespace));
            await operator.apply(workload({ namespace }));
            await operator.apply({
                ...object("v1", "ConfigMap", "held", {}, namespace),
                metadata: { name: "held", namespace, finalizers: ["example.com/held"] },
            });
            await operator.delete(path, "Background");
            await until("only what is held is left", async () => {
                const { status } = await administrator.get(path);
                return JSON.stringify(status).includes("example.com/held");
            });
            await operator.patch(`${path}/configmaps/held`, { metadata: { finalizers: null } });
            await until("it is gone", () => isGone(path));
        });
    });

    describe("refuses whoever poses as Kubernetes", () => {
        const bindings = `/apis/${rbac}/v1/clusterrolebindings`;
        const publicInfo = "system:public-info-viewer";
        const binding = (name: string, role: string, ...subjects: PlainObject[]) => ({
            apiVersion: `${rbac}/v1`,
            kind: "ClusterRoleBinding",
            metadata: {
                name,
                labels: { "kubernetes.io/bootstrapping": "rbac-defaults" },
                annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
            },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
            subjects,
        });

        it("by the labels of its objects, or by their names", async () => {
            for (const name of ["face", "system:face"]) {
                await assert.rejects(
                    operator.create(bindings, binding(name, "view", everyone)),
                    denied("ID-07"),
                );
            }
        });

        it("by its own binding, for another role or for others", async () => {
            const path = `${bindings}/${publicInfo}`;
            const anonymous = { apiGroup: rbac, kind: "User", name: "system:anonymous" };
            const { subjects } = await administrator.get(path);
            assert.ok(Array.isArray(subjects));
            await assert.rejects(
                operator.patch(path, { subjects: [...subjects, anonymous] }),
                denied("ID-07"),
            );
            await operator.delete(path, "Background");
            await assert.rejects(
                operator.create(bindings, binding(publicInfo, "view", everyone)),
                denied("ID-07"),
            );
            await operator.create(bindings, binding(publicInfo, publicInfo, everyone));
        });

        it("by the role that everyone has", async () => {
            const path = `/apis/${rbac}/v1/clusterroles/${publicInfo}`;
            const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }];
            await assert.rejects(operator.patch(path, { rules }), denied("ID-07"));
        });

        it("by the API server's name, or by its group", async () => {
            const judged = binding("face", "view", everyone);
            for (const [user, ...groups] of [
                ["system:apiserver", "operators"],
                ["apiserver", "system:masters"],
                ["system:apiserver-aggregator", "system:masters"],
            ] as const) {
                const poser = await ClusterUser.of(cluster, user, ...groups);
                await assert.rejects(poser.create(bindings, judged), denied("ID-07"));
            }
        });

        it("but not the API server", async () => {
            const apiServer = await ClusterUser.of(cluster, "system:apiserver", "system:masters");
            await apiServer.create(bindings, binding("again", "view", everyone));
            const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "again" } };
            await apiServer.create("/api/v1/namespaces", namespace);
        });

        it("by a namespace that is new, or says less than before", async () => {
            const fresh = { apiVersion: "v1", kind: "Namespace", metadata: { name: "fresh" } };
            await assert.rejects(operator.create("/api/v1/namespaces", fresh), denied("POD-04"));
            const enforce = "pod-security.kubernetes.io/enforce";
            const says = (labels: PlainObject) => ({ metadata: { labels } });
            await assert.rejects(
                operator.patch(shop, says({ [enforce]: null, team: "shop" })),
                denied("POD-04"),
            );
            await assert.rejects(
                operator.patch(shop, says({ [`${enforce}-version`]: "latest" })),
                denied("POD-04"),
            );
            const own = "/api/v1/namespaces/default";
            const both = { [enforce]: "baseline", [`${enforce}-version`]: "v1.33" };
            await assert.rejects(
                operator.patch(own, says({ [enforce]: "baseline" })),
                denied("POD-04"),
            );
            await operator.patch(own, says(both));
            await assert.rejects(
                operator.patch(own, says({ [enforce]: null, [`${enforce}-version`]: null })),
                denied("POD-04"),
            );
        });

        it("by a workload that runs nothing yet, or says that it has finished", async () => {
            const broken = { spec: { hostPID: true } };
            const replicaSet = withReplicas(workload({ kind: "ReplicaSet", ...broken }), 0);
            await assert.rejects(
                operator.apply({ ...replicaSet, status: { replicas: 0 } }),
                denied("POD-01"),
            );
            await assert.rejects(
                operator.create(`${shop}/pods`, {
                    apiVersion: "v1",
                    kind: "Pod",
                    ...podTemplate(broken),
                    metadata: { name: "finished", namespace: "shop" },
                    status: { phase: "Succeeded" },
                }),
                denied("POD-01"),
            );
        });

        it("by an object that says it is from a cluster, which the audit command would believe", async () => {
            const said = { ...object("v1", "ConfigMap", "said"), data: {} };
            const metadata = {
                name: "said",
                namespace: "shop",
                resourceVersion: "7",
                uid: "01234567-89ab-cdef-0123-456789abcdef",
            };
            await assert.rejects(
                operator.create(`${shop}/configmaps`, { ...said, metadata }),
                /resourceVersion should not be set on objects to be created/,
            );
            await assert.rejects(operator.apply({ ...said, metadata }), /uid mismatch/);
        });

        it("by a Pod that is changed once it runs", async () => {
            const [pod] = await podsOf("cart");
            const annotations = { "config.linkerd.io/skip-outbound-ports": "443" };
            await assert.rejects(
                operator.patch(pathOf(pod), { metadata: { annotations } }),
                denied("MESH-03"),
            );
        });
    });
});

function withReplicas(each: PlainObject, replicas: number): PlainObject {
    return { ...each, spec: { ...(each.spec as PlainObject), replicas } };
}

/** The cluster makes some leases itself, in its own time. */
function ignoreExisting(error: unknown): void {
    assert.ok(error instanceof ApiError && error.reason === "AlreadyExists", String(error));
}
