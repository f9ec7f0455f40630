import assert from "node:assert/strict";
import { gov02 } from "../../rules/gov/gov-02/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const POLARIS = "polaris.fairwinds.com/hostNetworkSet-exempt";
const annotated = (annotations: Json, kind = "core/v1:ConfigMap") =>
    kubernetes(kind, { metadata: { name: "face", namespace: "faces", annotations } });
const template = (key: string, value: Json = "true") => ({
    metadata: { annotations: { [key]: value } },
});
const at = (key: string) => `violation ConfigMap "faces/face" metadata.annotations["${key}"]`;

describe("GOV-02: no object exempts itself", () => {
    testCases(gov02, [
        {
            title: "allows annotations and labels that exempt nothing",
            objects: [
                annotated({ "linkerd.io/inject": "enabled", "example.com/exempt": "true" }),
                deployment("face", template("polaris.fairwinds.com/team")),
            ],
            findings: [],
        },
        {
            title: "allows an exemption that is switched off",
            objects: [annotated({ [POLARIS]: "false" })],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace, and on it",
            objects: [
                deployment("proxy", template(POLARIS), "linkerd"),
                kubernetes("core/v1:Namespace", {
                    metadata: {
                        name: "gatekeeper-system",
                        labels: { "admission.gatekeeper.sh/ignore": "no-self-managing" },
                    },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses what each tool lets an object say of itself",
            objects: [
                POLARIS,
                "polaris.fairwinds.com/exempt",
                "ignore-check.kube-linter.io/run-as-non-root",
                "kube-linter.io/ignore-all",
                "kube-score/ignore",
                "checkov.io/skip1",
                "datree.skip/CONTAINERS_MISSING_IMAGE",
            ].map((key) => annotated({ [key]: "because" })),
            findings: [
                at(POLARIS),
                at("polaris.fairwinds.com/exempt"),
                at("ignore-check.kube-linter.io/run-as-non-root"),
                at("kube-linter.io/ignore-all"),
                at("kube-score/ignore"),
                at("checkov.io/skip1"),
                at("datree.skip/CONTAINERS_MISSING_IMAGE"),
            ],
        },
        {
            title: "refuses it on the object that makes the pods, as a label, and of any kind",
            objects: [
                kubernetes("apps/v1:Deployment", {
                    metadata: {
                        name: "face",
                        namespace: "faces",
                        annotations: { [POLARIS]: "true" },
                    },
                    spec: { template: {} },
                }),
                kubernetes("core/v1:Namespace", {
                    metadata: { name: "faces", labels: { "admission.gatekeeper.sh/ignore": "x" } },
                }),
                annotated({ "kube-score/ignore": "x" }, "getambassador.io/v3alpha1:Mapping"),
            ],
            findings: [
                `violation Deployment "faces/face" metadata.annotations["${POLARIS}"]`,
                'violation Namespace "faces" metadata.labels["admission.gatekeeper.sh/ignore"]',
                'violation Mapping "faces/face" metadata.annotations["kube-score/ignore"]',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what is not known",
            objects: [
                annotated(UNKNOWN),
                annotated({ [POLARIS]: UNKNOWN, "kube-score/ignore": "x" }),
                deployment("face", { metadata: UNKNOWN }),
            ],
            findings: [
                'undecided ConfigMap "faces/face" metadata.annotations',
                `undecided ConfigMap "faces/face" metadata.annotations["${POLARIS}"]`,
                at("kube-score/ignore"),
                'undecided Deployment "faces/face" spec.template.metadata',
            ],
        },
        {
            title: "refuses annotations that are none",
            objects: [annotated("exempt")],
            findings: ['violation ConfigMap "faces/face" metadata.annotations'],
        },
    ]);

    testEveryKind(gov02, {
        allowed: {},
        refused: template(POLARIS),
        fault: `metadata.annotations["${POLARIS}"]`,
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(gov02, [annotated({ [POLARIS]: "true" })]), [
            `GOV-02: ConfigMap "faces/face" takes itself out of checks of Polaris (metadata.annotations["${POLARIS}"])` +
                ` — Fix: ${remedyOf("GOV-02")}`,
        ]);
    });
});
