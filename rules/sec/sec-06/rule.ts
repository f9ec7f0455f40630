import { cisa, nist } from "../../frameworks";
import type { RuleElsewhere } from "../../rule";

export const sec06: RuleElsewhere = {
    id: "SEC-06",
    title: "Stack outputs that carry credentials are secret",
    why: "An output that is no secret is printed by every update, and read by whoever may see the stack.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Data")],
    remedy: "export it by pulumi.secret",
    elsewhere: {
        because: "outputs of a stack are not shown to policies",
        enforcer: "tests of the program, which look at the outputs that it exports",
    },
};
