import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const authz01: Rule = {
    id: "AUTHZ-01",
    title: "The default inbound policy is deny",
    why: "Who is not named may not call: a mesh that lets everyone in by default authorizes nothing.",
    severity: "critical",
    level: "mandatory",
    references: [
        nist(6),
        cisa("Networks"),
        nsa("Network separation and hardening"),
        nsa("Authentication and authorization"),
    ],
    remedy: "set the annotation config.linkerd.io/default-inbound-policy: deny on the Namespace and let no pod template override it",
    alsoBy: ["Kyverno", "Linkerd"],
    ...preview,
    admission,
};
