import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const mesh02: Rule = {
    id: "MESH-02",
    title: "No workload opts out of the mesh",
    why: "Nothing takes itself out of the mesh.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "remove the annotation linkerd.io/inject: disabled",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
