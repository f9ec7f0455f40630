import assert from "node:assert/strict";

import { Faces } from "../../../components/apps/faces";
import { emissaryIdentity } from "../../../components/ingress/emissary";
import { vizPrometheus } from "../../../components/mesh/linkerdViz";
import { only, type RecordedResource, recordResources } from "../../support/recordResources";

const record = (metricsScrapers = [vizPrometheus]) =>
    recordResources(() => {
        new Faces("faces", {
            host: "faces.example.com",
            ingress: emissaryIdentity,
            mappingLabels: { "zero-trust/host": "faces.example.com" },
            probeNetworks: ["10.42.0.0/16"],
            metricsScrapers,
        });
    });

const nameOf = ({ inputs }: RecordedResource) => (inputs.metadata as { name: string }).name;
const namesOf = (resources: RecordedResource[], type: string) =>
    resources
        .filter((resource) => resource.type === type)
        .map(nameOf)
        .sort();
const specOf = (resources: RecordedResource[], type: string, name: string) =>
    resources.find((resource) => resource.type === type && nameOf(resource) === name)?.inputs
        .spec as Record<string, unknown> | undefined;

const server = "kubernetes:policy.linkerd.io/v1beta3:Server";
const authentication = "kubernetes:policy.linkerd.io/v1alpha1:MeshTLSAuthentication";
const authorization = "kubernetes:policy.linkerd.io/v1alpha1:AuthorizationPolicy";
const route = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";
const mapping = "kubernetes:getambassador.io/v3alpha1:Mapping";

describe("Faces", () => {
    it("runs four workloads, each with a ServiceAccount of its own", async () => {
        const resources = await record();
        const workloads = ["color", "face", "faces-gui", "smiley"];
        assert.deepEqual(namesOf(resources, "kubernetes:apps/v1:Deployment"), workloads);
        assert.deepEqual(namesOf(resources, "kubernetes:core/v1:ServiceAccount"), workloads);
    });

    it("tells smiley's HTTP/1 and color's gRPC apart", async () => {
        const resources = await record();
        assert.equal(specOf(resources, server, "smiley")?.proxyProtocol, "HTTP/1");
        assert.equal(specOf(resources, server, "color")?.proxyProtocol, "gRPC");
    });

    for (const [callee, caller] of [
        ["smiley", { name: "face", namespace: "faces" }],
        ["color", { name: "face", namespace: "faces" }],
        ["face", { name: "emissary-ingress", namespace: "emissary" }],
        ["faces-gui", { name: "emissary-ingress", namespace: "emissary" }],
        ["linkerd-admin", { name: "prometheus", namespace: "linkerd-viz" }],
    ] as const) {
        it(`lets only ${caller.name} call ${callee}`, async () => {
            const resources = await record();
            assert.deepEqual(specOf(resources, authentication, `${callee}-callers`), {
                identityRefs: [{ kind: "ServiceAccount", ...caller }],
            });
        });
    }

    it("restricts the ingress to the two paths of face that the GUI's page uses", async () => {
        const resources = await record();
        assert.deepEqual(specOf(resources, route, "face-callers"), {
            parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name: "face" }],
            rules: [
                {
                    matches: [
                        { path: { type: "PathPrefix", value: "/center/" } },
                        { path: { type: "PathPrefix", value: "/edge/" } },
                    ],
                },
            ],
        });
        assert.deepEqual(specOf(resources, authorization, "face-callers")?.targetRef, {
            group: "gateway.networking.k8s.io",
            kind: "HTTPRoute",
            name: "face-callers",
        });
    });

    it("publishes the GUI and face, and neither smiley nor color", async () => {
        const resources = await record();
        assert.deepEqual(namesOf(resources, mapping), ["face", "faces"]);
        assert.deepEqual(specOf(resources, mapping, "face"), {
            hostname: "faces.example.com",
            prefix: "/face/",
            rewrite: "/",
            service: "http://face.faces.svc.cluster.local:80",
            remove_request_headers: ["authorization"],
        });
    });

    it("lets nobody scrape metrics when there is nobody to scrape them", async () => {
        assert.deepEqual(namesOf(await record([]), server), [
            "color",
            "face",
            "faces-gui",
            "smiley",
        ]);
    });

    it("refuses everything by default in its namespace", async () => {
        const { metadata } = only(await record(), "kubernetes:core/v1:Namespace");
        assert.deepEqual((metadata as { annotations: unknown }).annotations, {
            "linkerd.io/inject": "enabled",
            "config.linkerd.io/default-inbound-policy": "deny",
        });
    });

    it("works, although its images fail on purpose by default", async () => {
        const resources = await record();
        for (const name of ["smiley", "color", "face"]) {
            const spec = specOf(resources, "kubernetes:apps/v1:Deployment", name) as unknown as {
                template: { spec: { containers: { env: { name: string; value: string }[] }[] } };
            };
            const environment = spec.template.spec.containers[0]?.env ?? [];
            assert.deepEqual(
                environment.filter((each) => each.name === "ERROR_FRACTION"),
                [{ name: "ERROR_FRACTION", value: "0" }],
            );
        }
    });
});
