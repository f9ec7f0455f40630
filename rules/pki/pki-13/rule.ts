import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki13: Rule = {
    id: "PKI-13",
    title: "A certificate's Secret is made where it is read, for the host that is served",
    why: "An ingress that finds no Secret serves no TLS, and one whose certificate lacks the host serves it to nobody. A Secret that no Certificate of the stack fills is ING-02's to judge; one that is annotated to be copied (by reflector, replicator …) may be made anywhere.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks")],
    remedy: "make the Certificate in the namespace of what reads its Secret",
    ...preview,
};
