import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz07: Rule = {
    id: "AUTHZ-07",
    title: "An address is no identity",
    why: "An address says from where, not who: whoever gets a pod on a node's network has its address.",
    severity: "high",
    level: "mandatory",
    references: [nist(1), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "ask for the caller's identity by a MeshTLSAuthentication; for callers outside of the mesh, declare their networks in unmeshedSources",
    ...preview,
};
