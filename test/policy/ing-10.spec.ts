import assert from "node:assert/strict";
import { ing10 } from "../../rules/ing/ing-10/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const metadata = { name: "faces", namespace: "emissary" };
const host = (tls: Json, spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:Host", { metadata, spec: { tls, ...spec } });
const context = (spec: JsonObject) =>
    kubernetes("getambassador.io/v3alpha1:TLSContext", { metadata, spec });
const LEAST = 'Host "emissary/faces" spec.tls.min_tls_version';

describe("ING-10: the ingress speaks TLS 1.2 or newer", () => {
    testCases(ing10, [
        {
            title: "allows TLS 1.2 and 1.3",
            objects: [
                host({ min_tls_version: "v1.2" }),
                host({ min_tls_version: "v1.3", max_tls_version: "v1.3" }),
                context({ min_tls_version: "v1.2" }),
            ],
            findings: [],
        },
        {
            title: "leaves a Host to its TLSContext",
            objects: [host(null, { tlsContext: { name: "faces" } })],
            findings: [],
        },
        {
            title: "leaves alone a Host that serves nobody",
            objects: [
                host(null, {
                    hostname: "refused.invalid",
                    requestPolicy: { insecure: { action: "Reject" } },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses older versions, and to leave it to Emissary",
            objects: [
                host({ min_tls_version: "v1.0" }),
                host({ min_tls_version: "v1.1" }),
                host({}),
                host(null),
                context({}),
                context({ min_tls_version: "v1.1" }),
            ],
            findings: [
                `violation ${LEAST}`,
                `violation ${LEAST}`,
                `violation ${LEAST}`,
                `violation ${LEAST}`,
                'violation TLSContext "emissary/faces" spec.min_tls_version',
                'violation TLSContext "emissary/faces" spec.min_tls_version',
            ],
        },
        {
            title: "refuses to end before TLS 1.2",
            objects: [host({ min_tls_version: "v1.2", max_tls_version: "v1.1" })],
            findings: ['violation Host "emissary/faces" spec.tls.max_tls_version'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                host({ min_tls_version: UNKNOWN }),
                host({ min_tls_version: "v1.2", max_tls_version: UNKNOWN }),
                host({}, { tlsContext: UNKNOWN }),
                host({}),
            ],
            findings: [
                `undecided ${LEAST}`,
                'undecided Host "emissary/faces" spec.tls.max_tls_version',
                'undecided Host "emissary/faces" spec.tlsContext',
                `violation ${LEAST}`,
            ],
        },
        {
            title: "refuses a number where a version belongs",
            objects: [host({ min_tls_version: 1.2 })],
            findings: [`violation ${LEAST}`],
        },
    ]);

    it("is mandatory in production only", () => {
        assert.equal(ing10.level, "mandatory in production");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing10, [host({})]), [
            'ING-10: Host "emissary/faces" leaves the oldest TLS version to Emissary' +
                ` (spec.tls.min_tls_version) — Fix: ${remedyOf("ING-10")}`,
        ]);
    });
});
