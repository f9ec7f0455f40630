import assert from "node:assert/strict";
import { gov03 } from "../../rules/gov/gov-03/rule";
import { type Resource } from "../../rules/reading/resource";
import { inEveryKind, kubernetes, lines, summarize } from "./support";
import { remedyOf } from "../support/ruleTexts";

const ignoring = (resource: Resource, ...ignoreChanges: readonly string[]): Resource => ({
    ...resource,
    options: { protect: false, ignoreChanges, propertyDependencies: {} },
});
const of = (type: string, ...ignoreChanges: readonly string[]) =>
    ignoring({ urn: `urn:pulumi:dev::faces::${type}::it`, type, object: {} }, ...ignoreChanges);
const isRefused = (resource: Resource) => summarize(gov03, [resource]).length > 0;

/** Types, what their programs may ignore, and what not. */
const cases: readonly [string, readonly string[], readonly string[]][] = [
    [
        "kubernetes:apps/v1:Deployment",
        [
            "spec.replicas",
            "metadata.annotations",
            'spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]',
            "spec.template.spec.containers[0].resources",
            "spec.template.spec.tolerations",
            "status",
        ],
        [
            "*",
            "spec",
            "spec.template",
            "spec.selector",
            "spec.template.spec",
            "spec.template.spec.containers[0].image",
            "spec.template.spec.containers[*].securityContext",
            "spec.template.spec.serviceAccountName",
            "spec.template.metadata.labels",
            "spec.template.metadata.annotations",
            'spec.template.metadata.annotations["linkerd.io/inject"]',
            'spec.template.metadata.annotations["config.linkerd.io/skip-inbound-ports"]',
        ],
    ],
    [
        "kubernetes:core/v1:Namespace",
        ['metadata.labels["team"]', "spec.finalizers"],
        [
            "metadata",
            "metadata.labels",
            'metadata.labels["pod-security.kubernetes.io/enforce"]',
            'metadata.annotations["linkerd.io/inject"]',
        ],
    ],
    [
        "kubernetes:core/v1:Service",
        ["spec.clusterIP", "metadata.annotations.team"],
        ["spec", "spec.type", "spec.selector", "spec.externalIPs[0]"],
    ],
    ["kubernetes:core/v1:ServiceAccount", ["secrets"], ["automountServiceAccountToken"]],
    [
        "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        ["metadata"],
        ["rules", "rules[0].verbs"],
    ],
    ["kubernetes:networking.k8s.io/v1:NetworkPolicy", ["metadata.labels"], ["spec", "spec.egress"]],
    ["kubernetes:policy.linkerd.io/v1beta3:Server", ["status"], ["spec.accessPolicy"]],
    [
        "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
        ["webhooks[*].clientConfig.caBundle"],
        ["webhooks", "webhooks[0].failurePolicy"],
    ],
    [
        "kubernetes:helm.sh/v3:Release",
        ["checksum", "status"],
        ["values", "values.replicas", "version"],
    ],
    ["civo:index/firewall:Firewall", ["name"], ["ingressRules", "ingressRules[0].cidrs"]],
    ["civo:index/kubernetesCluster:KubernetesCluster", ["pools"], ["firewallId"]],
    ["cloudflare:index/dnsRecord:DnsRecord", ["comment", "ttl"], ["content", "proxied"]],
    ["kubernetes:core/v1:ConfigMap", ["data", "*"], []],
];

describe("GOV-03: no change of a security field is ignored", () => {
    for (const [type, allowed, refused] of cases) {
        for (const path of allowed) {
            it(`allows ${type} to ignore ${path}`, () => {
                assert.equal(isRefused(of(type, path)), false);
            });
        }
        for (const path of refused) {
            it(`refuses ${type} to ignore ${path}`, () => {
                assert.equal(isRefused(of(type, "metadata.generation", path)), true);
            });
        }
    }

    for (const { kind, workload, path } of inEveryKind({})) {
        it(`judges it as a ${kind}`, () => {
            assert.equal(isRefused(ignoring(workload, `${path}spec.hostNetwork`)), true);
            assert.equal(isRefused(ignoring(workload, `${path}spec.tolerations`)), false);
        });
    }

    it("says nothing where nothing is ignored, and where the options are not seen", () => {
        assert.equal(isRefused(of("kubernetes:apps/v1:Deployment")), false);
        assert.equal(isRefused(kubernetes("apps/v1:Deployment", {})), false);
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(gov03, [of("civo:index/firewall:Firewall", "ingressRules")]), [
            'GOV-03: Firewall "it" ignores changes of "ingressRules", on which its security depends (ingressRules)' +
                ` — Fix: ${remedyOf("GOV-03")}`,
        ]);
    });
});
