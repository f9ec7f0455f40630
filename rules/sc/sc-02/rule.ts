import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const sc02: Rule = {
    id: "SC-02",
    title: "Images are named by digest",
    why: "A tag is a promise of the registry; a digest is the image.",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "add the digest of the image that was reviewed: name:tag@sha256:…",
    ...preview,
    admission,
};
