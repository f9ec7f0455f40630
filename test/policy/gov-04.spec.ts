import assert from "node:assert/strict";
import { gov04 } from "../../rules/gov/gov-04/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const release = (chart: string, values: Json = {}) =>
    kubernetes("helm.sh/v3:Release", { chart, name: chart, namespace: chart, values });
const linkerd = release("linkerd-control-plane");
const polaris = (severity: Json, webhook: JsonObject = {}) =>
    release("polaris", {
        config: { checks: { injected: severity }, customChecks: { injected: {} } },
        webhook: { enable: true, disallowAnnotationExemptions: true, ...webhook },
    });
const exempting = (...namespaces: readonly Json[]) =>
    release("polaris", {
        config: { exemptions: namespaces.map((each) => ({ namespace: each, rules: ["it"] })) },
        webhook: { enable: true, disallowAnnotationExemptions: true },
    });
const exemptingOne = (exemption: JsonObject) =>
    release("polaris", {
        config: { exemptions: [{ rules: ["MESH-03"], ...exemption }] },
        webhook: { enable: true, disallowAnnotationExemptions: true },
    });
const deaf = (...values: readonly Json[]) =>
    polaris("danger", {
        namespaceSelector: {
            matchExpressions: [
                { key: "kubernetes.io/metadata.name", operator: "NotIn", values },
                { key: "team", operator: "NotIn", values: ["faces"] },
            ],
        },
    });
const admission = (kind: string, spec: JsonObject) =>
    kubernetes(`admissionregistration.k8s.io/v1:${kind}`, { metadata: { name: "vap" }, spec });
const binding = (...validationActions: readonly string[]) =>
    admission("ValidatingAdmissionPolicyBinding", { validationActions });
const constraint = (spec: JsonObject) =>
    kubernetes("constraints.gatekeeper.sh/v1beta1:K8sRequired", { metadata: { name: "c" }, spec });
const kyverno = (spec: JsonObject) =>
    kubernetes("kyverno.io/v1:ClusterPolicy", { metadata: { name: "k" }, spec });

const WEBHOOK = { enable: true, disallowAnnotationExemptions: true };
const production = { environment: "production" } as const;
const NOTHING = 'violation Release "linkerd-control-plane/linkerd-control-plane" chart';
const SEVERITY = 'violation Release "polaris/polaris" values.config.checks.injected';
const SELECTOR = 'Release "polaris/polaris" values.webhook.namespaceSelector';
const DISALLOWED = 'Release "polaris/polaris" values.webhook.disallowAnnotationExemptions';
const POLICY = 'violation Release "polaris/polaris" values.webhook.failurePolicy';

describe("GOV-04: admission refuses what this pack refuses, and fails closed", () => {
    for (const [title, enforcer] of [
        ["Polaris with a check of severity danger", polaris("danger")],
        ["Polaris with its own configuration", release("polaris", { webhook: WEBHOOK })],
        ["a ValidatingAdmissionPolicy that denies", binding("Audit", "Deny")],
        ["a constraint of Gatekeeper", constraint({})],
        ["a policy of Kyverno", kyverno({ validationFailureAction: "Enforce" })],
        ["a rule of Kyverno", kyverno({ rules: [{ validate: { failureAction: "Enforce" } }] })],
    ] as const) {
        testCases(gov04, [
            { title: `allows a mesh with ${title}`, objects: [linkerd, enforcer], findings: [] },
        ]);
    }

    for (const [title, enforcer] of [
        ["Polaris' dashboard alone", polaris("danger", { enable: false })],
        ["Polaris' mutations alone", polaris("danger", { validate: false })],
        ["a ValidatingAdmissionPolicy that warns", binding("Warn")],
        ["a constraint that is tried out", constraint({ enforcementAction: "dryrun" })],
        ["a policy of Kyverno that audits", kyverno({ validationFailureAction: "Audit" })],
    ] as const) {
        testCases(gov04, [
            {
                title: `refuses a mesh with ${title}`,
                objects: [linkerd, enforcer],
                findings: [NOTHING],
            },
        ]);
    }

    testCases(gov04, [
        {
            title: "says nothing of a stack that installs no mesh",
            objects: [constraint({ enforcementAction: "dryrun" })],
            findings: [],
        },
        {
            title: "refuses a check of Polaris that only warns, or that is not switched on",
            objects: [polaris("warning"), polaris(undefined)],
            findings: [SEVERITY, SEVERITY],
        },
        {
            title: "allows Polaris to leave alone the namespaces that are exempt here too",
            objects: [exempting("kube-system", "linkerd"), deaf("kube-system", "polaris")],
            findings: [],
        },
        {
            title: "allows exemptions of single rules for the ingress, and by who answers for them",
            objects: [
                exemptingOne({ namespace: "emissary", controllerNames: ["emissary-ingress"] }),
                exemptingOne({
                    namespace: "shop",
                    controllerNames: ["cart"],
                    ...{ owner: "shop", reason: "it moves in December", expiry: "2026-12-31" },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses exemptions of all rules, of several controllers, of all, and of nobody's",
            objects: [
                exemptingOne({
                    namespace: "shop",
                    controllerNames: ["c"],
                    ...{ owner: "shop", reason: "it is short", expiry: "2026-12-31" },
                }),
                exemptingOne({
                    namespace: "emissary",
                    controllerNames: ["emissary-ingress"],
                    rules: [],
                }),
                exemptingOne({ namespace: "emissary", controllerNames: ["emissary-ingress", "x"] }),
                exemptingOne({ namespace: "shop", controllerNames: ["cart"], owner: "shop" }),
            ],
            findings: Array.from(
                { length: 4 },
                () => 'violation Release "polaris/polaris" values.config.exemptions[0].namespace',
            ),
        },
        {
            title: "refuses Polaris that leaves another namespace alone, or listens to annotations",
            objects: [
                exempting("kube-system", "faces"),
                deaf("faces"),
                polaris("danger", { disallowAnnotationExemptions: false }),
                polaris("danger", { disallowAnnotationExemptions: null }),
            ],
            findings: [
                'violation Release "polaris/polaris" values.config.exemptions[1].namespace',
                `violation ${SELECTOR}.matchExpressions[0].values[0]`,
                `violation ${DISALLOWED}`,
                `violation ${DISALLOWED}`,
            ],
        },
        {
            title: "leaves undecided whom Polaris leaves alone where that is not known",
            objects: [
                exempting(UNKNOWN),
                deaf(UNKNOWN),
                polaris("danger", { disallowAnnotationExemptions: UNKNOWN }),
            ],
            findings: [
                'undecided Release "polaris/polaris" values.config.exemptions[0].namespace',
                `undecided ${SELECTOR}.matchExpressions[0].values[0]`,
                `undecided ${DISALLOWED}`,
            ],
        },
        {
            title: "allows a webhook that fails open while there is no production",
            objects: [polaris("danger", { failurePolicy: "Ignore" }), release("gatekeeper")],
            findings: [],
        },
        {
            title: "refuses a webhook that fails open in production, said or by its chart",
            objects: [
                polaris("danger", { failurePolicy: "Ignore" }),
                release("gatekeeper"),
                admission("ValidatingAdmissionPolicy", { failurePolicy: "Ignore" }),
            ],
            settings: production,
            findings: [
                POLICY,
                'violation Release "gatekeeper/gatekeeper" values.validatingWebhookFailurePolicy',
                'violation ValidatingAdmissionPolicy "vap" spec.failurePolicy',
            ],
        },
        {
            title: "allows a webhook that fails closed in production, said or by its chart",
            objects: [
                polaris("danger"),
                release("gatekeeper", { validatingWebhookFailurePolicy: "Fail" }),
                admission("ValidatingAdmissionPolicy", {}),
            ],
            settings: production,
            findings: [],
        },
        {
            title: "leaves undecided what is not known, and with it whether anything refuses",
            objects: [linkerd, release("polaris", UNKNOWN), polaris(UNKNOWN)],
            findings: [
                'undecided Release "polaris/polaris" values',
                'undecided Release "polaris/polaris" values.config.checks.injected',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(gov04, [polaris("warning")]), [
            'GOV-04: Release "polaris/polaris" has the check injected with severity warning, which refuses nothing' +
                " (values.config.checks.injected) — Fix: set its severity to danger",
        ]);
    });
});
