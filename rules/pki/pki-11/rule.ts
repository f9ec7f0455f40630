import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki11: Rule = {
    id: "PKI-11",
    title: "The trust bundle holds valid anchors and goes to Linkerd only",
    why: "A mesh whose bundle is wrong does not start, and one whose bundle runs out stops. That no private key is among the anchors is PKI-01's to say.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity")],
    remedy: "give the root certificates of the external CA in PEM, and let Linkerd read them from the Bundle's ConfigMap",
    alsoBy: ["Linkerd"],
    ...preview,
};
