import assert from "node:assert/strict";
import { pod04 } from "../../rules/pod/pod-04/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const ENFORCE = "pod-security.kubernetes.io/enforce";
const VERSION = "pod-security.kubernetes.io/enforce-version";
const labelled = (level: Json, version: Json) =>
    kubernetes("core/v1:Namespace", {
        metadata: { name: "faces", labels: { [ENFORCE]: level, [VERSION]: version } },
    });
const at = (key: string, status = "violation") =>
    `${status} Namespace "faces" metadata.labels["${key}"]`;

describe("POD-04: every Namespace says which Pod Security Standard it enforces, in which version", () => {
    testCases(pod04, [
        {
            title: "allows each level in a version",
            objects: ["privileged", "baseline", "restricted"].map((level) =>
                labelled(level, "v1.33"),
            ),
            findings: [],
        },
        {
            title: "refuses a Namespace that says neither, exempt or not",
            objects: [kubernetes("core/v1:Namespace", { metadata: { name: "faces" } })],
            findings: [at(ENFORCE), at(VERSION)],
        },
        {
            title: "allows the namespaces of Kubernetes as it makes them, and refuses half of what is to be said",
            objects: [
                ...["default", "kube-node-lease", "kube-public", "kube-system"].map((name) =>
                    kubernetes("core/v1:Namespace", {
                        metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
                    }),
                ),
                kubernetes("core/v1:Namespace", {
                    metadata: { name: "default", labels: { [ENFORCE]: "baseline" } },
                }),
            ],
            findings: [`violation Namespace "default" metadata.labels["${VERSION}"]`],
        },
        {
            title: "refuses levels that there are not, and versions that move",
            objects: [labelled("strict", "v1.33"), labelled("restricted", "latest")],
            findings: [at(ENFORCE), at(VERSION)],
        },
        {
            title: "refuses a version that is none",
            objects: [labelled("restricted", "1.33"), labelled("restricted", 1.33)],
            findings: [at(VERSION), at(VERSION)],
        },
        {
            title: "leaves undecided, and nothing else, what is not known",
            objects: [
                labelled(UNKNOWN, "latest"),
                kubernetes("core/v1:Namespace", { metadata: { name: "faces", labels: UNKNOWN } }),
            ],
            findings: [
                at(ENFORCE, "undecided"),
                at(VERSION),
                'undecided Namespace "faces" metadata.labels',
                'undecided Namespace "faces" metadata.labels',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pod04, [labelled("restricted", "latest")]), [
            `POD-04: Namespace "faces" has "latest" in its label ${VERSION} (metadata.labels["${VERSION}"])` +
                ` — Fix: set the label ${VERSION} to the Kubernetes version that the pods were made for, e.g. v1.33`,
        ]);
    });
});
