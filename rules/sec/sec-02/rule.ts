import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec02: Rule = {
    id: "SEC-02",
    title: "Secret material is a Pulumi secret",
    why: "What is a secret once is one wherever the stack keeps it.",
    severity: "critical",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization"), cis("5.4.1")],
    remedy: "nothing to do: it is encrypted; give it with pulumi.secret or Config.requireSecret, so that it is a secret everywhere",
    ...preview,
};
