import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const ing01: Rule = {
    id: "ING-01",
    title: "Cleartext HTTP is redirected or refused",
    why: "Nothing is served in cleartext to the outside.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "redirect to HTTPS, or reject",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
