import { authz06 } from "../../rules/authz/authz-06/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { identityOf, meshTls, meshed, release, serviceAccount, workload } from "./mesh";
import { testCases } from "./support";

const ENDING = "serviceaccount.identity.linkerd.cluster.local";
const named = (...identities: Json[]) => meshTls("callers", { identities });
const referred = (...identityRefs: Json[]) => meshTls("callers", { identityRefs });
const AUTHENTICATION = 'MeshTLSAuthentication "faces/callers"';

describe("AUTHZ-06: identities are exact and of a known ServiceAccount", () => {
    testCases(authz06, [
        {
            title: "allows ServiceAccounts of the stack, by identity and by reference",
            objects: [
                meshed(),
                serviceAccount("gui"),
                named(`gui.faces.${ENDING}`),
                identityOf("gui", "gui"),
                referred({ kind: "ServiceAccount", name: "gui" }),
            ],
            findings: [],
        },
        {
            title: "allows one that a workload runs as, the default one, and external workloads",
            objects: [
                workload("gui"),
                identityOf("gui", "gui"),
                identityOf("x", "default"),
                named("spiffe://mesh/vm"),
            ],
            findings: [],
        },
        {
            title: "leaves alone namespaces that the stack does not show, or not wholly",
            objects: [
                meshed(),
                release("emissary-ingress", {}, "emissary"),
                named(`emissary-ingress.emissary.${ENDING}`),
                identityOf("prometheus", "prometheus", "linkerd-viz"),
            ],
            findings: [],
        },
        {
            title: "refuses patterns",
            objects: [named("*", `*.faces.${ENDING}`)],
            findings: [
                `violation ${AUTHENTICATION} spec.identities[0]`,
                `violation ${AUTHENTICATION} spec.identities[1]`,
            ],
        },
        {
            title: "refuses a whole Namespace, and kinds without identity",
            objects: [
                referred(
                    { kind: "Namespace", name: "faces" },
                    { group: "apps", kind: "Deployment", name: "gui" },
                    { kind: "ServiceAccount" },
                ),
            ],
            findings: [
                `violation ${AUTHENTICATION} spec.identityRefs[0]`,
                `violation ${AUTHENTICATION} spec.identityRefs[1]`,
                `violation ${AUTHENTICATION} spec.identityRefs[2].name`,
            ],
        },
        {
            title: "refuses another mesh's and misspelt identities",
            objects: [
                named(
                    "gui.faces.serviceaccount.identity.linkerd.example.com",
                    `gui.${ENDING}`,
                    "gui",
                ),
            ],
            findings: [0, 1, 2].map((at) => `violation ${AUTHENTICATION} spec.identities[${at}]`),
        },
        {
            title: "takes trust domain and control plane from the settings",
            objects: [named("gui.other.serviceaccount.identity.mesh.example.com")],
            settings: { trustDomain: "example.com", controlPlaneNamespace: "mesh" },
            findings: [],
        },
        {
            title: "refuses ServiceAccounts that do not exist",
            objects: [
                meshed(),
                serviceAccount("gui"),
                named(`guy.faces.${ENDING}`),
                identityOf("callers", "guy"),
            ],
            findings: [
                `violation ${AUTHENTICATION} spec.identities[0]`,
                `violation ${AUTHENTICATION} spec.identityRefs[0].name`,
            ],
        },
        {
            title: "leaves undecided unknown identities",
            objects: [
                named(UNKNOWN),
                referred({ kind: "ServiceAccount", name: UNKNOWN }),
                meshTls("callers", { identities: UNKNOWN }),
            ],
            findings: [
                `undecided ${AUTHENTICATION} spec.identities[0]`,
                `undecided ${AUTHENTICATION} spec.identityRefs[0].name`,
                `undecided ${AUTHENTICATION} spec.identities`,
            ],
        },
        {
            title: "leaves undecided while a ServiceAccount may have the name",
            objects: [meshed(), serviceAccount("gui", UNKNOWN), identityOf("callers", "guy")],
            findings: [`undecided ${AUTHENTICATION} metadata.namespace`],
        },
        {
            title: "refuses what is no list, and no text",
            objects: [meshTls("callers", { identities: "*" }), named(1)],
            findings: [
                `violation ${AUTHENTICATION} spec.identities`,
                `violation ${AUTHENTICATION} spec.identities[0]`,
            ],
        },
    ]);
});
