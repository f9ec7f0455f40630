import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const net02: Rule = {
    id: "NET-02",
    title: "NetworkPolicies name who may call, and let the mesh work",
    why: "Policies of the network and of the mesh that contradict each other protect nobody.",
    severity: "high",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), nist(2), cisa("Networks")],
    remedy: "name the pods by namespaceSelector and podSelector",
    alsoBy: ["the CNI plugin"],
    ...preview,
};
