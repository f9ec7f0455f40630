import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki05: Rule = {
    id: "PKI-05",
    title: "Certificates are renewed in time, and not at once",
    why: "A renewal window that is too short leaves no time to mend an issuer that fails; one that is too long renews soon after issue, which is mostly a mistake of arithmetic.",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Identity")],
    remedy: "let renewBefore be between a tenth and two thirds of duration",
    ...preview,
};
