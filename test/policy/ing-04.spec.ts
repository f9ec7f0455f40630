import assert from "node:assert/strict";
import { ing04 } from "../../rules/ing/ing-04/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const host = (hostname: Json, mappingSelector: Json = null) =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { hostname, mappingSelector },
    });
const mapping = (spec: JsonObject, labels: Json = {}) =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name: "faces", namespace: "faces", labels },
        spec: { prefix: "/", service: "faces-gui", ...spec },
    });
const NAME = "faces.example.com";
const selector = { matchLabels: { host: "faces" } };
const HOSTNAME = 'Mapping "faces/faces" spec.hostname';

describe("ING-04: every Mapping has a Host", () => {
    testCases(ing04, [
        {
            title: "allows the Host's name, in the deprecated alias too, and a wildcard over it",
            objects: [
                host(NAME),
                mapping({ hostname: NAME }),
                mapping({ host: NAME }),
                mapping({ hostname: "*.example.com" }),
            ],
            findings: [],
        },
        {
            title: "allows a name below the Host's wildcard",
            objects: [host("*.example.com"), mapping({ hostname: NAME })],
            findings: [],
        },
        {
            title: "allows a Mapping that the Host selects, with its name or without one",
            objects: [
                host(NAME, selector),
                mapping({ hostname: NAME }, { host: "faces" }),
                mapping({}, { host: "faces" }),
            ],
            findings: [],
        },
        {
            title: "leaves alone a stack without a Host",
            objects: [mapping({ hostname: NAME })],
            findings: [],
        },
        {
            title: "refuses a name that no Host has",
            objects: [host(NAME), mapping({ hostname: "face.example.com" })],
            findings: [`violation ${HOSTNAME}`],
        },
        {
            title: "refuses a Mapping without the labels that its Host selects",
            objects: [
                host(NAME, selector),
                mapping({ hostname: NAME }),
                mapping({ hostname: NAME }, { host: "other" }),
            ],
            findings: [`violation ${HOSTNAME}`, `violation ${HOSTNAME}`],
        },
        {
            title: "refuses a Mapping with no name that no Host selects",
            objects: [host(NAME), mapping({})],
            findings: [`violation ${HOSTNAME}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                host(UNKNOWN),
                mapping({ hostname: UNKNOWN }),
                mapping({ hostname: NAME }),
                host("other.example.com", selector),
                mapping({ hostname: "other.example.com" }, UNKNOWN),
            ],
            findings: [
                `undecided ${HOSTNAME}`,
                'undecided Mapping "faces/faces" metadata.labels',
                'undecided Mapping "faces/faces" metadata.labels',
            ],
        },
        {
            title: "refuses a hostname that is no text",
            objects: [host(NAME), mapping({ hostname: 7 })],
            findings: [`violation ${HOSTNAME}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing04, [host(NAME), mapping({ hostname: "face.example.com" })]), [
            'ING-04: Mapping "faces/faces" is for "face.example.com", and no Host of the stack serves it' +
                ` (spec.hostname) — Fix: ${remedyOf("ING-04")}`,
        ]);
    });
});
