import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki06: Rule = {
    id: "PKI-06",
    title: "Every renewal makes a new private key, and says so",
    why: "A renewal that keeps the key renews nothing for whoever has stolen it. The default was Never until cert-manager 1.18, so what is not written down depends on the version that is installed.",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(5), cisa("Identity")],
    remedy: "set spec.privateKey.rotationPolicy: Always",
    ...preview,
};
