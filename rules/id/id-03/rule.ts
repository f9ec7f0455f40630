import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const id03: Rule = {
    id: "ID-03",
    title: "No pod holds a token of the Kubernetes API that it does not need",
    why: "A token that nothing uses is of use only to who breaks in. The mesh has tokens of its own.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization"), cis("5.1.6")],
    remedy: "set automountServiceAccountToken: false on the pod, or list its ServiceAccount in the setting apiClients",
    alsoBy: ["Polaris", "Kyverno"],
    ...preview,
};
