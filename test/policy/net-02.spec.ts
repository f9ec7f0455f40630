import assert from "node:assert/strict";
import { net02 } from "../../rules/net/net-02/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { inNamespace, networkPolicy, ruleOf } from "./networkPolicies";
import {
    deployment,
    inEveryKind,
    kubernetes,
    lines,
    namespace,
    summarize,
    testCases,
} from "./support";
import { remedyOf } from "../support/ruleTexts";

const FACE = { app: "face" };
const PORTS = [{ port: 8080 }];
const tcp = (...ports: readonly number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
const forIngress = (ingress: Json, podSelector: Json = { matchLabels: { app: "emissary" } }) =>
    networkPolicy({ podSelector, ingress: [ingress] }, "emissary");
const beside = (labels: Json, name = "auth") =>
    deployment(name, { metadata: { labels } }, "emissary");
const POLICY = 'NetworkPolicy "faces/policy"';

describe("NET-02: NetworkPolicies name who may call", () => {
    testCases(net02, [
        {
            title: "allows pods by namespace, by label, and networks",
            objects: [
                ruleOf("ingress", { from: [inNamespace("emissary")], ports: PORTS }),
                ruleOf("ingress", {
                    from: [{ podSelector: { matchLabels: FACE } }, { podSelector: {} }],
                }),
                ruleOf("ingress", {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: FACE } }],
                }),
                ruleOf("ingress", { from: [{ ipBlock: { cidr: "10.42.0.0/16" } }], ports: PORTS }),
                ruleOf("egress", { to: [inNamespace("linkerd")] }),
            ],
            findings: [],
        },
        {
            title: "allows the declared ingress to be called by everyone",
            objects: [
                forIngress({ ports: PORTS }),
                forIngress({ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: PORTS }),
            ],
            findings: [],
        },
        {
            title: "refuses that everyone may call a workload beside the declared ingress",
            objects: [
                beside({ app: "auth" }),
                beside({ app: "emissary" }, "emissary-ingress"),
                forIngress({ ports: PORTS }, { matchLabels: { app: "auth" } }),
                forIngress(
                    { from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] },
                    { matchLabels: { app: "auth" } },
                ),
                forIngress({ ports: PORTS }),
            ],
            findings: [
                'violation NetworkPolicy "emissary/policy" spec.ingress[0].ports',
                'violation NetworkPolicy "emissary/policy" spec.ingress[0].from[0].ipBlock.cidr',
            ],
        },
        {
            title: "leaves undecided whether everyone may call a workload whose labels are not known",
            objects: [beside(UNKNOWN), forIngress({ ports: PORTS })],
            findings: ['undecided NetworkPolicy "emissary/policy" spec.template.metadata.labels'],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [ruleOf("ingress", { ports: PORTS }, "linkerd")],
            findings: [],
        },
        {
            title: "leaves rules that allow everything to the rule on those",
            objects: [ruleOf("ingress", {}), ruleOf("egress", { ports: PORTS })],
            findings: [],
        },
        {
            title: "refuses ports that everyone may call",
            objects: [
                ruleOf("ingress", { ports: PORTS }),
                ruleOf("ingress", { from: [], ports: PORTS }),
                forIngress({ ports: PORTS }, {}),
            ],
            findings: [
                `violation ${POLICY} spec.ingress[0].ports`,
                `violation ${POLICY} spec.ingress[0].ports`,
                'violation NetworkPolicy "emissary/policy" spec.ingress[0].ports',
            ],
        },
        {
            title: "refuses every address as a caller, in one block or in halves",
            objects: ["0.0.0.0/0", "::/0", "128.0.0.0/1"].map((cidr) =>
                ruleOf("ingress", { from: [{ ipBlock: { cidr } }], ports: PORTS }),
            ),
            findings: Array.from(
                { length: 3 },
                () => `violation ${POLICY} spec.ingress[0].from[0].ipBlock.cidr`,
            ),
        },
        {
            title: "refuses the pods of every namespace, in either direction",
            objects: [
                ruleOf("ingress", { from: [{ namespaceSelector: {} }] }),
                ruleOf("egress", { to: [{ namespaceSelector: {}, podSelector: {} }] }),
            ],
            findings: [
                `violation ${POLICY} spec.ingress[0].from[0]`,
                `violation ${POLICY} spec.egress[0].to[0]`,
            ],
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                networkPolicy({ podSelector: {}, ingress: UNKNOWN }),
                ruleOf("ingress", { from: UNKNOWN }),
                ruleOf("ingress", { from: [{ ipBlock: { cidr: UNKNOWN } }] }),
                ruleOf("ingress", { from: [{ namespaceSelector: UNKNOWN }] }),
                ruleOf("ingress", { ports: UNKNOWN }),
            ],
            findings: [
                `undecided ${POLICY} spec.ingress`,
                `undecided ${POLICY} spec.ingress[0].from`,
                `undecided ${POLICY} spec.ingress[0].from[0].ipBlock.cidr`,
                `undecided ${POLICY} spec.ingress[0].from[0]`,
                `undecided ${POLICY} spec.ingress[0].ports`,
            ],
        },
        {
            title: "refuses rules, peers and lists that are none",
            objects: [
                ruleOf("ingress", "all"),
                ruleOf("ingress", { from: ["all"] }),
                ruleOf("egress", { to: "all" }),
            ],
            findings: [
                `violation ${POLICY} spec.ingress[0]`,
                `violation ${POLICY} spec.ingress[0].from[0]`,
                `violation ${POLICY} spec.egress[0].to`,
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(net02, [ruleOf("ingress", { ports: PORTS })]), [
            'NET-02: NetworkPolicy "faces/policy" lets everyone call these ports (spec.ingress[0].ports)' +
                ` — Fix: ${remedyOf("NET-02")}`,
        ]);
    });
});

describe("NET-02: NetworkPolicies let the mesh work", () => {
    const meshed = namespace("faces", { "linkerd.io/inject": "enabled" });
    const pod = { metadata: { labels: FACE } };
    const face = kubernetes("apps/v1:Deployment", {
        metadata: { name: "face", namespace: "faces" },
        spec: { template: pod },
    });
    const service = kubernetes("core/v1:Service", {
        metadata: { name: "face", namespace: "faces" },
        spec: { selector: FACE },
    });
    const denying = networkPolicy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const called = { from: [inNamespace("emissary")], ports: tcp(4143) };
    const dns = { to: [inNamespace("kube-system")], ports: [{ port: 53, protocol: "UDP" }] };
    const controlPlane = { to: [inNamespace("linkerd")], ports: tcp(8080, 8086, 8090) };
    const allowing = (ingress: Json, egress: Json, podSelector: Json = {}) =>
        networkPolicy({ podSelector, policyTypes: ["Ingress", "Egress"], ingress, egress });
    const FAULT = 'violation Deployment "faces/face" metadata.namespace';

    testCases(net02, [
        {
            title: "allows what each meshed pod needs",
            objects: [meshed, face, service, denying, allowing([called], [dns, controlPlane])],
            findings: [],
        },
        {
            title: "allows it in policies for the pod itself, in ranges, and to networks",
            objects: [
                meshed,
                face,
                service,
                denying,
                allowing(
                    [{ from: [inNamespace("emissary")] }],
                    [
                        dns,
                        {
                            to: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
                            ports: [{ port: 8000, endPort: 9000 }],
                        },
                    ],
                    { matchLabels: FACE },
                ),
            ],
            findings: [],
        },
        {
            title: "asks nothing of pods that are not isolated, not meshed, or exempt",
            objects: [
                meshed,
                face,
                service,
                networkPolicy({ podSelector: { matchLabels: { app: "gui" } } }),
                namespace("plain"),
                networkPolicy({ podSelector: {}, policyTypes: ["Egress"] }, "plain"),
                kubernetes("apps/v1:Deployment", {
                    metadata: { name: "plain", namespace: "plain" },
                    spec: { template: pod },
                }),
                namespace("linkerd-viz", { "linkerd.io/inject": "enabled" }),
                networkPolicy({ podSelector: {}, policyTypes: ["Egress"] }, "linkerd-viz"),
                kubernetes("apps/v1:Deployment", {
                    metadata: { name: "web", namespace: "linkerd-viz" },
                    spec: { template: pod },
                }),
            ],
            findings: [],
        },
        {
            title: "asks for no caller of what no Service leads to",
            objects: [meshed, face, denying, allowing([], [dns, controlPlane])],
            findings: [],
        },
        {
            title: "refuses what keeps a pod from DNS, from the control plane, and from its callers",
            objects: [meshed, face, service, denying],
            findings: [FAULT, FAULT, FAULT, FAULT, FAULT],
        },
        {
            title: "refuses the application's port instead of the proxy's",
            objects: [
                meshed,
                face,
                service,
                allowing([{ from: [inNamespace("emissary")], ports: PORTS }], [dns, controlPlane]),
            ],
            findings: [FAULT],
        },
        {
            title: "refuses the control plane's ports of another namespace, and DNS by TCP alone",
            objects: [
                meshed,
                face,
                service,
                allowing(
                    [called],
                    [
                        { to: [inNamespace("kube-system")], ports: tcp(53) },
                        { to: [inNamespace("istio-system")], ports: tcp(8080, 8086, 8090) },
                    ],
                ),
            ],
            findings: [FAULT, FAULT, FAULT, FAULT],
        },
        ...Object.entries({
            TCP: [FAULT],
            UDP: [FAULT, FAULT, FAULT, FAULT],
            SCTP: Array(5).fill(FAULT) as string[],
        }).map(([protocol, findings]) => ({
            title: `refuses rules for ${protocol} alone where the mesh and DNS need another protocol`,
            objects: [
                meshed,
                face,
                service,
                allowing(
                    [{ ...called, ports: [{ port: 4143, protocol }] }],
                    [
                        { ...dns, ports: [{ port: 53, protocol }] },
                        {
                            ...controlPlane,
                            ports: [8080, 8086, 8090].map((port) => ({ port, protocol })),
                        },
                    ],
                ),
            ],
            findings,
        })),
        {
            title: "takes the control plane's namespace from the settings",
            objects: [meshed, face, allowing([], [dns, controlPlane])],
            settings: { controlPlaneNamespace: "mesh" },
            findings: [FAULT, FAULT, FAULT],
        },
        {
            title: "leaves undecided what a value that is not known may allow",
            objects: [
                meshed,
                face,
                service,
                allowing([called], [{ ...dns, ports: UNKNOWN }, controlPlane]),
            ],
            findings: ['undecided Deployment "faces/face" metadata.namespace'],
        },
    ]);

    for (const { kind, workload } of inEveryKind(pod)) {
        it(`judges it as a ${kind}`, () => {
            const allowed = [meshed, workload, allowing([], [dns, controlPlane])];
            assert.deepEqual(summarize(net02, allowed), []);
            assert.equal(summarize(net02, [meshed, workload, denying]).length, 4);
        });
    }

    it("says what is wrong, where, and what to do", () => {
        assert.equal(
            lines(net02, [meshed, face, denying])[0],
            'NET-02: Deployment "faces/face" cannot ask DNS: NetworkPolicy "faces/policy" do not let it' +
                " (metadata.namespace) — Fix: allow egress to port 53, UDP and TCP, of the cluster's DNS",
        );
    });
});
