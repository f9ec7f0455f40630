import assert from "node:assert/strict";
import { net01 } from "../../rules/net/net-01/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { networkPolicy } from "./networkPolicies";
import { deployment, inEveryKind, lines, namespace, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const BOTH = ["Ingress", "Egress"];
const denying = (policyTypes: Json = BOTH, podSelector: Json = {}, where: Json = "faces") =>
    networkPolicy({ podSelector, policyTypes }, where);
const FAULT = 'violation Namespace "faces" metadata.name';

describe("NET-01: every application namespace denies all traffic by default", () => {
    for (const { kind, workload } of inEveryKind({})) {
        it(`knows a namespace of elsewhere by its ${kind}`, () => {
            assert.deepEqual(summarize(net01, [denying(), workload]), []);
            assert.deepEqual(summarize(net01, [workload]), [
                `undecided ${kind.split(":")[1] ?? ""} "faces/face" metadata.namespace`,
            ]);
        });
    }

    testCases(net01, [
        {
            title: "allows one policy for both directions, or one for each",
            objects: [
                namespace("faces"),
                denying(),
                namespace("shop"),
                denying(["Ingress"], {}, "shop"),
                denying(["Egress"], { matchLabels: {} }, "shop"),
            ],
            findings: [],
        },
        {
            title: "reads a policy without types as Kubernetes fills them in",
            objects: [
                namespace("faces"),
                networkPolicy({ podSelector: {}, egress: [{ ports: [{ port: 53 }] }] }),
            ],
            findings: [],
        },
        {
            title: "allows an exempt namespace to say nothing",
            objects: [namespace("linkerd"), deployment("destination", {}, "linkerd")],
            findings: [],
        },
        {
            title: "allows the namespace default, which every cluster has, as long as no pods are in it",
            objects: [namespace("default"), deployment("destination", {}, "linkerd")],
            findings: [],
        },
        {
            title: "refuses the namespace default without a policy, once pods are in it",
            objects: [namespace("default"), deployment("face", {}, "default")],
            findings: [
                'violation Namespace "default" metadata.name',
                'violation Namespace "default" metadata.name',
            ],
        },
        {
            title: "refuses a namespace without a policy, for both directions",
            objects: [namespace("faces")],
            findings: [FAULT, FAULT],
        },
        {
            title: "refuses what denies one direction only",
            objects: [namespace("faces"), denying(["Ingress"])],
            findings: [FAULT],
        },
        {
            title: "refuses what has no types and no egress",
            objects: [namespace("faces"), networkPolicy({ podSelector: {} })],
            findings: [FAULT],
        },
        {
            title: "refuses policies for some pods only, and for another namespace",
            objects: [
                namespace("faces"),
                denying(BOTH, { matchLabels: { app: "face" } }),
                denying(BOTH, { matchExpressions: [{ key: "app", operator: "Exists" }] }),
                denying(BOTH, {}, "shop"),
            ],
            findings: [FAULT, FAULT],
        },
        {
            title: "leaves undecided a namespace that another stack makes",
            objects: [deployment("face", {}), deployment("gui", {}), deployment("c", {}, "shop")],
            findings: [
                'undecided Deployment "faces/face" metadata.namespace',
                'undecided Deployment "shop/c" metadata.namespace',
            ],
        },
        {
            title: "allows a namespace of another stack that is denied here",
            objects: [deployment("face", {}), denying()],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                namespace("faces"),
                denying(UNKNOWN),
                namespace("shop"),
                denying(BOTH, UNKNOWN, "shop"),
                namespace(UNKNOWN),
                namespace("other"),
            ],
            findings: [
                'undecided Namespace "faces" spec.policyTypes',
                'undecided Namespace "faces" spec.policyTypes',
                'undecided Namespace "shop" spec.podSelector',
                'undecided Namespace "shop" spec.podSelector',
                'undecided Namespace "it" metadata.name',
                'violation Namespace "other" metadata.name',
                'violation Namespace "other" metadata.name',
            ],
        },
        {
            title: "leaves undecided whether a policy of an unknown namespace is for this one",
            objects: [namespace("faces"), denying(BOTH, {}, UNKNOWN)],
            findings: Array.from(
                { length: 2 },
                () => 'undecided Namespace "faces" metadata.namespace',
            ),
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(net01, [namespace("faces"), denying(["Ingress"])]), [
            'NET-01: Namespace "faces" lets every pod call everything: no NetworkPolicy denies egress for all its pods' +
                ` (metadata.name) — Fix: ${remedyOf("NET-01")}`,
        ]);
    });
});
