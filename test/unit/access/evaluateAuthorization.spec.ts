import { describeCases } from "./cases";
import {
    authorization,
    denied,
    identity,
    meshTls,
    policy,
    question,
    route,
    rule,
    server,
} from "./manifests";
import { index } from "./sources";

const anyIdentity = meshTls("any", { identities: ["*"] });

describeCases("Of authorizations and authentications, the evaluator", [
    {
        it: "authorizes by a policy that targets the Server, for exactly its identities",
        source: index,
        objects: [
            ...denied,
            server("http"),
            meshTls("ui", { identities: [identity("ui.web")] }),
            authorization("ui", "Server/http", "MeshTLSAuthentication/ui"),
        ],
        verdicts: { "web/ui": "allow", "web/other": "deny", unauthenticated: "deny" },
    },
    {
        it: "authorizes any identity by *, and those of a namespace by *.suffix",
        source: "linkerd2 policy-controller/core/src/identity_match.rs",
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            anyIdentity,
            meshTls("web", { identities: [`*.${identity("web")}`] }),
            authorization("any", "Server/http", "MeshTLSAuthentication/any"),
            authorization("web", "Server/grpc", "MeshTLSAuthentication/web"),
        ],
        verdicts: [
            [question("no/body"), "allow"],
            [question("unauthenticated"), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "allow"],
            [question("no/body", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "resolves identityRefs to a ServiceAccount, of its own namespace by default, or a Namespace",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("refs", {
                identityRefs: [
                    { kind: "ServiceAccount", name: "cart" },
                    { kind: "ServiceAccount", name: "ui", namespace: "web" },
                    { kind: "Namespace", name: "ops" },
                ],
            }),
            authorization("refs", "Server/http", "MeshTLSAuthentication/refs"),
        ],
        verdicts: {
            "shop/cart": "allow",
            "web/ui": "allow",
            "ops/any": "allow",
            "web/cart": "deny",
        },
    },
    {
        it: "takes a ServiceAccount as an authentication",
        source: index,
        objects: [
            ...denied,
            server("http"),
            authorization("direct", "Server/http", "ServiceAccount/ui/web"),
        ],
        verdicts: { "web/ui": "allow", "shop/ui": "deny" },
    },
    {
        it: "takes an authentication of another namespace",
        source: index,
        objects: [
            ...denied,
            server("http"),
            meshTls("any", { identities: ["*"] }, { namespace: "ops" }),
            authorization("far", "Server/http", "MeshTLSAuthentication/any/ops"),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "requires all authentications of a policy",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            policy("NetworkAuthentication", "net", {
                networks: [{ cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] }],
            }),
            authorization(
                "both",
                "Server/http",
                "MeshTLSAuthentication/any",
                "NetworkAuthentication/net",
            ),
        ],
        verdicts: {
            "web/ui": "allow",
            "web/ui@10.9.1.1": "deny",
            "unauthenticated@10.1.1.1": "deny",
        },
    },
    {
        it: "allows addresses of a NetworkAuthentication but for its exceptions",
        source: "linkerd2-proxy linkerd/proxy/server-policy/src/authz/network.rs",
        objects: [
            ...denied,
            server("http"),
            policy("NetworkAuthentication", "net", {
                networks: [{ cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] }, { cidr: "fd00::/8" }],
            }),
            authorization("net", "Server/http", "NetworkAuthentication/net"),
        ],
        verdicts: {
            "unauthenticated@10.1.1.1": "allow",
            "unauthenticated@10.9.1.1": "deny",
            "unauthenticated@fd12::1": "allow",
            "unauthenticated@fe80::1": "deny",
        },
    },
    {
        it: "lets everybody in by a policy that requires no authentication",
        source: index,
        objects: [...denied, server("http"), authorization("open", "Server/http")],
        verdicts: { "web/ui": "allow", "unauthenticated@8.8.8.8": "allow" },
    },
    {
        it: "ignores a policy with a missing authentication, though others of its are there",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            authorization(
                "half",
                "Server/http",
                "MeshTLSAuthentication/any",
                "NetworkAuthentication/missing",
            ),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores a policy with two MeshTLSAuthentications",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            meshTls("more", { identities: ["*"] }),
            authorization(
                "two",
                "Server/http",
                "MeshTLSAuthentication/any",
                "MeshTLSAuthentication/more",
            ),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores an authentication with an empty list",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("empty", { identities: [] }),
            authorization("empty", "Server/http", "MeshTLSAuthentication/empty"),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "applies a policy for a Namespace to every Server in it, and to no port without one",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            authorization("all", "Namespace/shop", "MeshTLSAuthentication/any"),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "gives a ServerAuthorization's clients access by the Server's name or labels",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/server_authorization.rs",
        objects: [
            ...denied,
            server("http", {}, { labels: { tier: "front" } }),
            server("grpc", { port: 9000 }),
            policy("ServerAuthorization", "labels", {
                server: { selector: { matchLabels: { tier: "front" } } },
                client: { meshTLS: { serviceAccounts: [{ name: "ui", namespace: "web" }] } },
            }),
            policy("ServerAuthorization", "name", {
                server: { name: "grpc" },
                client: { unauthenticated: true, networks: [{ cidr: "8.8.0.0/16" }] },
            }),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("shop/ui"), "deny"],
            [question("unauthenticated@8.8.8.8", "GET /", "shop/cart", 9000), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "lets a ServerAuthorization without networks hold for the cluster's only",
        source: "linkerd2 policy-controller/grpc/src/inbound.rs",
        objects: [
            ...denied,
            server("http"),
            policy("ServerAuthorization", "tls", {
                server: { name: "http" },
                client: { meshTLS: { unauthenticatedTLS: true } },
            }),
        ],
        verdicts: { "web/ui": "allow", "web/ui@8.8.8.8": "deny", unauthenticated: "deny" },
    },
    {
        it: "applies what is in a Server's own namespace only, whatever is named elsewhere",
        source: `${index}, PolicyIndex`,
        objects: [
            ...denied,
            server("http"),
            route("face", [rule("/face")]),
            ...["Server", "HTTPRoute"].map((kind) =>
                policy(
                    "AuthorizationPolicy",
                    `far-${kind.toLowerCase()}`,
                    {
                        targetRef:
                            kind === "Server"
                                ? { group: "policy.linkerd.io", kind, name: "http" }
                                : { group: "gateway.networking.k8s.io", kind, name: "face" },
                        requiredAuthenticationRefs: [],
                    },
                    { namespace: "web" },
                ),
            ),
            policy(
                "ServerAuthorization",
                "far",
                { server: { selector: {} }, client: { unauthenticated: true } },
                { namespace: "web" },
            ),
        ],
        verdicts: [[question("web/ui", "GET /face"), "deny"]],
    },
    {
        it: "looks up an authentication without namespace in the policy's, not the caller's",
        source: `${index}, policy_client_authz`,
        objects: [
            ...denied,
            server("http"),
            meshTls("any", { identities: ["*"] }, { namespace: "web" }),
            authorization("any", "Server/http", "MeshTLSAuthentication/any"),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "takes * within a name for what it is, not for any",
        source: "linkerd2 policy-controller/core/src/identity_match.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("odd", { identities: [`u*.${identity("web")}`, `*${identity("web")}`] }),
            authorization("odd", "Server/http", "MeshTLSAuthentication/odd"),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "takes a client of a ServerAuthorization that needs no identity for anybody, whatever else it lists",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/server_authorization.rs, client_authz",
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            policy("ServerAuthorization", "open", {
                server: { name: "http" },
                client: {
                    unauthenticated: true,
                    meshTLS: { identities: [identity("ui.web")] },
                },
            }),
            policy("ServerAuthorization", "nobody", {
                server: { name: "grpc" },
                client: { networks: [{ cidr: "0.0.0.0/0" }], meshTLS: { identities: [] } },
            }),
        ],
        verdicts: [
            [question("unauthenticated@10.1.1.1"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "matches kinds and groups of references in any case, names of Servers in theirs only",
        source: "linkerd2 policy-controller/k8s/api/src/policy.rs, targets_kind",
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            policy("AuthorizationPolicy", "any", {
                targetRef: { group: "Policy.Linkerd.io", kind: "server", name: "http" },
                requiredAuthenticationRefs: [
                    { group: "CORE", kind: "serviceaccount", name: "ui", namespace: "web" },
                ],
            }),
            authorization("upper", "Server/GRPC"),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "ignores a policy with a target or an authentication of an unknown kind",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/authorization_policy.rs",
        objects: [
            ...denied,
            server("http"),
            authorization("target", "Service/http"),
            policy("AuthorizationPolicy", "authentication", {
                targetRef: { group: "policy.linkerd.io", kind: "Server", name: "http" },
                requiredAuthenticationRefs: [{ kind: "Group", name: "admins" }],
            }),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores a MeshTLSAuthentication that refers to what is no identity",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("mixed", {
                identities: ["*"],
                identityRefs: [{ group: "policy.linkerd.io", kind: "Server", name: "http" }],
            }),
            authorization("mixed", "Server/http", "MeshTLSAuthentication/mixed"),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "applies a policy for a Namespace to its own, whatever name it gives",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/authorization_policy.rs, target",
        objects: [...denied, server("http"), authorization("all", "Namespace/web")],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "ignores a policy with both a ServiceAccount and a MeshTLSAuthentication",
        source: `${index}, policy_client_authz`,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            authorization(
                "both",
                "Server/http",
                "ServiceAccount/ui/web",
                "MeshTLSAuthentication/any",
            ),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores a policy with two NetworkAuthentications, or with one that names no network",
        source: `${index}, policy_client_authz`,
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            policy("NetworkAuthentication", "all", { networks: [{ cidr: "0.0.0.0/0" }] }),
            policy("NetworkAuthentication", "ten", { networks: [{ cidr: "10.0.0.0/8" }] }),
            policy("NetworkAuthentication", "none", { networks: [] }),
            authorization(
                "two",
                "Server/http",
                "NetworkAuthentication/all",
                "NetworkAuthentication/ten",
            ),
            authorization("none", "Server/grpc", "NetworkAuthentication/none"),
        ],
        verdicts: [
            [question("web/ui"), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "takes bits of a network beyond its length for none",
        source: "docs.rs/ipnet, IpNet::contains",
        objects: [
            ...denied,
            server("http"),
            policy("NetworkAuthentication", "net", { networks: [{ cidr: "10.1.2.3/8" }] }),
            authorization("net", "Server/http", "NetworkAuthentication/net"),
        ],
        verdicts: { "unauthenticated@10.200.0.1": "allow", "unauthenticated@11.1.2.3": "deny" },
    },
]);
