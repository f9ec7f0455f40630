import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const authz17: Rule = {
    id: "AUTHZ-17",
    title: "No authentication is empty",
    why: "An empty list of callers is not what its author meant, and Linkerd only logs it.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name at least one caller, or remove the object",
    alsoBy: ["Linkerd"],
    ...preview,
    admission,
};
