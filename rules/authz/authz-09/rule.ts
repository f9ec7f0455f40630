import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz09: Rule = {
    id: "AUTHZ-09",
    title: "Grants are per Server or route",
    why: "A grant over a Namespace opens every port of every pod in it, of today and of tomorrow.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "target the one Server, HTTPRoute or GRPCRoute that the caller needs",
    ...preview,
};
