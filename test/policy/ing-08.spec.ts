import assert from "node:assert/strict";
import { ing08 } from "../../rules/ing/ing-08/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf, titleOf } from "../support/ruleTexts";

const service = (name: string, selector: Json, spec: JsonObject = {}, namespace: Json = "faces") =>
    kubernetes("core/v1:Service", { metadata: { name, namespace }, spec: { selector, ...spec } });

describe(titleOf("ING-08"), () => {
    testCases(ing08, [
        {
            title: "allows a selector of its own, and the same in another namespace",
            objects: [
                service("face", { app: "face" }),
                service("smiley", { app: "smiley" }),
                service("narrow", { app: "smiley", version: "2" }),
                service("face", { app: "face" }, {}, "other"),
            ],
            findings: [],
        },
        {
            title: "allows a headless Service beside the one that balances",
            objects: [
                service("db", { app: "db" }),
                service("db-pods", { app: "db" }, { clusterIP: "None" }),
            ],
            findings: [],
        },
        {
            title: "allows an external name without a selector",
            objects: [
                service("db", null, { type: "ExternalName", externalName: "db.example.com" }),
            ],
            findings: [],
        },
        {
            title: "allows the Service of the API, and no other of its name",
            objects: [
                service("kubernetes", null, {}, "default"),
                service("kubernetes", null, { externalIPs: ["192.0.2.1"] }, "default"),
                service("kubernetes", null),
            ],
            findings: [
                'violation Service "default/kubernetes" spec.selector',
                'violation Service "faces/kubernetes" spec.selector',
            ],
        },
        {
            title: "refuses a selector that is empty or missing",
            objects: [service("a", {}), service("b", null)],
            findings: [
                'violation Service "faces/a" spec.selector',
                'violation Service "faces/b" spec.selector',
            ],
        },
        {
            title: "refuses the same selector twice, in whichever order",
            objects: [
                service("a", { app: "face", tier: "front" }),
                service("b", { tier: "front", app: "face" }),
            ],
            findings: ['violation Service "faces/b" spec.selector'],
        },
        {
            title: "allows a Service for each port, and refuses a second for one of them",
            objects: [
                service("public", { app: "edge" }, { ports: [{ port: 443, targetPort: 8443 }] }),
                service("admin", { app: "edge" }, { ports: [{ port: 8877 }] }),
                service("shadow", { app: "edge" }, { ports: [{ port: 80, targetPort: 8443 }] }),
            ],
            findings: ['violation Service "faces/shadow" spec.selector'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                service("a", UNKNOWN),
                service("b", null, { type: UNKNOWN }),
                service("c", { app: UNKNOWN }),
                service("d", { app: "d" }),
                service("e", { app: "d" }),
                service("f", { app: "d" }, { ports: UNKNOWN }),
            ],
            findings: [
                'undecided Service "faces/a" spec.selector',
                'undecided Service "faces/b" spec.type',
                'violation Service "faces/e" spec.selector',
                'undecided Service "faces/f" spec.ports',
            ],
        },
        {
            title: "refuses a text where an object belongs",
            objects: [service("a", "app=face")],
            findings: ['violation Service "faces/a" spec.selector'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing08, [service("a", { app: "a" }), service("b", { app: "a" })]), [
            'ING-08: Service "faces/b" selects the same pods as Service "faces/a", and leads to the same port' +
                ` (spec.selector) — Fix: ${remedyOf("ING-08")}`,
        ]);
    });
});
