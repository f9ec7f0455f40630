import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const ing08: Rule = {
    id: "ING-08",
    title: "Service selectors are unique and not empty",
    why: "A Service with another's selector takes over its callers or is forgotten; one without a selector leads wherever an Endpoints object says, past every workload that policies know. A headless Service beside the one that balances is how a StatefulSet is named, and one Service for each port is how many charts are made, so these may share.",
    severity: "medium",
    level: "mandatory",
    references: [nist(1), cisa("Networks")],
    remedy: "select the pods of one workload by a label of their own",
    ...preview,
    admission,
};
