import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    allowed,
    asked,
    cart,
    emissary,
    gate,
    mapping,
    reachable,
    service,
} from "./emissaryManifests";
import { authorization, deployment, json, route, rule, server } from "./manifests";

describeCases("Of AuthServices, the evaluator", [
    ...(
        [
            [
                "the request's path below its prefix",
                { path_prefix: "/check" },
                "/check/cart/",
                "GET",
                "allow",
            ],
            ["the request's path", {}, "/cart/", "GET", "allow"],
            ["nothing else", {}, "/other/", "GET", "deny"],
            [
                "nothing else, whatever is to happen on failure",
                { failure_mode_allow: true },
                "/other/",
                "GET",
                "deny",
            ],
            [
                "Envoy's own service in gRPC",
                { proto: "grpc" },
                "/envoy.service.auth.v3.Authorization/Check",
                "POST",
                "allow",
            ],
        ] as const
    ).map(([name, spec, path, method, verdict]) => ({
        it: `asks an AuthService for ${name}`,
        source: "emissary python/ambassador/envoy/v3/v3httpfilter.py, V3HTTPFilter_authv1",
        objects: [
            ...gate,
            ...cart.slice(0, 3),
            server("http", { podSelector: { matchLabels: { app: "cart" } } }),
            ...allowed,
            deployment({ name: "auth" }),
            service("auth"),
            server("auth", { podSelector: { matchLabels: { app: "auth" } } }),
            route("auth", [rule(`${method} ${path}`)], {
                parents: [{ group: "policy.linkerd.io", kind: "Server", name: "auth" }],
            }),
            authorization("auth", "HTTPRoute/auth", "MeshTLSAuthentication/ingress"),
            emissary("AuthService", "auth", { auth_service: "auth", ...spec }),
            mapping("cart", { prefix: "/cart/" }),
        ],
        verdicts: [[asked("GET /cart/"), verdict]] as [Question, string][],
    })),
    {
        it: "goes on without an AuthService that the network hides, where it is told to",
        source: "Envoy's ExtAuthz.failure_mode_allow",
        objects: [
            ...gate,
            ...reachable,
            deployment({ name: "auth" }),
            service("auth"),
            json({
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata: { name: "hidden", namespace: "shop" },
                spec: { podSelector: { matchLabels: { app: "auth" } } },
            }),
            emissary("AuthService", "auth", { auth_service: "auth", failure_mode_allow: true }),
            mapping("cart", { prefix: "/cart/" }),
        ],
        verdicts: [[asked("GET /cart/"), "allow"]],
    },
]);
