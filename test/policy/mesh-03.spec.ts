import assert from "node:assert/strict";
import { mesh03 } from "../../rules/mesh/mesh-03/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, namespace, testCases, testEveryKind } from "./support";

const INBOUND = "config.linkerd.io/skip-inbound-ports";
const OUTBOUND = "config.linkerd.io/skip-outbound-ports";
const SUBNETS = "config.linkerd.io/skip-subnets";
const annotated = (annotations: Record<string, Json>) => ({ metadata: { annotations } });
const listener = (port: Json) =>
    kubernetes("getambassador.io/v3alpha1:Listener", {
        metadata: { name: "listener", namespace: "emissary" },
        spec: { port, protocol: "HTTPS" },
    });
const listeners = [listener(8080), listener(8443)];
const ingress = (ports: Json) =>
    deployment("emissary-ingress", annotated({ [INBOUND]: ports }), "emissary");
const release = (podAnnotations: Record<string, Json>, name = "emissary-ingress") =>
    kubernetes("helm.sh/v3:Release", {
        chart: "oci://ghcr.io/emissary-ingress/emissary-ingress",
        name,
        namespace: "emissary",
        values: { podAnnotations },
    });
const at = (annotation: string) => `spec.template.metadata.annotations["${annotation}"]`;

describe("MESH-03: only the ingress skips its proxy, and only on public listener ports", () => {
    testCases(mesh03, [
        {
            title: "allows the ingress to skip the ports of the Listeners",
            objects: [...listeners, ingress("8080,8443")],
            findings: [],
        },
        {
            title: "allows the ingress' release to skip the ports of the Listeners",
            objects: [...listeners, release({ [INBOUND]: "8080, 8443" })],
            findings: [],
        },
        {
            title: "allows an empty list",
            objects: [deployment("face", annotated({ [INBOUND]: "", [OUTBOUND]: "" }))],
            findings: [],
        },
        {
            title: "takes the ingress from the settings",
            objects: [
                listener(9000),
                deployment("edge", annotated({ [INBOUND]: "9000" }), "edge"),
                ingress("9000"),
            ],
            settings: { ingress: { namespace: "edge", name: "edge" } },
            findings: [`violation Deployment "emissary/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses the ingress the administration port",
            objects: [...listeners, ingress("8080,8443,8877")],
            findings: [`violation Deployment "emissary/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses the ingress' release the administration port",
            objects: [...listeners, release({ [INBOUND]: "8080,8443,8877" })],
            findings: [
                `violation Release "emissary/emissary-ingress" values.podAnnotations["${INBOUND}"]`,
            ],
        },
        {
            title: "refuses a range that goes beyond the Listeners",
            objects: [...listeners, ingress("8080-8443")],
            findings: [`violation Deployment "emissary/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses any port where the stack has no Listener",
            objects: [ingress("8080")],
            findings: [`violation Deployment "emissary/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses what is not a list of ports",
            objects: [...listeners, ingress("http")],
            findings: [`violation Deployment "emissary/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses another release in the ingress' namespace",
            objects: [...listeners, release({ [INBOUND]: "8080" }, "other")],
            findings: [`violation Release "emissary/other" values.podAnnotations["${INBOUND}"]`],
        },
        {
            title: "refuses a workload of the same name elsewhere",
            objects: [
                ...listeners,
                deployment("emissary-ingress", annotated({ [INBOUND]: "8080" }), "faces"),
            ],
            findings: [`violation Deployment "faces/emissary-ingress" ${at(INBOUND)}`],
        },
        {
            title: "refuses the annotation on a Namespace, even the ingress'",
            objects: [...listeners, namespace("emissary", { [INBOUND]: "8080" })],
            findings: [`violation Namespace "emissary" metadata.annotations["${INBOUND}"]`],
        },
        {
            title: "refuses everybody, the ingress too, outbound ports and subnets",
            objects: [
                deployment("emissary-ingress", annotated({ [OUTBOUND]: "5432" }), "emissary"),
                deployment("face", annotated({ [SUBNETS]: "10.0.0.0/8" })),
                namespace("faces", { [OUTBOUND]: "1-65535" }),
            ],
            findings: [
                `violation Deployment "emissary/emissary-ingress" ${at(OUTBOUND)}`,
                `violation Deployment "faces/face" ${at(SUBNETS)}`,
                `violation Namespace "faces" metadata.annotations["${OUTBOUND}"]`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown annotation",
            objects: [
                ...listeners,
                deployment("face", annotated({ [INBOUND]: UNKNOWN })),
                deployment("smiley", annotated({ [INBOUND]: "8000" })),
            ],
            findings: [
                `undecided Deployment "faces/face" ${at(INBOUND)}`,
                `violation Deployment "faces/smiley" ${at(INBOUND)}`,
            ],
        },
        {
            title: "leaves undecided a port that an unknown Listener may declare",
            objects: [listener(8443), listener(UNKNOWN), ingress("8080,8443")],
            findings: ['undecided Deployment "emissary/emissary-ingress" spec.port'],
        },
        {
            title: "decides by the known Listeners where they suffice",
            objects: [listener(8443), listener(UNKNOWN), ingress("8443")],
            findings: [],
        },
        {
            title: "leaves undecided whether an unknown namespace is the ingress'",
            objects: [
                ...listeners,
                deployment("emissary-ingress", annotated({ [INBOUND]: "8080" }), UNKNOWN),
            ],
            findings: ['undecided Deployment "?/emissary-ingress" metadata.namespace'],
        },
    ]);

    testEveryKind(mesh03, {
        allowed: annotated({ "example.com/team": "faces" }),
        refused: annotated({ [INBOUND]: "8000" }),
        fault: `metadata.annotations["${INBOUND}"]`,
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(mesh03, [...listeners, ingress("8080,8443,8877")]), [
            'MESH-03: Deployment "emissary/emissary-ingress" skips its proxy on port 8877, where no Listener of this stack listens' +
                ` (${at(INBOUND)}) — Fix: skip "8080,8443" only, the ports of this stack's Listeners`,
        ]);
    });
});
