import assert from "node:assert/strict";
import fc from "fast-check";
import { rules } from "../../policy-pack/rules";
import { type JsonObject, UNKNOWN } from "../../policy-pack/rules/read";
import { type Resource } from "../../policy-pack/rules/resource";
import { ResourceIndex } from "../../policy-pack/rules/resourceIndex";
import { formatFinding, judge } from "../../policy-pack/rules/rule";
import { type Settings, defaultSettings } from "../../policy-pack/rules/settings";

const URN = "urn:pulumi:dev::faces::type::it";
const TYPES = [
    "kubernetes:core/v1:Namespace",
    "kubernetes:core/v1:Pod",
    "kubernetes:core/v1:Secret",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:Service",
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
    "kubernetes:getambassador.io/v3alpha1:AuthService",
    "kubernetes:getambassador.io/v3alpha1:RateLimitService",
    "kubernetes:getambassador.io/v3alpha1:TLSContext",
    "kubernetes:getambassador.io/v3alpha1:Module",
    "kubernetes:cert-manager.io/v1:Issuer",
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    "kubernetes:policy.linkerd.io/v1beta3:Server",
    "kubernetes:policy.linkerd.io/v1alpha1:HTTPLocalRateLimitPolicy",
    "civo:index/firewall:Firewall",
    "civo:index/kubernetesCluster:KubernetesCluster",
    "cloudflare:index/dnsRecord:DnsRecord",
    "cloudflare:index/zone:Zone",
    "cloudflare:index/zoneDnssec:ZoneDnssec",
    "cloudflare:index/zoneSetting:ZoneSetting",
    "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride",
    "pulumi:pulumi:Stack",
];
/** Keys that rules read, so that random objects reach into them. */
const KEYS = [
    ...["metadata", "name", "namespace", "annotations", "linkerd.io/inject", "spec", "template"],
    ...["containers", "image", "serviceAccountName", "jobTemplate", "values", "podAnnotations"],
    ...["chart", "ca", "secretName", "issuerRef", "kind", "sources", "inLine", "secret", "key"],
    ...["data", "stringData", "tls.crt", "tls", "rules", "host", "hostname", "targetRef"],
    ...["identities", "duration", "renewBefore", "usages", "isCA", "commonName", "port"],
    ...["ingressRules", "cidrs", "portRange", "createDefaultRules", "firewallId", "networkId"],
    ...[
        "privateKey",
        "algorithm",
        "size",
        "rotationPolicy",
        "dnsNames",
        "acme",
        "solvers",
        "dns01",
    ],
    ...["http01", "selector", "dnsZones", "server", "selfSigned", "target", "configMap"],
    ...["namespaceSelector", "matchLabels", "ca-bundle.crt", "identity", "externalCA", "scheme"],
    ...["labels", "prefix", "service", "bypass_auth", "mappingSelector", "tlsSecret", "weight"],
    ...["auth_service", "failure_mode_allow", "podSelector", "type", "ports", "externalIPs"],
    ...["config", "diagnostics", "allow_non_local", "min_tls_version", "groups", "expr", "alert"],
    ...["content", "proxied", "zoneId", "status", "settingId", "value", "settings", "tag"],
    ...["kubernetesVersion"],
];
const TEXTS = [
    "",
    "*",
    "faces",
    "A",
    "CAA",
    "ssl",
    "linkerd-control-plane",
    "selfSigned",
    "linkerd-identity-trust-roots",
    "linkerd-identity-issuer",
    "48h",
];

/** With which every rule has something to say. */
const STRICTEST: Settings = {
    ...defaultSettings,
    environment: "production",
    allowedIssuers: ["faces/Issuer/faces"],
    knownTrustAnchors: ["00"],
};

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
                    for (const finding of judge(rule, index, STRICTEST)) {
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
            const options = { protect: false, ignoreChanges: [], propertyDependencies: {} };
            const index = new ResourceIndex([{ urn: URN, type, object, options }]);
            for (const rule of rules.filter(({ resource }) => resource?.appliesTo(type))) {
                assert.notDeepEqual(judge(rule, index, STRICTEST), [], `${rule.id} ${type}`);
            }
        }
    });
});
