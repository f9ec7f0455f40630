import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pki15: Rule = {
    id: "PKI-15",
    title: "The mesh's CA signs Linkerd's identity issuer alone, and nobody else asks for its names",
    why: "Whoever has a CA that the mesh's CA signed, or a certificate in a workload's name, is that workload to every proxy. So that CA signs one certificate, whatever else the settings allow, and names of the mesh are asked for by nobody else, of no issuer: another may lead to the same root.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "use an issuer that has nothing to do with the mesh, and names that are not the mesh's",
    alsoBy: ["cert-manager"],
    ...preview,
    admission,
};
