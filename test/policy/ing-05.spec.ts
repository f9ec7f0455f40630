import assert from "node:assert/strict";
import { ing05 } from "../../rules/ing/ing-05/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const NAME = "faces.example.com";
const host = (name: string, hostname: Json, spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata: { name, namespace: "emissary" },
        spec: { hostname, ...spec },
    });
const mapping = (name: string, prefix: Json, spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name, namespace: "faces" },
        spec: { hostname: NAME, prefix, service: "faces-gui", ...spec },
    });
const ingress = (name: string, paths: Json, annotations: Json = {}) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name, namespace: "faces", annotations },
        spec: { rules: [{ host: NAME, http: { paths } }] },
    });
const prefix = (path: Json) => ({ path, pathType: "Prefix" });

describe("ING-05: each hostname and each route has one owner", () => {
    testCases(ing05, [
        {
            title: "allows different hosts, prefixes and ways to match",
            objects: [
                host("a", NAME),
                host("b", "b.example.com"),
                mapping("a", "/a/"),
                mapping("b", "/b/"),
                mapping("c", "/b/", { hostname: "b.example.com" }),
                mapping("d", "/b/", { prefix_exact: true }),
                mapping("e", "/b/", { method: "GET" }),
                mapping("f", "/b/", { headers: { "x-beta": "1" } }),
                ingress("g", [prefix("/g"), { path: "/g", pathType: "Exact" }]),
            ],
            findings: [],
        },
        {
            title: "allows Mappings that share by weight or mirror, and nginx' canaries",
            objects: [
                mapping("stable", "/"),
                mapping("canary", "/", { weight: 10 }),
                mapping("mirror", "/", { shadow: true }),
                ingress("stable", [prefix("/a")]),
                ingress("canary", [prefix("/a")], { "nginx.ingress.kubernetes.io/canary": "true" }),
            ],
            findings: [],
        },
        {
            title: "allows two installations of Emissary to have the same",
            objects: [
                host("a", NAME),
                host("b", NAME, { ambassador_id: ["internal"] }),
                mapping("a", "/"),
                mapping("b", "/", { ambassador_id: ["internal"] }),
            ],
            findings: [],
        },
        {
            title: "refuses two Hosts of one name",
            objects: [host("a", NAME), host("b", NAME)],
            findings: ['violation Host "emissary/b" spec.hostname'],
        },
        {
            title: "refuses two Mappings of one route",
            objects: [
                mapping("a", "/"),
                mapping("b", "/"),
                mapping("c", "/", { hostname: null, host: NAME }),
            ],
            findings: [
                'violation Mapping "faces/b" spec.prefix',
                'violation Mapping "faces/c" spec.prefix',
            ],
        },
        {
            title: "refuses two Ingresses of one route, two rules of one, and one beside a Mapping",
            objects: [
                mapping("a", "/a"),
                ingress("a", [prefix("/a")]),
                ingress("b", [prefix("/b"), prefix("/b")]),
                ingress("c", [prefix("/b")]),
            ],
            findings: [
                'violation Ingress "faces/a" spec.rules[0].http.paths[0].path',
                'violation Ingress "faces/b" spec.rules[0].http.paths[1].path',
                'violation Ingress "faces/c" spec.rules[0].http.paths[0].path',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                host("a", UNKNOWN),
                mapping("a", UNKNOWN),
                mapping("b", "/", { method: UNKNOWN }),
                ingress("c", UNKNOWN),
                ingress("d", [prefix(UNKNOWN)]),
                mapping("e", "/"),
                mapping("f", "/"),
            ],
            findings: [
                'undecided Host "emissary/a" spec.hostname',
                'undecided Mapping "faces/a" spec.prefix',
                'undecided Mapping "faces/b" spec',
                'violation Mapping "faces/f" spec.prefix',
                'undecided Ingress "faces/c" spec.rules[0].http.paths',
                'undecided Ingress "faces/d" spec.rules[0].http.paths[0].path',
            ],
        },
        {
            title: "does not doubt a route that has no other beside it",
            objects: [mapping("a", UNKNOWN)],
            findings: [],
        },
        {
            title: "refuses a hostname that is no text",
            objects: [host("a", ["a"])],
            findings: ['violation Host "emissary/a" spec.hostname'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing05, [mapping("a", "/face/"), mapping("b", "/face/")]), [
            'ING-05: Mapping "faces/b" serves faces.example.com/face/, which Mapping "faces/a" serves already' +
                ` (spec.prefix) — Fix: ${remedyOf("ING-05")}`,
        ]);
    });
});
