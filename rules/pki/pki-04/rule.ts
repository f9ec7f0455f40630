import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki04: Rule = {
    id: "PKI-04",
    title: "Certificates are short-lived, and the identity issuer outlives what it issues",
    why: "A key that was stolen is of use until its certificate expires. The identity issuer has to outlive what it issues: a workload's certificate ends with its issuer's, however long it was meant to be valid. That a duration can be read is PKI-05's to say.",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Identity")],
    remedy: "shorten duration, and let cert-manager renew it",
    alsoBy: ["Kyverno"],
    ...preview,
};
