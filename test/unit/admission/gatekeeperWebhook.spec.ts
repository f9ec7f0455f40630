import assert from "node:assert/strict";

import { celOfGatekeeper } from "../../../rules/admission/admissionRule";
import { defaultAdmissionSettings } from "../../../rules/admission/admissionSettings";
import { gatekeeperWebhook } from "../../../components/admission/gatekeeperWebhook";
import { admissionRules } from "../../../rules/rules";

const { exemptNamespaces } = defaultAdmissionSettings;

describe("Gatekeeper's webhook", () => {
    const values = gatekeeperWebhook(admissionRules, defaultAdmissionSettings);
    const isAsked = (group: string, resource: string): boolean =>
        values.validatingWebhookCustomRules.some(
            ({ apiGroups, resources }) =>
                apiGroups.includes(group) &&
                (resources.includes(resource) ||
                    (resources.includes("*") && !resource.includes("/"))),
        );

    it("is asked about whatever a rule judges, in CEL or in Rego", () => {
        const judged = admissionRules.flatMap((rule) => [
            ...(celOfGatekeeper(rule)?.resources ?? []).flatMap(({ apiGroups, resources }) =>
                apiGroups.flatMap((group) => resources.map((each) => [group, each] as const)),
            ),
            ...(rule.rego ?? [])
                .flatMap(({ kinds }) => kinds)
                .flatMap(({ apiGroups, kinds }) =>
                    apiGroups.flatMap((group) =>
                        kinds.map((kind) => [group, pluralOf(kind)] as const),
                    ),
                ),
        ]);
        assert.deepEqual(
            judged.filter(([group, resource]) => !isAsked(group, resource)),
            [],
        );
    });

    it("is asked about what Gatekeeper itself reads", () => {
        assert.ok(isAsked("templates.gatekeeper.sh", "constrainttemplates"));
        assert.ok(isAsked("constraints.gatekeeper.sh", "zerotrustid07"));
    });

    for (const [group, resource] of [
        ["coordination.k8s.io", "leases"],
        ["", "nodes"],
        ["", "events"],
        ["", "endpoints"],
        ["", "serviceaccounts/token"],
        ["", "pods/binding"],
        ["", "pods/eviction"],
        ["apps", "deployments/scale"],
        ["certificates.k8s.io", "certificatesigningrequests"],
        ["storage.k8s.io", "volumeattachments"],
        ["discovery.k8s.io", "endpointslices"],
    ] as const) {
        it(`is not asked about ${resource}, which a cluster lives by`, () => {
            assert.equal(isAsked(group, resource), false);
        });
    }

    it("is asked neither by the API server itself, nor about exempt namespaces", () => {
        assert.equal(values.validatingWebhookMatchConditions.length, 1);
        assert.deepEqual(values.validatingWebhookExemptNamespacesLabels, {
            "kubernetes.io/metadata.name": exemptNamespaces,
        });
    });

    it("has no list of exempt namespaces where none is", () => {
        const none = { ...defaultAdmissionSettings, exemptNamespaces: [] };
        const { validatingWebhookExemptNamespacesLabels } = gatekeeperWebhook(admissionRules, none);
        assert.deepEqual(validatingWebhookExemptNamespacesLabels, {});
    });
});

function pluralOf(kind: string): string {
    return `${kind.toLowerCase()}${kind.endsWith("s") ? "es" : "s"}`;
}
