import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const id05: Rule = {
    id: "ID-05",
    title: "No long-lived ServiceAccount token",
    why: "A token in a Secret never expires and is bound to no pod: who copies it keeps it.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "let the pod mount a projected token with an audience and an expiry, or ask for one with the TokenRequest API",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
