import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const mesh06: Rule = {
    id: "MESH-06",
    title: "Emissary leaves TLS to meshed upstreams to the mesh",
    why: "What Emissary encrypts itself, its proxy can only pass on: then there is no mutual TLS between identities, and no path that a route could look at.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "write http://, and leave tls out: the proxies make it mutual TLS",
    ...preview,
};
