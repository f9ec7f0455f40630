import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki14: Rule = {
    id: "PKI-14",
    title: "Somebody is told before a certificate expires",
    why: "A renewal that fails is silent until the certificate has expired. Alerts that stand in another stack are not to be seen, which is why the rule is advisory.",
    severity: "medium",
    level: "advisory",
    references: [nist(7), cisa("Identity")],
    remedy: "add a PrometheusRule with an alert on the metric",
    ...preview,
};
