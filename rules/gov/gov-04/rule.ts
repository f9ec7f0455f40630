import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const gov04: Rule = {
    id: "GOV-04",
    title: "Admission refuses what this pack refuses, and fails closed",
    why: "What comes past Pulumi, by kubectl or by another pipeline, is judged where it comes in.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(4),
        cisa("Applications and Workloads"),
        nsa("Upgrading and application security practices"),
    ],
    remedy: "install an admission controller with checks that refuse: Polaris with severity danger, Gatekeeper or Kyverno that enforce, or a ValidatingAdmissionPolicy with a binding that denies",
    alsoBy: ["Polaris"],
    ...preview,
};
