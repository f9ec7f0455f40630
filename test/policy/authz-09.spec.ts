import assert from "node:assert/strict";
import { authz09 } from "../../rules/authz/authz-09/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const policy = (targetRef: Json, name = "face") =>
    kubernetes("policy.linkerd.io/v1alpha1:AuthorizationPolicy", {
        metadata: { name, namespace: "faces" },
        spec: { targetRef },
    });
const onNamespace = policy({ kind: "Namespace", name: "faces" });

describe("AUTHZ-09: grants are per Server or route", () => {
    testCases(authz09, [
        {
            title: "allows a grant on a Server",
            objects: [policy({ group: "policy.linkerd.io", kind: "Server", name: "face" })],
            findings: [],
        },
        {
            title: "allows a grant on a route",
            objects: [
                policy({ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "cell" }),
            ],
            findings: [],
        },
        {
            title: "refuses a grant on a Namespace",
            objects: [onNamespace],
            findings: ['violation AuthorizationPolicy "faces/face" spec.targetRef.kind'],
        },
        {
            title: "leaves undecided, and nothing else, a target of unknown kind",
            objects: [policy(UNKNOWN, "unknown"), onNamespace],
            findings: [
                'undecided AuthorizationPolicy "faces/unknown" spec.targetRef',
                'violation AuthorizationPolicy "faces/face" spec.targetRef.kind',
            ],
        },
        {
            title: "refuses a target that is none",
            objects: [policy("faces")],
            findings: ['violation AuthorizationPolicy "faces/face" spec.targetRef'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(authz09, [onNamespace]), [
            'AUTHZ-09: AuthorizationPolicy "faces/face" grants access to every Server of its namespace' +
                ` (spec.targetRef.kind) — Fix: ${remedyOf("AUTHZ-09")}`,
        ]);
    });
});
