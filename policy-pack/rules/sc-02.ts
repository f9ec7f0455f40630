import { cisa, nist, nsa } from "./frameworks";
import { judgeImages } from "./judgeContainers";
import { type Rule } from "./rule";
import { isWorkload } from "./workload";

/** A tag is a promise of the registry; a digest is the image. */
export const sc02: Rule = {
    id: "SC-02",
    title: "Images are named by digest",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "add the digest of the image that was reviewed: name:tag@sha256:…",
    documentation: "docs/policies.md#sc-02",
    settings: [],
    resource: {
        policy: "sc-02-image-has-a-digest",
        demand: "Every container's image is named by digest.",
        appliesTo: isWorkload,
        check: (resource) =>
            judgeImages(resource, ({ digest }, image) =>
                digest === undefined
                    ? `runs "${image}", which is whatever the registry serves by that tag`
                    : undefined,
            ),
    },
};
