import assert from "node:assert/strict";
import { authz01 } from "../../rules/authz/authz-01/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, namespace, testCases, testEveryKind } from "./support";

const INJECT = "linkerd.io/inject";
const POLICY = "config.linkerd.io/default-inbound-policy";
const meshed = (policy?: Json) => namespace("faces", { [INJECT]: "enabled", [POLICY]: policy });
const annotated = (annotations: Record<string, Json>) => ({ metadata: { annotations } });
const controlPlane = (defaultInboundPolicy: Json) =>
    kubernetes("helm.sh/v3:Release", {
        chart: "linkerd-control-plane",
        name: "linkerd-control-plane",
        namespace: "linkerd",
        values: { proxy: { defaultInboundPolicy } },
    });
const chart = (podAnnotations: Json, inNamespace = "emissary") =>
    kubernetes("helm.sh/v3:Release", {
        chart: "emissary-ingress",
        name: "emissary-ingress",
        namespace: inNamespace,
        values: { podAnnotations },
    });
const ON_NAMESPACE = `metadata.annotations["${POLICY}"]`;
const ON_POD = `spec.template.metadata.annotations["${POLICY}"]`;

describe("AUTHZ-01: the default inbound policy is deny", () => {
    testCases(authz01, [
        {
            title: "allows a meshed Namespace that denies",
            objects: [meshed("deny"), deployment("face", {})],
            findings: [],
        },
        {
            title: "allows a Namespace that is not meshed to say nothing",
            objects: [namespace("storage")],
            findings: [],
        },
        {
            title: "allows a meshed Namespace to say nothing where the control plane denies for all",
            objects: [controlPlane("deny"), meshed()],
            findings: [],
        },
        {
            title: "allows an exempt Namespace to say nothing",
            objects: [namespace("linkerd-viz", { [INJECT]: "enabled" })],
            findings: [],
        },
        {
            title: "allows a chart whose pods deny, say nothing, or are in an exempt namespace",
            objects: [
                chart({ [POLICY]: "deny" }),
                chart(null),
                chart({ [POLICY]: "cluster-unauthenticated" }, "linkerd-viz"),
            ],
            findings: [],
        },
        {
            title: "refuses a chart that lets its pods be called by everyone",
            objects: [chart({ [POLICY]: "all-unauthenticated" })],
            findings: [
                `violation Release "emissary/emissary-ingress" values.podAnnotations["${POLICY}"]`,
            ],
        },
        {
            title: "leaves undecided a chart whose pods' annotations are not known",
            objects: [chart(UNKNOWN)],
            findings: ['undecided Release "emissary/emissary-ingress" values.podAnnotations'],
        },
        {
            title: "refuses a meshed Namespace that says nothing",
            objects: [meshed()],
            findings: [`violation Namespace "faces" ${ON_NAMESPACE}`],
        },
        {
            title: "refuses a meshed Namespace that says nothing where the control plane lets all in",
            objects: [controlPlane("all-authenticated"), meshed()],
            findings: [`violation Namespace "faces" ${ON_NAMESPACE}`],
        },
        {
            title: "refuses a Namespace that lets in whoever is authenticated, whatever holds for all",
            objects: [controlPlane("deny"), meshed("all-authenticated")],
            findings: [`violation Namespace "faces" ${ON_NAMESPACE}`],
        },
        {
            title: "refuses a Namespace that is meshed by one of its workloads",
            objects: [namespace("faces"), deployment("face", annotated({ [INJECT]: "enabled" }))],
            findings: [`violation Namespace "faces" ${ON_NAMESPACE}`],
        },
        {
            title: "refuses audit, which lets everyone in and writes it down",
            objects: [meshed("audit")],
            findings: [`violation Namespace "faces" ${ON_NAMESPACE}`],
        },
        {
            title: "refuses a pod template that is laxer than its Namespace",
            objects: [
                meshed("deny"),
                deployment("face", annotated({ [POLICY]: "all-unauthenticated" })),
            ],
            findings: [`violation Deployment "faces/face" ${ON_POD}`],
        },
        {
            title: "refuses a meshed workload that says nothing in a Namespace of elsewhere",
            objects: [deployment("face", annotated({ [INJECT]: "enabled" }))],
            findings: [`violation Deployment "faces/face" ${ON_POD}`],
        },
        {
            title: "allows a meshed workload that denies in a Namespace of elsewhere",
            objects: [deployment("face", annotated({ [INJECT]: "enabled", [POLICY]: "deny" }))],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown annotation",
            objects: [
                meshed(UNKNOWN),
                namespace("shop", { [INJECT]: "enabled" }),
                deployment("face", annotated({ [POLICY]: "audit" })),
            ],
            findings: [
                `undecided Namespace "faces" ${ON_NAMESPACE}`,
                `violation Deployment "faces/face" ${ON_POD}`,
                `violation Namespace "shop" ${ON_NAMESPACE}`,
            ],
        },
        {
            title: "leaves undecided what hangs on the control plane's unknown values",
            objects: [controlPlane(UNKNOWN), meshed()],
            findings: ['undecided Namespace "faces" values.proxy.defaultInboundPolicy'],
        },
        {
            title: "leaves undecided a Namespace that may be meshed",
            objects: [namespace("faces", { [INJECT]: UNKNOWN })],
            findings: [`undecided Namespace "faces" metadata.annotations["${INJECT}"]`],
        },
    ]);

    testEveryKind(authz01, {
        with: [meshed("deny")],
        allowed: annotated({ [POLICY]: "deny" }),
        refused: annotated({ [POLICY]: "cluster-authenticated" }),
        fault: `metadata.annotations["${POLICY}"]`,
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(authz01, [meshed()]), [
            'AUTHZ-01: Namespace "faces" is meshed and lets everyone in: it sets no default inbound policy' +
                ` (${ON_NAMESPACE}) — Fix: set the annotation ${POLICY}: deny on the Namespace and let no pod template override it`,
        ]);
    });
});
