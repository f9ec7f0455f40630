import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz04: Rule = {
    id: "AUTHZ-04",
    title: "An AuthorizationPolicy refers to what exists",
    why: "Linkerd ignores a policy that refers to nothing, and says so only in its log.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name a Server or route of the policy's own namespace, and authentications that exist",
    alsoBy: ["Kyverno", "Linkerd"],
    ...preview,
};
