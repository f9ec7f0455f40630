import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const authz08: Rule = {
    id: "AUTHZ-08",
    title: "No ServerAuthorization lets in who has no identity",
    why: "The older kind of authorization can leave out who calls.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "write an AuthorizationPolicy with a MeshTLSAuthentication instead",
    alsoBy: ["Linkerd"],
    ...preview,
    admission,
};
