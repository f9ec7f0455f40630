import assert from "node:assert/strict";
import { mesh05 } from "../../rules/mesh/mesh-05/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { levelOf } from "../../rules/rule";
import { defaultSettings } from "../../rules/settings";
import { release } from "./mesh";
import { kubernetes, testCases } from "./support";

const controlPlane = (webhookFailurePolicy: Json) =>
    release("linkerd-control-plane", { webhookFailurePolicy });
const webhook = (failurePolicy: Json, name: Json = "linkerd-proxy-injector-webhook-config") =>
    kubernetes("admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", {
        metadata: { name },
        webhooks: [{ name: "linkerd-proxy-injector.linkerd.io", failurePolicy }],
    });
const RELEASE = 'Release "faces/release"';
const WEBHOOK = 'MutatingWebhookConfiguration "linkerd-proxy-injector-webhook-config"';

describe("MESH-05: the proxy injector fails closed", () => {
    testCases(mesh05, [
        {
            title: "allows Fail, and what the API server takes for it",
            objects: [controlPlane("Fail"), webhook("Fail"), webhook(null)],
            findings: [],
        },
        {
            title: "leaves other charts and webhooks alone",
            objects: [release("polaris"), webhook("Ignore", "polaris-webhook")],
            findings: [],
        },
        {
            title: "refuses the chart's default",
            objects: [release("oci://example.com/linkerd-control-plane")],
            findings: [`violation ${RELEASE} values.webhookFailurePolicy`],
        },
        {
            title: "refuses Ignore",
            objects: [controlPlane("Ignore"), webhook("Ignore")],
            findings: [
                `violation ${RELEASE} values.webhookFailurePolicy`,
                `violation ${WEBHOOK} webhooks[0].failurePolicy`,
            ],
        },
        {
            title: "leaves undecided what is unknown",
            objects: [controlPlane(UNKNOWN), release(UNKNOWN), webhook(UNKNOWN)],
            findings: [
                `undecided ${RELEASE} values.webhookFailurePolicy`,
                `undecided ${RELEASE} chart`,
                `undecided ${WEBHOOK} webhooks[0].failurePolicy`,
            ],
        },
        {
            title: "refuses what is no text",
            objects: [controlPlane(true)],
            findings: [`violation ${RELEASE} values.webhookFailurePolicy`],
        },
    ]);

    it("is mandatory in production", () => {
        assert.deepEqual(
            (["development", "production"] as const).map((environment) =>
                levelOf(mesh05, { ...defaultSettings, environment }),
            ),
            ["advisory", "mandatory"],
        );
    });
});
