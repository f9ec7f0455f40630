import assert from "node:assert/strict";
import { ing12 } from "../../rules/ing/ing-12/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { server, service, workload } from "./mesh";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const mapping = (labels: Json, spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name: "faces", namespace: "edge" },
        spec: { prefix: "/", service: "face.faces:80", labels, ...spec },
    });
const inEmissary = (kind: string, spec: JsonObject = {}) =>
    kubernetes(`getambassador.io/v3alpha1:${kind}`, {
        metadata: { name: "faces", namespace: "emissary" },
        spec,
    });
const policy = (namespace: string, spec: JsonObject = {}) =>
    kubernetes("policy.linkerd.io/v1alpha1:HTTPLocalRateLimitPolicy", {
        metadata: { name: "face", namespace },
        spec: {
            targetRef: { group: "policy.linkerd.io", kind: "Server", name: "face" },
            total: { requestsPerSecond: 100 },
            ...spec,
        },
    });
/** A Deployment, its Service and its Server. */
const served = (name: string) => [workload(name), service(name), server(name)];
const labels = { ambassador: [{ group: ["faces"] }] };
const LABELS = 'Mapping "edge/faces" spec.labels';

describe("ING-12: public paths have a rate limit", () => {
    testCases(ing12, [
        {
            title: "allows labels that a RateLimitService counts",
            objects: [
                mapping(labels),
                inEmissary("Host"),
                inEmissary("RateLimitService"),
                inEmissary("RateLimitService", { ambassador_id: ["other"] }),
            ],
            findings: [],
        },
        {
            title: "allows labels where the ingress is another stack's",
            objects: [mapping(labels)],
            findings: [],
        },
        {
            title: "allows Linkerd's limit where the Mapping leads",
            objects: [mapping(null), policy("faces")],
            findings: [],
        },
        {
            title: "allows a limit of the Server of the pods to which it leads, or of each caller",
            objects: [
                mapping(null),
                ...served("face"),
                policy("faces", { total: null, identity: { requestsPerSecond: 10 } }),
            ],
            findings: [],
        },
        {
            title: "refuses a limit of other pods, of no Server, and of nothing",
            objects: [
                mapping(null),
                ...served("face"),
                ...served("gui"),
                policy("faces", { targetRef: { kind: "Server", name: "gui" } }),
                policy("faces", { targetRef: { kind: "Deployment", name: "face" } }),
                policy("faces", { total: { requestsPerSecond: 0 } }),
            ],
            findings: [`violation ${LABELS}`],
        },
        {
            title: "leaves undecided whether a limit that is not known yet holds",
            objects: [mapping(null), policy("faces", { total: UNKNOWN })],
            findings: ['undecided Mapping "edge/faces" spec.total'],
        },
        {
            title: "refuses a Mapping without labels, and with a limit elsewhere only",
            objects: [mapping(null), mapping({}), policy("shop"), inEmissary("RateLimitService")],
            findings: [`violation ${LABELS}`, `violation ${LABELS}`],
        },
        {
            title: "refuses it wherever it leads, where there is no limit at all",
            objects: [mapping(null, { service: UNKNOWN })],
            findings: [`violation ${LABELS}`],
        },
        {
            title: "refuses labels that nobody counts",
            objects: [
                mapping(labels),
                inEmissary("Host"),
                inEmissary("RateLimitService", { ambassador_id: ["other"] }),
            ],
            findings: [`violation ${LABELS}`],
        },
        {
            title: "leaves undecided labels that are not known yet",
            objects: [mapping(UNKNOWN)],
            findings: [`undecided ${LABELS}`],
        },
        {
            title: "leaves undecided whether a Mapping leads to where a limit is",
            objects: [mapping(null, { service: UNKNOWN }), policy("faces")],
            findings: ['undecided Mapping "edge/faces" spec.service'],
        },
        {
            title: "refuses a text where an object belongs",
            objects: [mapping("faces")],
            findings: [`violation ${LABELS}`],
        },
    ]);

    it("is advisory", () => {
        assert.equal(ing12.level, "advisory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing12, [mapping(null)]), [
            'ING-12: Mapping "edge/faces" may be called as often as anyone likes' +
                ` (spec.labels) — Fix: ${remedyOf("ING-12")}`,
        ]);
    });
});
