import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const mesh03: Rule = {
    id: "MESH-03",
    title: "Only the ingress skips its proxy, and only on public listener ports",
    why: "Only the ingress takes connections past its proxy, and only where it listens to the public.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "remove the annotation, so that the proxy sees every connection",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
