import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz03: Rule = {
    id: "AUTHZ-03",
    title: "Every port of a meshed Service has a Server",
    why: "A port without a Server has no policy of its own: nobody can be allowed to call it, or everybody is.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "add a Server that selects the pods and names the container port",
    alsoBy: ["Kyverno"],
    ...preview,
};
