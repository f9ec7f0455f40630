import assert from "node:assert/strict";
import { id05 } from "../../rules/id/id-05/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const secret = (type?: Json) =>
    kubernetes("core/v1:Secret", { metadata: { name: "face", namespace: "faces" }, type });

describe("ID-05: no long-lived ServiceAccount token", () => {
    testCases(id05, [
        {
            title: "allows Secrets of every other type, and of none",
            objects: [secret(), secret("Opaque"), secret("kubernetes.io/tls")],
            findings: [],
        },
        {
            title: "refuses a Secret that Kubernetes fills with a token",
            objects: [secret("kubernetes.io/service-account-token")],
            findings: ['violation Secret "faces/face" type'],
        },
        {
            title: "leaves undecided a Secret of unknown type",
            objects: [secret(UNKNOWN)],
            findings: ['undecided Secret "faces/face" type'],
        },
        {
            title: "refuses a type that is none",
            objects: [secret(7)],
            findings: ['violation Secret "faces/face" type'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id05, [secret("kubernetes.io/service-account-token")]), [
            'ID-05: Secret "faces/face" holds a ServiceAccount\'s token for good (type) — Fix: let the pod' +
                " mount a projected token with an audience and an expiry, or ask for one with the TokenRequest API",
        ]);
    });
});
