import assert from "node:assert/strict";
import { ing03 } from "../../rules/ing/ing-03/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const metadata = { name: "faces", namespace: "emissary" };
const host = (hostname: Json) =>
    kubernetes("getambassador.io/v3alpha1:Host", { metadata, spec: { hostname } });
const mapping = (spec: JsonObject) =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata,
        spec: { prefix: "/", service: "faces-gui", ...spec },
    });
const ingress = (spec: JsonObject) =>
    kubernetes("networking.k8s.io/v1:Ingress", { metadata, spec });
const NAME = "faces.example.com";

describe("ING-03: no wildcard and no empty hostname", () => {
    testCases(ing03, [
        {
            title: "allows exact names",
            objects: [
                host(NAME),
                mapping({ hostname: NAME }),
                mapping({ host: NAME }),
                ingress({ rules: [{ host: NAME }] }),
            ],
            findings: [],
        },
        {
            title: "refuses a Host for every name, a part of them, or none",
            objects: [host("*"), host("*.example.com"), host(""), host(null)],
            findings: Array.from(
                { length: 4 },
                () => 'violation Host "emissary/faces" spec.hostname',
            ),
        },
        {
            title: "refuses a Mapping for every name, or none",
            objects: [mapping({ hostname: "*" }), mapping({})],
            findings: Array.from(
                { length: 2 },
                () => 'violation Mapping "emissary/faces" spec.hostname',
            ),
        },
        {
            title: "refuses a wildcard in the deprecated alias, and beside an exact name too",
            objects: [mapping({ host: "*" }), mapping({ hostname: NAME, host: "*" })],
            findings: Array.from(
                { length: 2 },
                () => 'violation Mapping "emissary/faces" spec.host',
            ),
        },
        {
            title: "refuses a Mapping whose host is a pattern",
            objects: [mapping({ host: ".+", host_regex: true })],
            findings: ['violation Mapping "emissary/faces" spec.host_regex'],
        },
        {
            title: "refuses an Ingress rule for every name, or none",
            objects: [ingress({ rules: [{ host: NAME }, { host: "*.example.com" }, {}] })],
            findings: [
                'violation Ingress "emissary/faces" spec.rules[1].host',
                'violation Ingress "emissary/faces" spec.rules[2].host',
            ],
        },
        {
            title: "refuses an Ingress that serves whatever no rule names",
            objects: [ingress({ defaultBackend: { service: { name: "faces-gui" } } })],
            findings: ['violation Ingress "emissary/faces" spec.defaultBackend'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                host(UNKNOWN),
                mapping({ hostname: UNKNOWN, host: "*" }),
                ingress({ rules: [{ host: UNKNOWN }, { host: "*" }] }),
            ],
            findings: [
                'undecided Host "emissary/faces" spec.hostname',
                'violation Mapping "emissary/faces" spec.host',
                'undecided Mapping "emissary/faces" spec.hostname',
                'undecided Ingress "emissary/faces" spec.rules[0].host',
                'violation Ingress "emissary/faces" spec.rules[1].host',
            ],
        },
        {
            title: "refuses rules that are not a list",
            objects: [ingress({ rules: { host: NAME } })],
            findings: ['violation Ingress "emissary/faces" spec.rules'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing03, [host("*")]), [
            'ING-03: Host "emissary/faces" serves the wildcard "*" (spec.hostname)' +
                ` — Fix: ${remedyOf("ING-03")}`,
        ]);
    });
});
