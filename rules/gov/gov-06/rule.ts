import { cis, cisa, nist } from "../../frameworks";
import type { RuleElsewhere } from "../../rule";

export const gov06: RuleElsewhere = {
    id: "GOV-06",
    title: "Live state is judged again by the same rules",
    why: "What was right when it was made can be changed by hand, or be wrong by a rule that is newer.",
    severity: "medium",
    level: "advisory",
    references: [nist(7), cisa("Applications and Workloads"), cis("5.7")],
    remedy: "judge the state, or an export of the cluster, on a schedule",
    elsewhere: {
        because: "a preview judges what is to be made, and not what became of it",
        enforcer:
            "this pack, run on the state: `pulumi policy analyze --stack STACK --policy-pack ./policy-pack`, or the audit of an exported state",
    },
};
