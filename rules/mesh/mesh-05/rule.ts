import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const mesh05: Rule = {
    id: "MESH-05",
    title: "The proxy injector fails closed",
    why: "A pod that is made while the injector is away would start without a proxy, and so without policy.",
    severity: "high",
    level: "mandatory in production",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set the control plane's value webhookFailurePolicy: Fail",
    alsoBy: ["Linkerd"],
    ...preview,
};
