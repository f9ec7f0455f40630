import assert from "node:assert/strict";
import { ing06 } from "../../rules/ing/ing-06/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const mapping = (bypass: Json, prefix: Json = "/faces/") =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name: "faces", namespace: "faces" },
        spec: { hostname: "faces.example.com", prefix, bypass_auth: bypass },
    });
const inEmissary = (kind: string, spec: JsonObject = {}) =>
    kubernetes(`getambassador.io/v3alpha1:${kind}`, {
        metadata: { name: "faces", namespace: "emissary" },
        spec,
    });
const BYPASS = 'Mapping "faces/faces" spec.bypass_auth';

describe("ING-06: every public path asks for authentication", () => {
    testCases(ing06, [
        {
            title: "allows Mappings that an AuthService answers for",
            objects: [
                mapping(null),
                mapping(false),
                inEmissary("Host"),
                inEmissary("AuthService"),
                inEmissary("AuthService", { ambassador_id: ["internal"] }),
            ],
            findings: [],
        },
        {
            title: "allows ACME challenges past authentication",
            objects: [mapping(true, "/.well-known/acme-challenge/")],
            findings: [],
        },
        {
            title: "leaves alone a stack whose ingress is another's",
            objects: [mapping(null)],
            findings: [],
        },
        {
            title: "refuses to bypass authentication",
            objects: [mapping(true), mapping(true, "/.well-known/")],
            findings: [`violation ${BYPASS}`, `violation ${BYPASS}`],
        },
        {
            title: "refuses a Host without an AuthService of its installation",
            objects: [
                inEmissary("Host"),
                inEmissary("AuthService", { ambassador_id: ["internal"] }),
            ],
            findings: ['violation Host "emissary/faces" spec.hostname'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                mapping(UNKNOWN),
                mapping(true, UNKNOWN),
                mapping(false, UNKNOWN),
                mapping(true),
            ],
            findings: [
                `undecided ${BYPASS}`,
                'undecided Mapping "faces/faces" spec.prefix',
                `violation ${BYPASS}`,
            ],
        },
        {
            title: "refuses a text where true or false belongs",
            objects: [mapping("no")],
            findings: [`violation ${BYPASS}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing06, [mapping(true)]), [
            'ING-06: Mapping "faces/faces" lets anyone call /faces/: it bypasses authentication' +
                ` (spec.bypass_auth) — Fix: ${remedyOf("ING-06")}`,
        ]);
    });
});
