import assert from "node:assert/strict";
import fc from "fast-check";
import { rules } from "../../policy-pack/rules";
import { type JsonObject, UNKNOWN } from "../../policy-pack/rules/read";
import { type Resource } from "../../policy-pack/rules/resource";
import { ResourceIndex } from "../../policy-pack/rules/resourceIndex";
import { formatFinding, judge } from "../../policy-pack/rules/rule";
import { defaultSettings } from "../../policy-pack/rules/settings";

const URN = "urn:pulumi:dev::faces::type::it";
const TYPES = [
    "kubernetes:core/v1:Namespace",
    "kubernetes:core/v1:Pod",
    "kubernetes:core/v1:Secret",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:apps/v1:Deployment",
    "kubernetes:batch/v1:CronJob",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:policy.linkerd.io/v1alpha1:AuthorizationPolicy",
    "kubernetes:policy.linkerd.io/v1alpha1:MeshTLSAuthentication",
    "kubernetes:cert-manager.io/v1:Certificate",
    "kubernetes:cert-manager.io/v1:ClusterIssuer",
    "kubernetes:trust.cert-manager.io/v1alpha1:Bundle",
    "kubernetes:getambassador.io/v3alpha1:Host",
    "kubernetes:getambassador.io/v3alpha1:Mapping",
    "kubernetes:getambassador.io/v3alpha1:Listener",
    "civo:index/firewall:Firewall",
    "pulumi:pulumi:Stack",
    "pulumi:providers:kubernetes",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:batch/v1:Job",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
    "kubernetes:yaml/v2:ConfigFile",
];
/** Keys that rules read, so that random objects reach into them. */
const KEYS = [
    ...["metadata", "name", "namespace", "annotations", "linkerd.io/inject", "spec", "template"],
    ...["containers", "image", "serviceAccountName", "jobTemplate", "values", "podAnnotations"],
    ...["chart", "ca", "secretName", "issuerRef", "kind", "sources", "inLine", "secret", "key"],
    ...["data", "stringData", "tls.crt", "tls", "rules", "host", "hostname", "targetRef"],
    ...["identities", "duration", "renewBefore", "usages", "isCA", "commonName", "port"],
    ...["ingressRules", "cidrs", "portRange", "createDefaultRules"],
    ...["securityContext", "capabilities", "drop", "add", "seccompProfile", "type", "volumes"],
    ...["initContainers", "ephemeralContainers", "ports", "os", "sysctls", "resources", "labels"],
    ...["env", "value", "valueFrom", "envFrom", "args", "command", "automountServiceAccountToken"],
    ...["podSelector", "namespaceSelector", "matchLabels", "matchExpressions", "policyTypes"],
    ...["ingress", "egress", "from", "to", "ipBlock", "cidr", "except", "selector", "operator"],
    ...["verbs", "resources", "apiGroups", "roleRef", "subjects", "version", "repositoryOpts"],
    ...["repo", "file", "files", "acme", "solvers", "webhook", "config", "checks", "customChecks"],
];
/** An object may ignore changes of everything, which its properties do not show. */
const OPTIONS = { protect: false, ignoreChanges: ["*"], propertyDependencies: {} };
const TEXTS = ["", "*", "faces", "linkerd-identity-trust-roots", "linkerd-identity-issuer", "48h"];

const { object } = fc.letrec<{ value: JsonObject[string]; object: JsonObject }>((tie) => ({
    value: fc.oneof(
        { depthSize: "medium" },
        fc.constantFrom(UNKNOWN, null, true, false, 0, 6443, ...TEXTS),
        fc.string(),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
    ),
    object: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 6 }),
}));
const resource: fc.Arbitrary<Resource> = fc.record({
    urn: fc.constant(URN),
    type: fc.constantFrom(...TYPES),
    object,
});

describe("the rules", () => {
    it("judge whatever they are given without falling over", () => {
        fc.assert(
            fc.property(fc.array(resource, { maxLength: 8 }), (resources) => {
                const index = new ResourceIndex(resources);
                for (const rule of rules) {
                    for (const finding of judge(rule, index, defaultSettings)) {
                        assert.match(formatFinding(finding), /^[A-Z]+-\d\d: .+ — Fix: ./);
                    }
                }
            }),
            { numRuns: 500 },
        );
    });

    it("each say something of every object that they judge and know nothing of", () => {
        for (const type of TYPES) {
            const object = Object.fromEntries(KEYS.map((key) => [key, UNKNOWN]));
            const index = new ResourceIndex([{ urn: URN, type, object, options: OPTIONS }]);
            for (const rule of rules.filter(({ resource }) => resource?.appliesTo(type))) {
                assert.notDeepEqual(judge(rule, index, defaultSettings), [], `${rule.id} ${type}`);
            }
        }
    });
});
