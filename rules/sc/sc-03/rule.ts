import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const sc03: Rule = {
    id: "SC-03",
    title: "Images come from allowed registries",
    why: "What runs comes from whom somebody chose to trust.",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "take the image from an allowed registry, or add its registry to the setting allowedRegistries",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
