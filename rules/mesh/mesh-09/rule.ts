import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const mesh09: Rule = {
    id: "MESH-09",
    title: "Opaque ports are declared, and probes reach the application",
    why: "A proxy that waits for the client's first bytes waits in vain where the server speaks first; and a connection that the proxy accepts says nothing of the application behind it.",
    severity: "medium",
    level: "advisory",
    references: [nist(5), cisa("Networks")],
    remedy: "add the port to the annotation config.linkerd.io/opaque-ports",
    ...preview,
};
