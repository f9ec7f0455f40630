import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const mesh01: Rule = {
    id: "MESH-01",
    title: "Every workload is meshed",
    why: "What has no proxy has no identity: nobody can say whom it calls, or be sure who calls it.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set the annotation linkerd.io/inject: enabled on the pod template, or on its Namespace",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
