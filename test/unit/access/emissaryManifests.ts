import type { Question } from "../../../access/evaluate/evaluator";
import { authorization, deployment, json, meshTls, namespace, question, server } from "./manifests";

/** An object of Emissary in namespace `shop`. */
export function emissary(kind: string, name: string, spec: object, metadata: object = {}): string {
    return json({
        apiVersion: "getambassador.io/v3alpha1",
        kind,
        metadata: { name, namespace: "shop", ...metadata },
        spec,
    });
}

/** A Service of a deployment with its name. */
export function service(name: string): string {
    return json({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: "shop" },
        spec: { selector: { app: name }, ports: [{ port: 80, targetPort: "http" }] },
    });
}

export function mapping(name: string, spec: object, metadata: object = {}): string {
    return emissary("Mapping", name, { hostname: "*", service: "cart", ...spec }, metadata);
}

/** What Emissary needs to serve anything. */
export const gate = [
    emissary("Listener", "https", { port: 8443, protocol: "HTTPS", securityModel: "XFP" }),
    emissary("Host", "shop", { hostname: "shop.example.com" }),
];
/** A workload that its namespace opens to nobody. */
export const cart = [
    namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
    deployment(),
    service("cart"),
    server("http"),
];
/** What lets Emissary call it. */
export const allowed = [
    meshTls("ingress", {
        identityRefs: [{ kind: "ServiceAccount", name: "emissary-ingress", namespace: "emissary" }],
    }),
    authorization("ingress", "Server/http", "MeshTLSAuthentication/ingress"),
];

export const [listener = "", host = ""] = gate;
/** A workload that Emissary may call. */
export const reachable = [...cart, ...allowed];
export const other = [deployment({ name: "other" }), service("other")];

/** A question of the internet; without a host of its own, it is one to any. */
export function asked(request: string, parts: Partial<Question> = {}): Question {
    return { ...question("internet", request), ...parts };
}

/** Which workload, `cart` or `other`, takes a request. */
export function taken(
    by: "cart" | "other",
    request: string,
    parts: Partial<Question> = {},
): [Question, string][] {
    return [
        [asked(request, parts), by === "cart" ? "allow" : "not-found"],
        [asked(request, { ...parts, to: "shop/other" }), by === "other" ? "allow" : "not-found"],
    ];
}
