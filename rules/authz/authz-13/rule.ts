import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const authz13: Rule = {
    id: "AUTHZ-13",
    title: "Policy kinds have versions that last",
    why: "A version that is not served is refused by the API server; a deprecated one by the next Linkerd.",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(5), cisa("Networks")],
    remedy: "write the version that Linkerd stores",
    ...preview,
    admission,
};
