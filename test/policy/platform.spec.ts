import assert from "node:assert/strict";
import fc from "fast-check";
import { rules } from "../../policy-pack/rules";
import { type Json, type JsonObject, UNKNOWN, isObject } from "../../policy-pack/rules/read";
import { type Resource } from "../../policy-pack/rules/resource";
import { ResourceIndex } from "../../policy-pack/rules/resourceIndex";
import { type Finding, formatFinding, judge } from "../../policy-pack/rules/rule";
import { defaultSettings } from "../../policy-pack/rules/settings";
import { change, compiledFaces } from "./compiledFaces";
import { authorization, server } from "./mesh";
import { platformResources } from "./platform";

const ours = rules.filter(({ id }) => /^(MESH|AUTHZ)-/.test(id));

function judgeAll(resources: readonly Resource[]): Finding[] {
    const index = new ResourceIndex(resources);
    return ours.flatMap((rule) => judge(rule, index, defaultSettings));
}

/** A change of one object: of which kind and name, and to what; `undefined` takes it away. */
type Mutation = readonly [kind: string, name: string, change?: (object: JsonObject) => JsonObject];

const spec =
    (changes: JsonObject) =>
    (object: JsonObject): JsonObject => ({
        ...object,
        spec: { ...(object.spec as JsonObject), ...changes },
    });
const metadata =
    (key: string, changes: JsonObject) =>
    (object: JsonObject): JsonObject => {
        const before = object.metadata as Record<string, JsonObject | undefined>;
        return { ...object, metadata: { ...before, [key]: { ...before[key], ...changes } } };
    };
/** Changes the pod spec, and the first container, of a Deployment. */
const pods =
    (changes: JsonObject, container: JsonObject = {}) =>
    (object: JsonObject): JsonObject => {
        const { template } = object.spec as { template: { spec: { containers: JsonObject[] } } };
        const [first, ...others] = template.spec.containers;
        const containers = [{ ...first, ...container }, ...others];
        const changed = { ...template, spec: { ...template.spec, containers, ...changes } };
        return spec({ template: changed })(object);
    };

const target = (kind: string, name: string) => ({
    targetRef: { group: "policy.linkerd.io", kind, name },
});
const mutations: readonly (readonly [rule: string, title: string, ...mutation: Mutation])[] = [
    [
        "MESH-01",
        "a pod opts out",
        "Deployment",
        "face",
        (object) =>
            spec({ template: { metadata: { annotations: { "linkerd.io/inject": "disabled" } } } })(
                object,
            ),
    ],
    [
        "MESH-04",
        "injection on the Deployment",
        "Deployment",
        "face",
        metadata("annotations", { "linkerd.io/inject": "enabled" }),
    ],
    [
        "MESH-06",
        "TLS to a meshed upstream",
        "Mapping",
        "faces.example.com.below.faces",
        spec({ service: "https://faces-gui.faces:80" }),
    ],
    ["MESH-07", "the host's network", "Deployment", "smiley", pods({ hostNetwork: true })],
    [
        "MESH-08",
        "a restricted namespace",
        "Namespace",
        "faces",
        metadata("labels", { "pod-security.kubernetes.io/enforce": "restricted" }),
    ],
    [
        "MESH-09",
        "a TCP probe",
        "Deployment",
        "color",
        pods({}, { readinessProbe: { tcpSocket: { port: 8000 } } }),
    ],
    [
        "AUTHZ-01",
        "another default policy",
        "Namespace",
        "faces",
        metadata("annotations", {
            "config.linkerd.io/default-inbound-policy": "all-authenticated",
        }),
    ],
    [
        "AUTHZ-02",
        "a Server that is tried out",
        "Server",
        "face.http",
        spec({ accessPolicy: "audit" }),
    ],
    ["AUTHZ-03", "a port without Server", "Server", "smiley.http"],
    [
        "AUTHZ-03",
        "a Service that leads elsewhere",
        "Service",
        "smiley",
        spec({ ports: [{ port: 80, targetPort: 8001 }] }),
    ],
    [
        "AUTHZ-04",
        "a target that is misspelt",
        "AuthorizationPolicy",
        "smiley.http.from.face.faces",
        spec(target("Server", "smiley.htpp")),
    ],
    ["AUTHZ-04", "an authentication that is gone", "MeshTLSAuthentication", "face.faces"],
    ["AUTHZ-05", "the Service's port", "Server", "color.http", spec({ port: 80 })],
    [
        "AUTHZ-05",
        "a label that is misspelt",
        "Server",
        "color.http",
        spec({ podSelector: { matchLabels: { "app.kubernetes.io/name": "colour" } } }),
    ],
    [
        "AUTHZ-06",
        "any identity",
        "MeshTLSAuthentication",
        "face.faces",
        spec({ identityRefs: null, identities: ["*"] }),
    ],
    [
        "AUTHZ-06",
        "a ServiceAccount that is misspelt",
        "MeshTLSAuthentication",
        "face.faces",
        spec({ identityRefs: [{ kind: "ServiceAccount", name: "fase" }] }),
    ],
    [
        "AUTHZ-07",
        "everywhere",
        "NetworkAuthentication",
        "kubelet",
        spec({ networks: [{ cidr: "0.0.0.0/0" }] }),
    ],
    [
        "AUTHZ-07",
        "the whole Server for the kubelet",
        "AuthorizationPolicy",
        "face.http.get.at.ready.from-network.kubelet",
        spec(target("Server", "face.http")),
    ],
    [
        "AUTHZ-09",
        "a whole Namespace",
        "AuthorizationPolicy",
        "smiley.http.from.face.faces",
        spec({ targetRef: { kind: "Namespace", name: "faces" } }),
    ],
    ["AUTHZ-10", "the same port twice", "Server", "smiley.http", spec({ podSelector: {} })],
    [
        "AUTHZ-11",
        "a probe without policy",
        "AuthorizationPolicy",
        "face.http.get.at.ready.from-network.kubelet",
    ],
    ["AUTHZ-11", "a probe without route", "HTTPRoute", "face.http.get.at.ready"],
    [
        "AUTHZ-12",
        "a route of the Service",
        "HTTPRoute",
        "face.http.below.center",
        spec({ parentRefs: [{ group: "", kind: "Service", name: "face" }] }),
    ],
    ["AUTHZ-14", "a call without policy", "AuthorizationPolicy", "color.http.from.face.faces"],
    ["AUTHZ-14", "a public path without Mapping", "Mapping", "faces.example.com.below.face.center"],
    [
        "AUTHZ-14",
        "a wider route",
        "HTTPRoute",
        "face.http.below.center",
        spec({ rules: [{ matches: [{ path: { type: "PathPrefix", value: "/" } }] }] }),
    ],
    ["AUTHZ-14", "a network that stops a call", "NetworkPolicy", "smiley"],
    [
        "AUTHZ-15",
        "metrics for others",
        "MeshTLSAuthentication",
        "prometheus.linkerd-viz",
        spec({ identityRefs: [{ kind: "ServiceAccount", name: "web", namespace: "linkerd-viz" }] }),
    ],
    [
        "AUTHZ-16",
        "a Mapping to what the ingress may not call",
        "AuthorizationPolicy",
        "faces-gui.http.from.emissary-ingress.emissary",
    ],
    [
        "AUTHZ-16",
        "a Mapping to no Service",
        "Mapping",
        "faces.example.com.below.faces",
        spec({ service: "http://faces-guy.faces:80" }),
    ],
    [
        "AUTHZ-17",
        "an empty authentication",
        "MeshTLSAuthentication",
        "face.faces",
        spec({ identityRefs: [] }),
    ],
];

describe("The reference architecture, judged by the rules of mesh and authorization", () => {
    let platform: Resource[];

    before(async () => {
        platform = await platformResources();
    });

    it("breaks none", () => {
        assert.deepEqual(
            judgeAll(platform).map(({ rule, level, status }) => [rule, level, status]),
            [],
        );
    });

    it("breaks none as the access model's compiled Faces", () => {
        assert.deepEqual(judgeAll(compiledFaces()).map(formatFinding), []);
    });

    for (const [rule, title, ...mutation] of mutations) {
        it(`breaks ${rule} by ${title}`, () => {
            const findings = judgeAll(change(platform, ...mutation)).filter(
                ({ status }) => status === "violation",
            );
            assert.ok(
                findings.some((finding) => finding.rule === rule),
                findings.map(formatFinding).join("\n"),
            );
        });
    }

    it("breaks AUTHZ-13 by an old version", () => {
        const findings = judgeAll(
            platform.map((resource) => ({
                ...resource,
                type: resource.type.replace("v1beta3:Server", "v1beta1:Server"),
            })),
        );
        assert.ok(findings.some(({ rule }) => rule === "AUTHZ-13"));
    });

    it("breaks AUTHZ-18 without the NetworkPolicies that are for all pods", () => {
        const findings = judgeAll(change(platform, "NetworkPolicy", "default-deny"));
        assert.ok(findings.some(({ rule }) => rule === "AUTHZ-18"));
    });

    it("breaks AUTHZ-10 and AUTHZ-14 by objects that are added", () => {
        const findings = judgeAll([
            ...platform,
            server("second", {
                podSelector: { matchLabels: { "app.kubernetes.io/name": "face" } },
            }),
            authorization(
                "more",
                "Server/color.http",
                "MeshTLSAuthentication/emissary-ingress.emissary",
            ),
        ]);
        const broken = new Set(findings.map(({ rule }) => rule));
        assert.ok(broken.has("AUTHZ-10") && broken.has("AUTHZ-14"), [...broken].join());
    });

    it("never makes a rule fall over, whatever stands in place of any part of it", function () {
        this.timeout(120_000);
        fc.assert(
            fc.property(
                fc.nat(),
                fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
                fc.constantFrom<Json>(UNKNOWN, null, 0, true, "", "*", [], {}, [UNKNOWN], [1]),
                (at, path, value) => {
                    const position = at % platform.length;
                    const changed = platform.map((resource, each) =>
                        each === position
                            ? { ...resource, object: replaced(resource.object, path, value) }
                            : resource,
                    );
                    for (const finding of judgeAll(changed)) {
                        assert.match(formatFinding(finding), /^[A-Z]+-\d\d: .+ — Fix: ./);
                    }
                },
            ),
            { numRuns: 300 },
        );
    });
});

/** The object with a value in place of a part, to which the numbers lead down. */
function replaced(
    object: JsonObject,
    [step = 0, ...rest]: readonly number[],
    value: Json,
): JsonObject {
    const keys = Object.keys(object);
    const key = keys[step % Math.max(1, keys.length)];
    return key === undefined ? object : { ...object, [key]: within(object[key], rest, value) };
}

function within(part: Json, path: readonly number[], value: Json): Json {
    if (path.length === 0) {
        return value;
    }
    if (Array.isArray(part)) {
        const [step = 0, ...rest] = path;
        return part.map((item: Json, at) =>
            at === step % part.length ? within(item, rest, value) : item,
        );
    }
    return isObject(part) ? replaced(part, path, value) : value;
}
