import assert from "node:assert/strict";
import fc from "fast-check";
import { everyRule, rules } from "../../rules/rules";
import { ConfigurationError, packSchema, readConfiguration } from "../../rules/configuration";
import { judgeAll } from "../../rules/judgement";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { replaced } from "./mutations";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { formatFinding, halvesOf, judge } from "../../rules/rule";
import { secretMaterial } from "../../rules/secrets/secretMaterial";
import { unfold } from "../../rules/reading/unfold";
import { kindsJudged, namesAsked } from "./namesAsked";
import { pathsIn, textsIn } from "./valueParts";
import { exampleText, outcomes } from "../../scripts/exampleFiles";
import { referenceArchitecture } from "../support/referenceArchitecture";
import { exampleOf, exampleResources } from "../support/ruleExamples";
import { type Settings, defaultSettings } from "../../rules/settings";

const URN = "urn:pulumi:dev::faces::type::it";
const TYPES = [
    ...kindsJudged(rules).map((kind) => `kubernetes:${kind.replace("/", "/v1:")}`),
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
    "kubernetes:getambassador.io/v3alpha1:AuthService",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:policy.linkerd.io/v1beta3:Server",
    "kubernetes:policy.linkerd.io/v1beta1:ServerAuthorization",
    "kubernetes:policy.linkerd.io/v1alpha1:NetworkAuthentication",
    "kubernetes:policy.linkerd.io/v1alpha1:EgressNetwork",
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
    "kubernetes:gateway.networking.k8s.io/v1:GRPCRoute",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration",
    "zero-trust-components:index:MeshedNamespace",
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
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding",
    "kubernetes:yaml/v2:ConfigFile",
    "kubernetes:getambassador.io/v3alpha1:RateLimitService",
    "kubernetes:getambassador.io/v3alpha1:TCPMapping",
    "kubernetes:getambassador.io/v3alpha1:TLSContext",
    "kubernetes:getambassador.io/v3alpha1:Module",
    "kubernetes:cert-manager.io/v1:Issuer",
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    "kubernetes:policy.linkerd.io/v1alpha1:HTTPLocalRateLimitPolicy",
    "civo:index/kubernetesCluster:KubernetesCluster",
    "random:index/randomPassword:RandomPassword",
    "cloudflare:index/dnsRecord:DnsRecord",
    "cloudflare:index/zone:Zone",
    "cloudflare:index/zoneDnssec:ZoneDnssec",
    "cloudflare:index/zoneSetting:ZoneSetting",
    "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride",
];
function withoutVersion(type: string): string {
    return type.replace(/^(kubernetes:.*)\/v\w+(?=:)/, "$1");
}

/** Keys that rules read, so that random objects reach into them. */
const KEYS = [
    ...["literalSubject", "uris", "vault", "scope", "sidecarContainers", "valueYamlFiles"],
    ...["metadata", "name", "namespace", "annotations", "linkerd.io/inject", "spec", "template"],
    ...["containers", "image", "serviceAccountName", "jobTemplate", "values", "podAnnotations"],
    ...["chart", "ca", "secretName", "issuerRef", "kind", "sources", "inLine", "secret", "key"],
    ...["data", "stringData", "tls.crt", "tls", "rules", "host", "hostname", "targetRef"],
    ...["identities", "duration", "renewBefore", "usages", "isCA", "commonName", "port"],
    ...["labels", "ports", "containerPort", "podSelector", "matchLabels", "matchExpressions"],
    ...["selector", "operator", "values", "parentRefs", "group", "matches", "path", "method"],
    ...["requiredAuthenticationRefs", "identityRefs", "networks", "cidr", "accessPolicy"],
    ...["service", "prefix", "auth_service", "targetPort", "httpGet", "readinessProbe"],
    ...["client", "unauthenticated", "trafficPolicy", "hostNetwork", "webhooks", "failurePolicy"],
    ...["webhookFailurePolicy", "policyTypes", "egress", "backendRefs", "proxyProtocol"],
    ...["access", "namespaces", "edges", "kubelet", "controllerReplicas", "tcpSocket"],
    ...["ingressRules", "cidrs", "portRange", "createDefaultRules"],
    ...["securityContext", "capabilities", "drop", "add", "seccompProfile", "type", "volumes"],
    ...["initContainers", "ephemeralContainers", "ports", "os", "sysctls", "resources", "labels"],
    ...["env", "value", "valueFrom", "envFrom", "args", "command", "automountServiceAccountToken"],
    ...["podSelector", "namespaceSelector", "matchLabels", "matchExpressions", "policyTypes"],
    ...["ingress", "egress", "from", "to", "ipBlock", "cidr", "except", "selector", "operator"],
    ...["verbs", "resources", "apiGroups", "roleRef", "subjects", "version", "repositoryOpts"],
    ...["repo", "file", "files", "acme", "solvers", "webhook", "config", "checks", "customChecks"],
    ...[
        "firewallId",
        "networkId",
        "privateKey",
        "algorithm",
        "size",
        "rotationPolicy",
        "dnsNames",
        "dns01",
    ],
    ...[
        "http01",
        "dnsZones",
        "server",
        "selfSigned",
        "target",
        "configMap",
        "ca-bundle.crt",
        "identity",
    ],
    ...[
        "externalCA",
        "scheme",
        "bypass_auth",
        "mappingSelector",
        "tlsSecret",
        "weight",
        "failure_mode_allow",
        "externalIPs",
    ],
    ...[
        "diagnostics",
        "allow_non_local",
        "min_tls_version",
        "groups",
        "expr",
        "alert",
        "content",
        "proxied",
    ],
    ...["allowed_authorization_headers", "remove_request_headers", "applications", "clusterType"],
    ...["length", "lower", "upper", "numeric", "special"],
    ...["hostBinding", "host_redirect", "path_prefix", "proto", "regex_rewrite"],
    ...["requestsPerSecond", "total", "controllerNames"],
    ...["zoneId", "status", "settingId", "settings", "tag", "kubernetesVersion"],
    ...["action", "adminService", "allowPrivilegeEscalation", "ambassador_id", "apiKeySecretRef"],
    ...["app.kubernetes.io/name", "appArmorProfile", "appProtocol", "auditUntil"],
    ...[
        "case_sensitive",
        "cloudflare",
        "clusterIP",
        "cniEnabled",
        "component",
        "config.linkerd.io/admission-webhooks",
    ],
    ...["config.linkerd.io/default-inbound-policy", "config.linkerd.io/skip-inbound-ports"],
    ...["config.linkerd.io/skip-outbound-ports", "config.linkerd.io/skip-subnets"],
    ...["cpu", "createDefaultListeners", "creationTimestamp", "defaultInboundPolicy"],
    ...[
        "disallowAnnotationExemptions",
        "enable",
        "enablePodAntiAffinity",
        "enablePodDisruptionBudget",
    ],
    ...["endPort", "exemptions", "externalTrafficPolicy", "externalWorkloadSelector"],
    ...["filters", "grpc", "headers", "hostIPC", "hostPID", "hostPort", "host_regex"],
    ...["hostnames", "hosts", "identityTrustAnchorsPEM", "insecure", "issuer", "lifecycle"],
    ...["limits", "listeners", "livenessProbe", "max_tls_version", "memory", "method_regex"],
    ...["methods", "module", "ownerReferences", "paths", "pod-security.kubernetes.io/enforce"],
    ...["pod-security.kubernetes.io/enforce-version", "precedence", "prefix_exact"],
    ...["prefix_regex", "probes", "procMount", "protocol", "protocolStack", "proxy"],
    ...["queryParams", "query_parameters", "readOnlyRootFilesystem", "regex_headers"],
    ...["regex_query_parameters", "renewBeforePercentage", "requestPolicy", "requests"],
    ...["restartPolicy", "rewrite", "runAsNonRoot", "runAsUser", "seLinuxOptions"],
    ...["sectionName", "securityModel", "serviceAccount", "servicePort", "services"],
    ...["shadow", "skipTLSVerify", "startupProbe", "tlsContext", "useDefaultCAs"],
    ...["userHeaders", "validate", "windowsOptions", "workloads", "zero-trust/host"],
    ...["hostBinding", "host_redirect", "path_prefix", "proto", "regex_rewrite"],
    ...["requestsPerSecond", "total"],
];
/** An object may ignore changes of everything, which its properties do not show. */
const OPTIONS = { protect: false, ignoreChanges: ["*"], propertyDependencies: {} };
const TEXTS = [
    ...["", "*", "enabled", "deny", "http", "face", "app", "In", "Server", "ServiceAccount"],
    ...["policy.linkerd.io", "HTTPRoute", "AuthorizationPolicy", "linkerd-control-plane"],
    ...["10.42.0.0/16", "0.0.0.0/0", "/", "GET", "Exact", "http://face", "https://face.faces:80"],
    ...["faces", "linkerd-identity-trust-roots", "linkerd-identity-issuer", "48h"],
    ...["A", "CAA", "ssl", "selfSigned"],
];

const { object } = fc.letrec<{ value: JsonObject[string]; object: JsonObject }>((tie) => ({
    value: fc.oneof(
        { depthSize: "medium" },
        fc.constantFrom(UNKNOWN, null, true, false, 0, 8000, 6443, ...TEXTS),
        fc.string(),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
    ),
    object: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 6 }),
}));
/** With which every rule has something to say. */
const settings: Settings = {
    ...defaultSettings,
    environment: "production",
    allowedIssuers: ["faces/Issuer/faces"],
    knownTrustAnchors: ["00"],
};
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
                    for (const finding of judge(rule, index, settings)) {
                        assert.match(formatFinding(finding), /^[A-Z]+-\d\d: .+ — Fix: ./);
                    }
                }
            }),
            { numRuns: 500 },
        );
    });

    it("judge the reference architecture, whatever stands in place of any part of it", async () => {
        const resources = await referenceArchitecture();
        const parts = resources.flatMap((of) =>
            pathsIn(of.object).map((path) => [of, path] as const),
        );
        fc.assert(
            fc.property(
                fc.constantFrom(...parts),
                fc.constantFrom<Json>(UNKNOWN, null, 0, true, "", "*", [], {}, [UNKNOWN], [1]),
                ([of, path], value) => {
                    const changed = {
                        ...of,
                        object: replaced(of.object, path, value) as JsonObject,
                    };
                    const index = new ResourceIndex(
                        resources.map((each) => (each === of ? changed : each)),
                    );
                    for (const finding of rules.flatMap((rule) => judge(rule, index, settings))) {
                        assert.match(formatFinding(finding), /^[A-Z]+-\d\d: .+ — Fix: ./);
                    }
                },
            ),
            { numRuns: 100 },
        );
    });

    it("are given every kind that one of them asks for, and every field", async () => {
        const resources = await referenceArchitecture();
        const { kinds, fields } = namesAsked(rules, resources, settings);
        const given = new Set(
            TYPES.map((type) => withoutVersion(type).replace(/^kubernetes:/, "")),
        );
        assert.deepEqual(
            [...kinds].filter((kind) => !given.has(kind.replace("/", ":"))).sort(),
            [],
        );
        // What the architecture itself calls a workload, a port or a host is no field.
        const names = new Set([...KEYS, ...textsIn(resources)]);
        assert.deepEqual([...fields].filter((name) => !names.has(name)).sort(), []);
    });

    it("are given every type that their examples have", () => {
        const given = new Set(TYPES.map(withoutVersion));
        const types = everyRule.flatMap((rule) =>
            outcomes
                .filter((outcome) => exampleText(rule, outcome) !== undefined)
                .flatMap((outcome) => exampleResources(exampleOf(rule.id, outcome)))
                .map(({ type }) => withoutVersion(type)),
        );
        assert.deepEqual(
            [...new Set(types)].filter((type) => !given.has(type)),
            [],
        );
    });

    it("each say something of every object that they judge and know nothing of", () => {
        for (const type of TYPES) {
            const object = Object.fromEntries(KEYS.map((key) => [key, UNKNOWN]));
            const index = new ResourceIndex([{ urn: URN, type, object, options: OPTIONS }]);
            for (const rule of rules.filter(({ resource }) => resource?.appliesTo(type))) {
                assert.notDeepEqual(judge(rule, index, settings), [], `${rule.id} ${type}`);
            }
        }
    });
});

const anything = fc.oneof(fc.jsonValue(), fc.constant(undefined));
const policyName = fc.constantFrom(
    ...["zero-trust", "all", "environments", "constructor", "__proto__", "toString"],
    ...rules.flatMap(halvesOf).map(({ policy }) => policy),
);
const settingName = fc.constantFrom(...Object.keys(packSchema), "enforcementLevel", "valueOf");
const exemption = fc.record(
    {
        rule: fc.constantFrom("MESH-01", "POD-01", "*", "SC-99", 1),
        resource: fc.oneof(
            fc.constant({ kind: "Deployment", namespace: "faces", name: "it" }),
            fc.record({
                kind: fc.constantFrom("Deployment", "*"),
                namespace: fc.constantFrom("faces", "*"),
                name: fc.constantFrom("it", "*", "i*"),
            }),
            anything,
        ),
        owner: fc.constantFrom("platform@example.com", "team faces", "", 3),
        reason: fc.constantFrom("because", "it is old", " "),
        expiry: fc.constantFrom("2026-12-01", "2026-11-22", "2026-11-21", "2027-12-01", "soon"),
    },
    { requiredKeys: ["rule", "resource", "owner", "reason"] },
);

describe("the configuration", () => {
    it("is read, or refused with sentences that say how to mend it", () => {
        const configuration = fc.oneof(
            anything,
            fc.dictionary(
                policyName,
                fc.oneof(anything, fc.dictionary(settingName, anything), fc.constant("advisory")),
            ),
        );
        fc.assert(
            fc.property(configuration, (value) => {
                try {
                    readConfiguration(value);
                } catch (error) {
                    assert.ok(error instanceof ConfigurationError);
                    assert.ok(error.problems.length > 0);
                    for (const problem of error.problems) {
                        assert.match(problem, /^.+ — Fix: ./s);
                    }
                }
            }),
            { numRuns: 1_000 },
        );
    });

    it("exempts nothing by an exemption that GOV-01 refuses", () => {
        const image = { metadata: { name: "it", namespace: "faces" }, spec: {} };
        fc.assert(
            fc.property(
                fc.array(exemption, { maxLength: 3 }),
                fc.array(resource, { maxLength: 4 }),
                (exemptions, resources) => {
                    const findings = judgeAll(
                        rules,
                        new ResourceIndex([
                            ...resources,
                            { urn: URN, type: "kubernetes:apps/v1:Deployment", object: image },
                        ]),
                        readConfiguration({ "zero-trust": { exemptions } }),
                        "2026-11-22",
                    );
                    const faulty = new Set(
                        findings
                            .filter(
                                ({ rule, message }) =>
                                    rule === "GOV-01" && !message.startsWith("is not needed"),
                            )
                            .map(({ path }) => path.split(".")[0]),
                    );
                    const exempt = findings.some(({ status }) => status === "exempt");
                    assert.ok(!exempt || faulty.size < exemptions.length);
                },
            ),
            { numRuns: 500 },
        );
    });
});

describe("taking resources apart", () => {
    it("leaves what the rules judge, whatever it is given", () => {
        const type = fc
            .constantFrom(...TYPES)
            .chain((known) =>
                fc.constantFrom(known, `${known}List`, `${known}Patch`, "kubernetes:v1:List"),
            );
        fc.assert(
            fc.property(type, object, fc.array(object), (known, one, items) => {
                const objects = unfold({ urn: URN, type: known, object: { ...one, items } });
                const index = new ResourceIndex(objects);
                for (const finding of rules.flatMap((rule) =>
                    judge(rule, index, defaultSettings),
                )) {
                    assert.match(formatFinding(finding), /^[A-Z]+-\d\d: .+ — Fix: ./);
                }
                for (const path of objects.flatMap(secretMaterial)) {
                    assert.notEqual(path.length, 0);
                }
            }),
            { numRuns: 200 },
        );
    });
});
