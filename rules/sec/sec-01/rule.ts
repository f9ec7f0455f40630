import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec01: Rule = {
    id: "SEC-01",
    title: "No credential in ConfigMaps, environment values, arguments or annotations",
    why: "Who may read a Pod or a ConfigMap is not who may know the password.",
    severity: "critical",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization"), cis("5.4.1")],
    remedy: "put it into a Secret and refer to that, best as a mounted file; then change the credential, since it was readable",
    alsoBy: ["Polaris"],
    ...preview,
};
