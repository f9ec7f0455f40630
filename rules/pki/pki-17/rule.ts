import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki17: Rule = {
    id: "PKI-17",
    title: "An update waits until the ingress' certificate is issued",
    why: "A Certificate is made at once and issued later, or never: where nothing waits for it an update ends well although the ingress has no certificate. A program may wait in another way, which is not to be seen, so the rule is advisory; of what does not come through Pulumi it says nothing.",
    severity: "medium",
    level: "advisory",
    references: [nist(7), cisa("Networks")],
    remedy: "annotate the Certificate with pulumi.com/waitFor: condition=Ready",
    ...preview,
};
