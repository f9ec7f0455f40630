import assert from "node:assert/strict";
import { net04 } from "../../rules/net/net-04/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { networkPolicy, ruleOf } from "./networkPolicies";
import { inEveryKind, kubernetes, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const object = (kind: string, namespace?: Json, name = "face") =>
    kubernetes(kind, { metadata: { name, namespace } });
const exported = (kind: string, name: string) =>
    kubernetes(kind, {
        metadata: { name, namespace: "default", resourceVersion: "7", uid: "0123" },
    });
const to = (cidr: Json, except?: Json, ports?: Json) =>
    ruleOf("egress", { to: [{ ipBlock: { cidr, except } }], ports });
const POLICY = 'NetworkPolicy "faces/policy"';
const CIDR = "spec.egress[0].to[0].ipBlock.cidr";

describe("NET-04: nothing is in the namespace default", () => {
    testCases(net04, [
        {
            title: "allows every other namespace",
            objects: [
                object("core/v1:ConfigMap", "faces"),
                object("cert-manager.io/v1:Certificate", "faces"),
                kubernetes("helm.sh/v3:Release", { name: "shop", namespace: "shop" }),
            ],
            findings: [],
        },
        {
            title: "allows objects of no namespace, and of kinds that may have none",
            objects: [
                object("core/v1:Namespace"),
                object("core/v1:NamespacePatch"),
                object("core/v1:PodList"),
                object("rbac.authorization.k8s.io/v1:ClusterRole"),
                object("apiextensions.k8s.io/v1:CustomResourceDefinition"),
                object("cert-manager.io/v1:ClusterIssuer"),
                object("gateway.networking.k8s.io/v1:GatewayClass"),
                object("trust.cert-manager.io/v1alpha1:Bundle"),
            ],
            findings: [],
        },
        {
            title: "allows default where the Kubernetes provider writes it, not knowing that the kind has no namespace",
            objects: [
                object("cert-manager.io/v1:ClusterIssuer", "default"),
                object("trust.cert-manager.io/v1alpha1:Bundle", "default"),
                object("templates.gatekeeper.sh/v1:ConstraintTemplate", "default"),
                object("constraints.gatekeeper.sh/v1beta1:Mesh01", "default"),
                object("kyverno.io/v1:ClusterPolicy", "default"),
            ],
            findings: [],
        },
        {
            title: "allows what makes default safer",
            objects: [
                networkPolicy({ podSelector: {}, policyTypes: ["Ingress"] }, "default"),
                object("core/v1:LimitRange", "default"),
                object("core/v1:ServiceAccount", "default", "default"),
            ],
            findings: [],
        },
        {
            title: "allows what leads to the API, and what Kubernetes writes there",
            objects: [
                kubernetes("core/v1:Service", {
                    metadata: { name: "kubernetes", namespace: "default" },
                    spec: { type: "ClusterIP", ports: [{ port: 443, targetPort: 6443 }] },
                }),
                kubernetes("core/v1:ConfigMap", {
                    metadata: { name: "kube-root-ca.crt", namespace: "default" },
                    data: { "ca.crt": "PEM" },
                }),
                exported("core/v1:Endpoints", "kubernetes"),
                exported("discovery.k8s.io/v1:EndpointSlice", "kubernetes"),
                exported("core/v1:Event", "sandbox.187f"),
            ],
            findings: [],
        },
        {
            title: "refuses what only has the name of such",
            objects: [
                kubernetes("core/v1:Service", {
                    metadata: { name: "kubernetes", namespace: "default" },
                    spec: { selector: { app: "face" } },
                }),
                kubernetes("core/v1:ConfigMap", {
                    metadata: { name: "kube-root-ca.crt", namespace: "default" },
                    data: { "ca.crt": "PEM", "face.conf": "on" },
                }),
                object("core/v1:Endpoints", "default", "kubernetes"),
                exported("core/v1:Endpoints", "face"),
            ],
            findings: [
                'violation Service "default/kubernetes" metadata.namespace',
                'violation ConfigMap "default/kube-root-ca.crt" metadata.namespace',
                'violation Endpoints "default/kubernetes" metadata.namespace',
                'violation Endpoints "default/face" metadata.namespace',
            ],
        },
        {
            title: "allows an object that the program only reads",
            objects: [kubernetes("core/v1:Service", {})],
            findings: [],
        },
        {
            title: "refuses default, said or left out",
            objects: [
                object("core/v1:ConfigMap", "default"),
                object("core/v1:Service"),
                object("cert-manager.io/v1:Certificate", "default"),
                object("cert-manager.io/v1:Certificate"),
                object("getambassador.io/v3alpha1:Mapping"),
                object("gateway.networking.k8s.io/v1:HTTPRoute"),
                object("monitoring.coreos.com/v1:PrometheusRule"),
                kubernetes("helm.sh/v3:Release", { name: "shop" }),
            ],
            findings: [
                'violation ConfigMap "default/face" metadata.namespace',
                'violation Service "face" metadata.namespace',
                'violation Certificate "default/face" metadata.namespace',
                'violation Certificate "face" metadata.namespace',
                'violation Mapping "face" metadata.namespace',
                'violation HTTPRoute "face" metadata.namespace',
                'violation PrometheusRule "face" metadata.namespace',
                'violation Release "shop" namespace',
            ],
        },
        {
            title: "leaves undecided a namespace that is not known",
            objects: [object("core/v1:ConfigMap", UNKNOWN)],
            findings: ['undecided ConfigMap "?/face" metadata.namespace'],
        },
        {
            title: "refuses a namespace that is none",
            objects: [object("core/v1:ConfigMap", 7)],
            findings: ['violation ConfigMap "?/face" metadata.namespace'],
        },
    ]);

    for (const { kind, workload } of inEveryKind({})) {
        it(`judges a ${kind}`, () => {
            assert.deepEqual(summarize(net04, [workload]), []);
            const moved = { ...workload, object: { metadata: { name: "face" } } };
            assert.equal(summarize(net04, [moved]).length, 1);
        });
    }

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(net04, [object("core/v1:Service")]), [
            'NET-04: Service "face" names no namespace, and so is in the namespace default' +
                ` (metadata.namespace) — Fix: ${remedyOf("NET-04")}`,
        ]);
    });
});

describe("NET-04: no pod may ask for the node's credentials", () => {
    testCases(net04, [
        {
            title: "allows networks without the metadata address, or with it as an exception",
            objects: [
                to("10.0.0.0/8"),
                to("169.254.0.0/16", ["169.254.169.254/32"]),
                to("0.0.0.0/0", ["169.254.0.0/16"]),
                to("fd00::/8", ["fd00:ec2::254/128"]),
            ],
            findings: [],
        },
        {
            title: "allows ports on which no credentials are handed out",
            objects: [to("0.0.0.0/0", undefined, [{ port: 443 }])],
            findings: [],
        },
        {
            title: "refuses networks with the metadata address",
            objects: [
                to("0.0.0.0/0"),
                to("169.254.169.254/32", ["10.0.0.0/8"]),
                to("::/0"),
                to("0.0.0.0/0", undefined, [{ port: 80 }]),
            ],
            findings: Array.from({ length: 4 }, () => `violation ${POLICY} ${CIDR}`),
        },
        {
            title: "leaves undecided what is not known",
            objects: [to(UNKNOWN), to("0.0.0.0/0", UNKNOWN), to("0.0.0.0/0", [UNKNOWN])],
            findings: [
                `undecided ${POLICY} ${CIDR}`,
                `undecided ${POLICY} spec.egress[0].to[0].ipBlock.except`,
                `undecided ${POLICY} spec.egress[0].to[0].ipBlock.except[0]`,
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(net04, [to("0.0.0.0/0")]), [
            'NET-04: NetworkPolicy "faces/policy" lets pods call 169.254.169.254, where a cloud hands out its node\'s credentials' +
                ` (${CIDR}) — Fix: add except: ["169.254.169.254/32"]`,
        ]);
    });
});
