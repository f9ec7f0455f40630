import assert from "node:assert/strict";
import { id04 } from "../../rules/id/id-04/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import {
    deployment,
    inEveryKind,
    kubernetes,
    lines,
    namespace,
    summarize,
    testCases,
} from "./support";
import { remedyOf } from "../support/ruleTexts";

const as = (serviceAccountName: Json) => ({ spec: { serviceAccountName } });
const account = (name: Json, inNamespace: Json = "faces") =>
    kubernetes("core/v1:ServiceAccount", { metadata: { name, namespace: inNamespace } });
const PATH = "spec.template.spec.serviceAccountName";

describe("ID-04: the ServiceAccount that a workload names exists", () => {
    testCases(id04, [
        {
            title: "allows a ServiceAccount of the stack",
            objects: [account("face"), deployment("face", as("face"))],
            findings: [],
        },
        {
            title: "leaves the ServiceAccount default to the rule on it",
            objects: [namespace("faces"), deployment("face", as("default")), deployment("gui", {})],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [namespace("linkerd"), deployment("proxy", as("proxy"), "linkerd")],
            findings: [],
        },
        {
            title: "refuses a misspelt name in a namespace of the stack",
            objects: [namespace("faces"), account("face"), deployment("face", as("faec"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a ServiceAccount that is in another namespace",
            objects: [namespace("faces"), account("face", "shop"), deployment("face", as("face"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "leaves undecided a name that another stack or a chart may have made",
            objects: [
                deployment("face", as("face")),
                namespace("shop"),
                deployment("cart", as("cart"), "shop"),
                kubernetes("helm.sh/v3:Release", { name: "shop", namespace: "shop" }),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                `undecided Deployment "shop/cart" ${PATH}`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                namespace("faces"),
                account("face"),
                deployment("face", as(UNKNOWN)),
                deployment("gui", as("gui")),
                deployment("color", as("color"), UNKNOWN),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/gui" ${PATH}`,
                'undecided Deployment "?/color" metadata.namespace',
            ],
        },
        {
            title: "leaves undecided a name that an unknown ServiceAccount may have",
            objects: [namespace("faces"), account(UNKNOWN), deployment("gui", as("gui"))],
            findings: ['undecided Deployment "faces/gui" metadata.name'],
        },
        {
            title: "refuses a name that is none",
            objects: [deployment("face", as(7))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    for (const { kind, workload, path } of inEveryKind(as("faec"))) {
        it(`judges it as a ${kind}`, () => {
            assert.deepEqual(summarize(id04, [account("faec"), workload]), []);
            const [found] = summarize(id04, [namespace("faces"), workload]);
            assert.equal(found?.endsWith(`"faces/face" ${path}spec.serviceAccountName`), true);
        });
    }

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id04, [namespace("faces"), deployment("face", as("faec"))]), [
            'ID-04: Deployment "faces/face" names the ServiceAccount "faec", which namespace "faces" does not have' +
                ` (${PATH}) — Fix: ${remedyOf("ID-04")}`,
        ]);
    });
});
