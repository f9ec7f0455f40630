import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing02: Rule = {
    id: "ING-02",
    title: "Every Host has a TLS Secret that is filled",
    why: "Without a Secret Emissary serves no TLS for a Host. A stack that makes no Certificate in the Host's namespace leaves them to another, which is not to be seen; one that makes some there, and none for this Host, has most likely misspelt its name. That it is made in another namespace is PKI-13's to say.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "name the Secret of a Certificate, e.g. faces-example-com-tls",
    alsoBy: ["Polaris"],
    ...preview,
};
