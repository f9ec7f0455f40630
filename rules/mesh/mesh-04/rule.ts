import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const mesh04: Rule = {
    id: "MESH-04",
    title: "Proxy annotations stand where Linkerd reads them",
    why: "Linkerd reads its annotations from pods and Namespaces: elsewhere they look right and do nothing.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "move the annotation to the pod template, or to the Namespace",
    ...preview,
    admission,
};
