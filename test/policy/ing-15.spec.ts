import assert from "node:assert/strict";
import { ing15 } from "../../rules/ing/ing-15/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const listener = (hostBinding: Json) =>
    kubernetes("getambassador.io/v3alpha1:Listener", {
        metadata: { name: "https", namespace: "emissary" },
        spec: { port: 8443, protocol: "HTTPS", securityModel: "XFP", hostBinding },
    });
const from = (value: Json) => listener({ namespace: { from: value } });
const release = (chart: Json, values: Json) =>
    kubernetes("helm.sh/v3:Release", { chart, name: "ingress", namespace: "emissary", values });
const emissary = "oci://ghcr.io/emissary-ingress/emissary-ingress";
const FROM = 'Listener "emissary/https" spec.hostBinding.namespace.from';
const DEFAULT = 'Release "emissary/ingress" values.createDefaultListeners';

describe("ING-15: the ingress serves the Hosts of its own namespace alone", () => {
    testCases(ing15, [
        {
            title: "allows Hosts of the Listener's own namespace, which is what labels alone mean too",
            objects: [
                from("SELF"),
                listener({ selector: { matchLabels: { ingress: "public" } } }),
                listener(null),
            ],
            findings: [],
        },
        {
            title: "allows a chart that makes no Listeners, and other charts",
            objects: [
                release(emissary, { createDefaultListeners: false }),
                release(emissary, {}),
                release("shop", { createDefaultListeners: true }),
            ],
            findings: [],
        },
        {
            title: "refuses Hosts of every namespace, with labels too",
            objects: [
                from("ALL"),
                from("all"),
                listener({ namespace: { from: "ALL" }, selector: { matchLabels: { a: "b" } } }),
            ],
            findings: Array.from({ length: 3 }, () => `violation ${FROM}`),
        },
        {
            title: "refuses the Listeners that the chart makes",
            objects: [release(emissary, { createDefaultListeners: true })],
            findings: [`violation ${DEFAULT}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                from(UNKNOWN),
                release(emissary, { createDefaultListeners: UNKNOWN }),
                release("shop", UNKNOWN),
                release(UNKNOWN, { createDefaultListeners: true }),
                release(UNKNOWN, { createDefaultListeners: false }),
            ],
            findings: [
                `undecided ${FROM}`,
                `undecided ${DEFAULT}`,
                'undecided Release "emissary/ingress" chart',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing15, [from("ALL")]), [
            'ING-15: Listener "emissary/https" serves the Hosts of every namespace' +
                ` (spec.hostBinding.namespace.from) — Fix: ${remedyOf("ING-15")}`,
        ]);
    });
});
