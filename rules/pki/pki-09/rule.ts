import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki09: Rule = {
    id: "PKI-09",
    title: "Certificates have few names, and no wildcard",
    why: "A stolen key is good for every name on its certificate; a wildcard's for names not yet made.",
    severity: "medium",
    level: "advisory",
    references: [nist(3), cisa("Identity")],
    remedy: "ask for one certificate for each host",
    alsoBy: ["Kyverno"],
    ...preview,
};
