import { cisa, nist } from "./frameworks";
import { type Rule } from "./rule";

/** What cannot be judged is not what is right. */
export const gov05: Rule = {
    id: "GOV-05",
    title: "What could not be judged is reported",
    severity: "medium",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads")],
    remedy: "give the value as a plain one, or judge the stack again once it is known",
    documentation: "docs/policies.md#gov-05",
    settings: [],
    pack: {
        policy: "gov-05-undecided-is-reported",
        demand: "Every rule that could not judge an object, because a value of it is not known yet, is reported. So is a Helm release that lookIntoReleases asks to render and helm cannot, or not whole. With strict in the pack's configuration it is a violation of that rule.",
    },
};
