import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec05: Rule = {
    id: "SEC-05",
    title: "Secrets are files, not environment variables",
    why: "An environment is inherited, logged and dumped; a file is read by who opens it.",
    severity: "low",
    level: "advisory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization"), cis("5.4.1")],
    remedy: "mount the Secret as a volume and let the program read the file",
    alsoBy: ["Kyverno"],
    ...preview,
};
