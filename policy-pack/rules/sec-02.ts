import { cis, cisa, nist, nsa } from "./frameworks";
import { type Rule } from "./rule";

/** What is a secret once is one wherever the stack keeps it. */
export const sec02: Rule = {
    id: "SEC-02",
    title: "Secret material is a Pulumi secret",
    severity: "critical",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization"), cis("5.4.1")],
    remedy: "nothing to do: it is encrypted; give it with pulumi.secret or Config.requireSecret, so that it is a secret everywhere",
    documentation: "docs/policies.md#sec-02",
    settings: [],
    remediation: {
        policy: "sec-02-secret-material-is-secret",
        demand: "What a Secret holds, and what Helm values and the inputs of providers hold under the name or in the form of a credential, is encrypted in the state and hidden in the output.",
    },
};
