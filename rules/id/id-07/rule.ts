import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const id07: Rule = {
    id: "ID-07",
    title: "No role is given to who did not say who he is",
    why: "Every access is somebody's.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name the users, groups or ServiceAccounts that need the role",
    ...preview,
    admission,
};
