import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const gov05: Rule = {
    id: "GOV-05",
    title: "What could not be judged is reported",
    why: "What cannot be judged is not what is right.",
    severity: "medium",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads")],
    remedy: "give the value as a plain one, or judge the stack again once it is known",
    ...preview,
};
