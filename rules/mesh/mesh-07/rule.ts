import { cisa, cis, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const mesh07: Rule = {
    id: "MESH-07",
    title: "Meshed pods have a network of their own",
    why: "Linkerd injects no proxy into a pod on the host's network: it would take the node's connections.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening"), cis("5.2.5")],
    remedy: "remove hostNetwork, so that the pod gets an address and a proxy of its own",
    ...preview,
    admission,
};
