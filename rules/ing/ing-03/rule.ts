import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const ing03: Rule = {
    id: "ING-03",
    title: "No wildcard and no empty hostname",
    why: "What is published is published under a name that someone chose.",
    severity: "high",
    level: "mandatory",
    references: [nist(1), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "give the one fully qualified name, e.g. faces.example.com",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
