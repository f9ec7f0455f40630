import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const ing09: Rule = {
    id: "ING-09",
    title: "The ingress is the only way in",
    why: "There is one way in, and it is the one that asks for TLS and authentication.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set the type to ClusterIP, and publish it by a Mapping or an Ingress",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
