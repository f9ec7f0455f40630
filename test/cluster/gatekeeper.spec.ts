import assert from "node:assert/strict";

import { obtainExecutables } from "../../sandbox/goTools/obtainExecutables";
import { consoleProgress } from "../../sandbox/progress";
import { findReferenceData } from "../../sandbox/referenceData";
import { isPlainObject, type PlainObject } from "../../sandbox/standins/properties";
import { gatekeeperTools, startGatekeeper, type Gatekeeper } from "./gatekeeper";
import { sources } from "./sources";
import { TestCluster } from "./testCluster";

/** A rule of the shape that Gatekeeper takes: pods of a Deployment say that they are meshed. */
const template: PlainObject = {
    apiVersion: "templates.gatekeeper.sh/v1",
    kind: "ConstraintTemplate",
    metadata: { name: "meshedpods" },
    spec: {
        crd: { spec: { names: { kind: "MeshedPods" } } },
        targets: [
            {
                target: "admission.k8s.gatekeeper.sh",
                rego: `package meshedpods
violation[{"msg": msg}] {
  annotations := object.get(input.review.object.spec.template.metadata, "annotations", {})
  object.get(annotations, "linkerd.io/inject", "") != "enabled"
  msg := "its pods are not meshed; set linkerd.io/inject: enabled"
}`,
            },
        ],
    },
};

const constraint: PlainObject = {
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind: "MeshedPods",
    metadata: { name: "meshed" },
    spec: { match: { kinds: [{ apiGroups: ["apps"], kinds: ["Deployment"] }] } },
};

const unmeshed: PlainObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "unmeshed", namespace: "default" },
    spec: {
        selector: { matchLabels: { app: "unmeshed" } },
        template: {
            metadata: { labels: { app: "unmeshed" } },
            spec: { containers: [{ name: "c", image: "example.com/c:1.0.0" }] },
        },
    },
};

describe("The real Gatekeeper, on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster | undefined;
    let gatekeeper: Gatekeeper | undefined;

    before(async function () {
        const reference = findReferenceData();
        if (reference === undefined) {
            // Its own definitions are not at hand, and it reads more than ours say of them.
            this.skip();
        }
        const tools = gatekeeperTools();
        const executables = await obtainExecutables(
            {
                names: ["gatekeeper"],
                tools,
                cache: "gatekeeper",
                // It does not tell its version.
                accepts: () => false,
                alternative: tools.title,
            },
            consoleProgress(process.stderr),
            process.env,
        );
        cluster = await TestCluster.start();
        await cluster.define(reference);
        gatekeeper = await startGatekeeper(executables.gatekeeper, cluster);
    });

    after(async () => {
        await gatekeeper?.process.stop();
        await cluster?.stop();
    });

    it("refuses an unmeshed Deployment, and lets the components' in", async () => {
        assert.ok(cluster && gatekeeper);
        const { objects } = cluster;
        await cluster.apply(unmeshed, { dryRun: true });
        await cluster.apply(template);
        const kindName = { apiVersion: "constraints.gatekeeper.sh/v1beta1", kind: "MeshedPods" };
        await gatekeeper.process.ready(
            async () => (await objects.kind(kindName.apiVersion, kindName.kind)) !== undefined,
        );
        await cluster.apply(constraint);
        await cluster.apply(gatekeeper.webhook);
        // The API server and Gatekeeper learn of both with a delay.
        const refusal = async (): Promise<string> => {
            const answer = cluster?.apply(unmeshed, { dryRun: true });
            return (await answer?.then(() => "", String)) ?? "";
        };
        await gatekeeper.process.ready(async () => (await refusal()).includes("denied"));
        assert.match(
            await refusal(),
            /admission webhook "validation\.gatekeeper\.sh" denied the request: \[meshed\] its pods are not meshed/,
        );
        const meshed = ((await sources["examples/meshed-app"]?.()) ?? []).filter(
            ({ kind }) => kind === "Deployment",
        );
        assert.equal(meshed.length, 2);
        for (const deployment of meshed) {
            const metadata = isPlainObject(deployment.metadata) ? deployment.metadata : {};
            const inside = { ...metadata, namespace: "default" };
            await cluster.apply({ ...deployment, metadata: inside }, { dryRun: true });
        }
    });
});
