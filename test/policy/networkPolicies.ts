import { type Json, type JsonObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { kubernetes } from "./support";

/** A NetworkPolicy of the namespace `faces` unless another is given. */
export function networkPolicy(spec: Json, namespace: Json = "faces", name = "policy"): Resource {
    return kubernetes("networking.k8s.io/v1:NetworkPolicy", {
        metadata: { name, namespace },
        spec,
    });
}

/** A policy with one rule of one direction. */
export function ruleOf(direction: "ingress" | "egress", rule: Json, namespace?: Json): Resource {
    return networkPolicy({ podSelector: {}, [direction]: [rule] }, namespace);
}

export function inNamespace(name: string, podSelector?: JsonObject): JsonObject {
    return {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
        ...(podSelector && { podSelector }),
    };
}
