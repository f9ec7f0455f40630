import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const sc01: Rule = {
    id: "SC-01",
    title: "No floating image tag",
    why: "What was reviewed is what runs: a tag that moves brings in what nobody looked at.",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "name the version, or better the digest, of the image",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
