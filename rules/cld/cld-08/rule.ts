import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld08: Rule = {
    id: "CLD-08",
    title: "The cluster comes without an ingress of the provider's",
    why: "Civo gives every k3s cluster Traefik unless that is taken away: a second way in, without a mesh identity, in a namespace that no policy of the platform governs, for whatever Ingress somebody makes.",
    severity: "medium",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set applications: -Traefik-v2-nodeport",
    ...preview,
};
