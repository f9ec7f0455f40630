import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec03: Rule = {
    id: "SEC-03",
    title: "No private key outside of the declared places",
    why: "A private key has one holder; every copy of it makes another.",
    severity: "critical",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization")],
    remedy: "put the key into a Secret and refer to that, or declare the place in the setting privateKeyPlaces; then replace the key, since it was readable",
    ...preview,
};
