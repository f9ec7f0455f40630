import { authz07 } from "../../rules/authz/authz-07/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { authorization, identityOf, linkerd, network, release, route, workload } from "./mesh";
import { testCases } from "./support";

const probed = workload("face", {
    container: { readinessProbe: { httpGet: { path: "/ready", port: "http" } } },
});
const kubelet = network("kubelet", "10.42.0.0/16");
const policy = (target: string, ...authentications: string[]) =>
    authorization("policy", target, ...authentications);
const POLICY = 'AuthorizationPolicy "faces/policy" spec.requiredAuthenticationRefs';
const component = (networks: Json) => ({
    urn: "urn:pulumi:dev::shop::zero-trust-components:index:MeshedNamespace::shop",
    type: "zero-trust-components:index:MeshedNamespace",
    object: {
        access: {
            kubelet: ["10.42.0.0/16"],
            namespaces: {},
            identities: {},
            networks,
            hosts: {},
            edges: [],
        },
    },
});

describe("AUTHZ-07: an address is no identity", () => {
    testCases(authz07, [
        {
            title: "allows the kubelet to probe by a route for that alone",
            objects: [
                probed,
                kubelet,
                route("ready", "Server/face", "GET =/ready"),
                policy("HTTPRoute/ready", "NetworkAuthentication/kubelet"),
            ],
            findings: [],
        },
        {
            title: "allows it for pods that a release may bring",
            objects: [
                release("emissary-ingress"),
                kubelet,
                route("check", "Server/admin", "GET =/check_ready"),
                policy("HTTPRoute/check", "NetworkAuthentication/kubelet"),
            ],
            findings: [],
        },
        {
            title: "allows networks that narrow an identity",
            objects: [
                kubelet,
                identityOf("gui", "gui"),
                policy("Server/face", "MeshTLSAuthentication/gui", "NetworkAuthentication/kubelet"),
            ],
            findings: [],
        },
        {
            title: "allows callers outside of the mesh whose networks are declared",
            objects: [
                network("office", "192.0.2.0/28"),
                policy("Server/face", "NetworkAuthentication/office"),
            ],
            settings: { unmeshedSources: ["192.0.2.0/24"] },
            findings: [],
        },
        {
            title: "allows those that an access model of the stack declares",
            objects: [
                component({ office: ["192.0.2.0/24"] }),
                network("office", "192.0.2.0/24"),
                policy("Server/face", "NetworkAuthentication/office"),
            ],
            findings: [],
        },
        {
            title: "leaves what does not exist to AUTHZ-04",
            objects: [policy("Server/face", "NetworkAuthentication/unseen")],
            findings: [],
        },
        {
            title: "refuses all addresses, and nearly all",
            objects: [network("all", "0.0.0.0/0", "::/0", "0.0.0.0/1")],
            findings: [0, 1, 2].map(
                (at) => `violation NetworkAuthentication "faces/all" spec.networks[${at}].cidr`,
            ),
        },
        {
            title: "refuses what is no network",
            objects: [network("all", "10.42.0.0/33", "office")],
            findings: [0, 1].map(
                (at) => `violation NetworkAuthentication "faces/all" spec.networks[${at}].cidr`,
            ),
        },
        {
            title: "refuses a whole Server by address",
            objects: [probed, kubelet, policy("Server/face", "NetworkAuthentication/kubelet")],
            findings: [`violation ${POLICY}`],
        },
        {
            title: "refuses a network that is wider than the declared one",
            objects: [
                network("office", "192.0.0.0/16"),
                policy("Server/face", "NetworkAuthentication/office"),
            ],
            settings: { unmeshedSources: ["192.0.2.0/24"] },
            findings: [`violation ${POLICY}`],
        },
        {
            title: "refuses a route for more than probes",
            objects: [
                probed,
                kubelet,
                route("prefix", "Server/face", "GET /ready"),
                route("method", "Server/face", "=/ready"),
                route("other", "Server/face", "GET =/metrics"),
                ...["prefix", "method", "other"].map((name) =>
                    policy(`HTTPRoute/${name}`, "NetworkAuthentication/kubelet"),
                ),
            ],
            findings: [1, 2, 3].map(() => `violation ${POLICY}`),
        },
        {
            title: "leaves undecided unknown networks and references",
            objects: [
                network("office", UNKNOWN),
                policy("Server/face", "NetworkAuthentication/office"),
                linkerd("v1alpha1:AuthorizationPolicy", "policy", {
                    spec: { requiredAuthenticationRefs: UNKNOWN },
                }),
            ],
            findings: [
                'undecided NetworkAuthentication "faces/office" spec.networks[0].cidr',
                'undecided AuthorizationPolicy "faces/policy" spec.networks[0].cidr',
                `undecided ${POLICY}`,
            ],
        },
        {
            title: "refuses networks that are no list",
            objects: [
                linkerd("v1alpha1:NetworkAuthentication", "all", {
                    spec: { networks: "0.0.0.0/0" },
                }),
            ],
            findings: ['violation NetworkAuthentication "faces/all" spec.networks'],
        },
    ]);
});
