import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { defaultAdmissionSettings } from "../../rules/admission/admissionSettings";
import { gatekeeperChecks, syncSet } from "../../components/admission/gatekeeperObjects";
import { admissionRules } from "../../rules/rules";
import { hasCondition } from "../../sandbox/apiServer/awaited";
import type { Controller } from "../../sandbox/apiServer/controllers/controller";
import { gatekeeper } from "../../sandbox/apiServer/controllers/gatekeeper";
import { consoleProgress } from "../../sandbox/progress";
import { needReferenceData } from "../support/notChecked";
import { at, type PlainObject, textAt } from "../../sandbox/standins/properties";
import { namespaceObject, object, podTemplate, workload } from "../unit/admission/fixtures/objects";
import { ClusterUser } from "./clusterUser";
import { startInjector } from "./startInjector";
import { TestCluster } from "./testCluster";

const enforcement = { production: true };
const checks = gatekeeperChecks(admissionRules, defaultAdmissionSettings, enforcement);
const byTag = { container: { image: "ghcr.io/buoyantio/cart:1.0.0" } };
const deployments = "/apis/apps/v1/namespaces/shop/deployments";

describe("The real Gatekeeper's audit, in production", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster | undefined;
    let running: Controller | undefined;
    let administrator: ClusterUser;

    before(async function () {
        // It reads more of its own definitions than ours say.
        needReferenceData(this);
        const command = await gatekeeper.obtain(consoleProgress(process.stderr));
        cluster = await TestCluster.start({ nodes: true });
        administrator = await ClusterUser.of(cluster, "root", "system:masters");
        await cluster.define();
        await startInjector(cluster);
        await cluster.apply({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "gatekeeper-system" },
        });
        await cluster.apply(namespaceObject("shop"));
        await liveAWhile();
        running = await gatekeeper.start(command, cluster.site, { auditInterval: 5 });
        await cluster.apply(syncSet(admissionRules, enforcement));
        for (const { template } of checks) {
            await cluster.apply(template);
        }
        for (const { kind, constraint } of checks) {
            const { objects } = cluster;
            await running.process.ready(
                async () => (await objects.kind(constraint.apiVersion, kind)) !== undefined,
            );
            await cluster.apply(constraint);
        }
    });

    after(async () => {
        await running?.process.stop();
        await cluster?.stop();
    });

    async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
        for (let waited = 0; waited < 120_000; waited += 200) {
            if (await holds()) {
                return;
            }
            await delay(200);
        }
        assert.fail(`${what} is not so after two minutes`);
    }

    const isAvailable = async (name: string): Promise<boolean> => {
        const { metadata, status } = await administrator.get(`${deployments}/${name}`);
        return (
            at(status, "observedGeneration") === at(metadata, "generation") &&
            at(status, "replicas") === 1 &&
            at(status, "updatedReplicas") === 1 &&
            at(status, "availableReplicas") === 1
        );
    };

    /** Revisions, Jobs and Pods that broke rules, and run no more. */
    async function liveAWhile(): Promise<void> {
        for (const each of ["cart", "migrate", "once"]) {
            await cluster?.apply(object("v1", "ServiceAccount", each));
        }
        for (const change of [{ ...byTag, spec: { hostPID: true } }, {}]) {
            await cluster?.apply(workload(change));
            await until("the Deployment is rolled out", () => isAvailable("cart"));
        }
        const job = workload({ kind: "Job", name: "migrate", ...byTag });
        await cluster?.apply(job);
        await until("the Job is complete", async () =>
            hasCondition(
                await administrator.get("/apis/batch/v1/namespaces/shop/jobs/migrate"),
                "Complete",
            ),
        );
        const pods = "/api/v1/namespaces/shop/pods";
        await administrator.create(pods, {
            apiVersion: "v1",
            kind: "Pod",
            ...podTemplate({ ...byTag, spec: { schedulerName: "none" } }),
            metadata: { name: "once", namespace: "shop" },
        });
        await administrator.patch(`${pods}/once/status`, { status: { phase: "Failed" } });
    }

    /** What constraints list of a whole audit that begins from now on: `POD-04 Namespace default`. */
    async function found(): Promise<string[]> {
        const since = Date.now();
        let constraints: PlainObject[] = [];
        await until("an audit is done", async () => {
            constraints = await Promise.all(
                checks.map(({ kind, constraint }) =>
                    administrator.get(
                        `/apis/constraints.gatekeeper.sh/v1beta1/${kind.toLowerCase()}/${constraint.metadata.name}`,
                    ),
                ),
            );
            return constraints.every(
                // To the second, in which it may have begun before.
                (each) => Date.parse(textAt(each, "status", "auditTimestamp") ?? "") > since,
            );
        });
        return constraints
            .flatMap((each) => {
                const violations = at(each, "status", "violations");
                return (Array.isArray(violations) ? violations : []) as PlainObject[];
            })
            .map((each) => {
                const [rule = ""] = (textAt(each, "message") ?? "").split(":");
                return `${rule} ${textAt(each, "kind") ?? ""} ${textAt(each, "name") ?? ""}`;
            })
            .sort();
    }

    it("finds nothing in a healthy cluster, of Kubernetes' own or of what runs no more", async () => {
        assert.deepEqual(await found(), []);
    });

    it("finds what is against the rules, and runs", async () => {
        const rbac = "rbac.authorization.k8s.io";
        const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
        await cluster?.apply({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "unlabelled", labels },
        });
        await cluster?.apply({
            apiVersion: `${rbac}/v1`,
            kind: "ClusterRoleBinding",
            metadata: { name: "system:everyone", labels },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" },
            subjects: [{ apiGroup: rbac, kind: "Group", name: "system:unauthenticated" }],
        });
        await cluster?.apply(object("v1", "ServiceAccount", "idle"));
        const { spec, ...idle } = workload({ name: "idle", ...byTag });
        await cluster?.apply({ ...idle, spec: { ...(spec as PlainObject), replicas: 0 } });
        await cluster?.apply(workload(byTag));
        await until("the Deployment is rolled out", () => isAvailable("cart"));
        const names = (await found()).map((each) =>
            each
                .replace(/(cart-)[a-z0-9]{8,10}/, "$1REVISION")
                .replace(/(N-)[a-z0-9]{5}$/, "$1POD"),
        );
        assert.deepEqual(
            [...new Set(names)],
            [
                "ID-07 ClusterRoleBinding system:everyone",
                "POD-04 Namespace unlabelled",
                "SC-02 Deployment cart",
                "SC-02 Deployment idle",
                "SC-02 Pod cart-REVISION-POD",
                "SC-02 ReplicaSet cart-REVISION",
            ],
        );
    });
});
