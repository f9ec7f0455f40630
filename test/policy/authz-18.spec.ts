import { authz18 } from "../../rules/authz/authz-18/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { linkerd, meshed } from "./mesh";
import { kubernetes, namespace, testCases } from "./support";

const egress = (trafficPolicy: Json, inNamespace: Json = "faces") =>
    linkerd("v1alpha1:EgressNetwork", "internet", {
        spec: { trafficPolicy },
        metadata: { namespace: inNamespace },
    });
const networkPolicy = (spec: JsonObject) =>
    kubernetes("networking.k8s.io/v1:NetworkPolicy", {
        metadata: { name: "default-deny", namespace: "faces" },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec },
    });
const NAMESPACE = 'Namespace "faces"';
const NETWORK = 'EgressNetwork "faces/internet" spec.trafficPolicy';

describe("AUTHZ-18: egress is denied unless it is listed", () => {
    testCases(authz18, [
        {
            title: "allows an EgressNetwork that denies",
            objects: [meshed(), egress("Deny")],
            findings: [],
        },
        {
            title: "allows one for all namespaces",
            objects: [meshed(), meshed("emissary"), egress("Deny", "linkerd-egress")],
            findings: [],
        },
        {
            title: "allows a NetworkPolicy for all pods",
            objects: [meshed(), networkPolicy({})],
            findings: [],
        },
        {
            title: "allows one that lists what is needed",
            objects: [meshed(), networkPolicy({ egress: [{ to: [{ namespaceSelector: {} }] }] })],
            findings: [],
        },
        {
            title: "leaves alone unmeshed and exempt namespaces",
            objects: [namespace("legacy"), meshed("linkerd-viz")],
            findings: [],
        },
        {
            title: "refuses Allow, and nothing",
            objects: [egress("Allow"), egress(null)],
            findings: [`violation ${NETWORK}`, `violation ${NETWORK}`],
        },
        {
            title: "refuses a meshed namespace that denies no egress",
            objects: [meshed()],
            findings: [`violation ${NAMESPACE}`],
        },
        ...(
            [
                ["for some pods", { podSelector: { matchLabels: { app: "face" } } }],
                ["for ingress alone", { policyTypes: ["Ingress"] }],
                ["with a rule for everything", { egress: [{}] }],
            ] as const
        ).map(([title, spec]) => ({
            title: `refuses it though there is a NetworkPolicy ${title}`,
            objects: [meshed(), networkPolicy(spec)],
            findings: [`violation ${NAMESPACE}`],
        })),
        {
            title: "leaves undecided what is unknown",
            objects: [
                egress(UNKNOWN, "other"),
                namespace("shop", { "linkerd.io/inject": UNKNOWN }),
                meshed(),
                networkPolicy({ podSelector: UNKNOWN }),
            ],
            findings: [
                'undecided EgressNetwork "other/internet" spec.trafficPolicy',
                'undecided Namespace "shop" metadata.annotations["linkerd.io/inject"]',
                `undecided ${NAMESPACE} spec.podSelector`,
            ],
        },
        {
            title: "refuses a policy that is no text",
            objects: [egress(true)],
            findings: [`violation ${NETWORK}`],
        },
    ]);
});
