import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

import { admissionAlerts } from "../../components/monitoring/admissionAlerts";
import { Authority } from "../../sandbox/apiServer/certificates";
import { freePorts } from "../../sandbox/apiServer/freePorts";
import type { PlainObject } from "../../sandbox/standins/properties";
import { TestCluster } from "./testCluster";

/** What happens to an object at admission, and the alert that is to see it. */
const alerts = {
    refused: "AdmissionRejected",
    unjudged: "AdmissionFailedOpen",
    unanswered: "AdmissionFailedClosed",
    forbidden: "ValidatingAdmissionPolicyViolated",
} as const;
type Fate = keyof typeof alerts;

const selects = (fate: Fate) => ({ matchLabels: { fate } });
const configMaps = {
    apiGroups: [""],
    apiVersions: ["v1"],
    operations: ["CREATE"],
    resources: ["configmaps"],
};

function webhook(name: string, fate: Fate, failurePolicy: string, port: number, ca: string) {
    return {
        name,
        failurePolicy,
        objectSelector: selects(fate),
        rules: [configMaps],
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        timeoutSeconds: 5,
        clientConfig: {
            url: `https://127.0.0.1:${port}/`,
            caBundle: Buffer.from(ca).toString("base64"),
        },
    };
}

/** A webhook that refuses whatever it is asked about. */
async function startRefusal(authority: Authority): Promise<Server> {
    const { certificate, key } = await authority.serverCertificate(["webhook"]);
    const server = createServer({ cert: certificate, key }, (request, response) => {
        void json(request).then((review) => {
            const { uid } = (review as { request: { uid: string } }).request;
            response.writeHead(200, { "content-type": "application/json" }).end(
                JSON.stringify({
                    apiVersion: "admission.k8s.io/v1",
                    kind: "AdmissionReview",
                    response: { uid, allowed: false },
                }),
            );
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
}

/** Whether a line of metrics is of a series that `selector` selects, as Prometheus reads both. */
function isSelected(line: string, selector: string): boolean {
    const [, metric = "", matchers = ""] = /^(\w+)\{(.*)\}$/.exec(selector) ?? [];
    const labels = new Map(
        [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    return (
        line.startsWith(`${metric}{`) &&
        [...matchers.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)].every(
            ([, key, operator, value = ""]) => {
                const label = labels.get(key) ?? "";
                return operator === "=~"
                    ? new RegExp(`^(?:${value})$`).test(label)
                    : (label === value) === (operator === "=");
            },
        )
    );
}

describe("What alerts on admission look at, in a real API server's metrics", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let refusal: Server;

    before(async () => {
        cluster = await TestCluster.start();
        const authority = await Authority.make("webhooks");
        refusal = await startRefusal(authority);
        const [nobody = 0] = await freePorts(1);
        const { port } = refusal.address() as AddressInfo;
        const ca = authority.certificate;
        await cluster.apply({
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingWebhookConfiguration",
            metadata: { name: "webhooks" },
            webhooks: [
                webhook("polaris.fairwinds.com", "refused", "Fail", port, ca),
                webhook("linkerd-proxy-injector.linkerd.io", "unjudged", "Ignore", nobody, ca),
                webhook("validation.gatekeeper.sh", "unanswered", "Fail", nobody, ca),
            ],
        });
        await cluster.apply({
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicy",
            metadata: { name: "forbidden" },
            spec: {
                matchConstraints: {
                    objectSelector: selects("forbidden"),
                    resourceRules: [configMaps],
                },
                validations: [{ expression: "false" }],
            },
        });
        await cluster.apply({
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicyBinding",
            metadata: { name: "forbidden" },
            spec: { policyName: "forbidden", validationActions: ["Deny"] },
        });
    });

    after(async () => {
        await new Promise((resolve) => refusal.close(resolve));
        await cluster.stop();
    });

    const configMap = (fate: Fate): PlainObject => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: fate, namespace: "default", labels: { fate } },
    });
    const seriesOf = async (alert: string): Promise<string[]> => {
        const { expr } = admissionAlerts.find(({ name }) => name === alert) ?? assert.fail(alert);
        const [selector] = /apiserver_\w+\{[^}]*\}/.exec(expr) ?? assert.fail(expr);
        const metrics = await cluster.server.client.send({
            method: "GET",
            path: "/metrics",
            accept: "text/plain",
        });
        assert.ok(typeof metrics === "string");
        return metrics.split("\n").filter((line) => isSelected(line, selector));
    };

    for (const [fate, alert] of Object.entries(alerts) as [Fate, string][]) {
        it(`${alert} sees an object that is ${fate}`, async () => {
            assert.deepEqual(await seriesOf(alert), []);
            // The API server learns of webhooks and policies with a delay.
            for (
                let attempt = 0;
                attempt < 300 && (await seriesOf(alert)).length === 0;
                attempt++
            ) {
                await cluster.apply(configMap(fate), { dryRun: true }).catch(() => undefined);
                await delay(100);
            }
            const [series = "", ...more] = await seriesOf(alert);
            assert.match(series, / [1-9]\d*$/);
            assert.deepEqual(more, []);
        });
    }
});
