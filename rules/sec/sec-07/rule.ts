import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec07: Rule = {
    id: "SEC-07",
    title: "Generated passwords are too long to be guessed",
    why: "Who may try passwords at the ingress, or has their hashes, finds a short one.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "set length: 32",
    ...preview,
};
