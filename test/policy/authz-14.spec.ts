import assert from "node:assert/strict";
import { authz14 } from "../../rules/authz/authz-14/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { facesModel } from "../unit/access/facesModel";
import { asResources, carrier, change, compiledFaces } from "./compiledFaces";
import { authorization, identityOf, meshed, release, server, workload } from "./mesh";
import { lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const faces = [carrier(facesModel), ...compiledFaces()];
const isOfEmissary = ({ type, object }: (typeof faces)[number]) =>
    (type.endsWith(":Deployment") || type.endsWith(":Service")) &&
    (object.metadata as { name: string }).name === "emissary-ingress";
const COMPONENT = 'MeshedNamespace "faces"';
const more = authorization("more", "Server/smiley.http", "ServiceAccount/color");
const call = { from: "faces/gui", to: "faces/face", port: 8000 };
const byHand = [
    meshed(),
    workload(),
    server(),
    identityOf("gui", "gui"),
    authorization("callers", "Server/face", "MeshTLSAuthentication/gui"),
];

describe("AUTHZ-14: the calls that are let through are those that are declared", () => {
    testCases(authz14, [
        { title: "allows what is compiled from the model", objects: faces, findings: [] },
        {
            title: "lets the model stand for pods that the stack does not show",
            objects: [
                release("emissary-ingress", {}, "emissary"),
                ...faces.filter((resource) => !isOfEmissary(resource)),
            ],
            findings: [],
        },
        {
            title: "allows the same model in several components, in whatever order it is written",
            objects: [
                ...faces,
                carrier({ ...facesModel, edges: [...facesModel.edges] }, "emissary"),
                carrier(Object.fromEntries(Object.entries(facesModel).reverse()), "third"),
            ],
            findings: [],
        },
        {
            title: "leaves alone namespaces that no model governs, and components without a model",
            objects: [
                ...faces,
                carrier({ level: "high" }, "other"),
                {
                    urn: "urn:dataset",
                    type: "gcp:bigquery/dataset:Dataset",
                    object: { access: UNKNOWN },
                },
                ...asResources([
                    {
                        apiVersion: "apps/v1",
                        kind: "Deployment",
                        metadata: { name: "open", namespace: "legacy" },
                        spec: {
                            template: {
                                spec: { containers: [{ ports: [{ containerPort: 80 }] }] },
                            },
                        },
                    },
                ]),
            ],
            findings: [],
        },
        {
            title: "knows a workload of another name by its labels",
            objects: change(faces, "Deployment", "smiley", (object) => ({
                ...object,
                metadata: { name: "smiley-v2", namespace: "faces" },
            })),
            findings: [],
        },
        {
            title: "refuses a call that nobody has declared, though the network stops it",
            objects: [...faces, more],
            findings: [1, 2].map(() => 'violation AuthorizationPolicy "faces/more" spec'),
        },
        {
            title: "refuses a workload that everybody may call, since it has no proxy",
            objects: change(faces, "Deployment", "smiley", (object) => ({
                ...object,
                spec: {
                    template: {
                        ...(object.spec as { template: object }).template,
                        metadata: {
                            labels: { "app.kubernetes.io/name": "smiley" },
                            annotations: { "linkerd.io/inject": "disabled" },
                        },
                    },
                },
            })),
            findings: [
                'violation Deployment "faces/smiley" spec',
                // Nor may its callers call it any more: without proxy it has another port.
                'violation NetworkPolicy "faces/default-deny" spec',
                'violation NetworkPolicy "faces/default-deny" spec',
            ],
        },
        {
            title: "refuses a workload that the model does not have",
            objects: [
                ...faces,
                workload("debug"),
                server("debug"),
                authorization("debug", "Server/debug", "MeshTLSAuthentication/face.faces"),
            ],
            findings: ['violation AuthorizationPolicy "faces/debug" spec'],
        },
        {
            title: "refuses a public path that nobody has declared",
            objects: [
                ...faces,
                ...asResources([
                    {
                        apiVersion: "getambassador.io/v3alpha1",
                        kind: "Mapping",
                        metadata: {
                            name: "past",
                            namespace: "faces",
                            labels: { "zero-trust/host": "faces.example.com" },
                        },
                        spec: {
                            hostname: "faces.example.com",
                            prefix: "/past/",
                            service: "http://faces-gui.faces:80",
                        },
                    },
                ]),
            ],
            findings: ['violation Mapping "faces/past" spec'],
        },
        {
            title: "refuses a declared call without its policy",
            objects: change(faces, "AuthorizationPolicy", "color.http.from.face.faces"),
            findings: ['violation Server "faces/color.http" spec'],
        },
        {
            title: "refuses a declared call that the network stops",
            objects: change(faces, "NetworkPolicy", "color"),
            findings: [1, 2].map(() => 'violation NetworkPolicy "faces/default-deny" spec'),
        },
        {
            title: "refuses a public call without its Mapping",
            objects: change(faces, "Mapping", "faces.example.com.below.faces"),
            findings: ['violation Deployment "faces/faces-gui" spec'],
        },
        {
            title: "refuses an authentication that lets in somebody else",
            objects: change(faces, "MeshTLSAuthentication", "face.faces", (object) => ({
                ...object,
                spec: { identityRefs: [{ kind: "ServiceAccount", name: "faces-gui" }] },
            })),
            findings: [
                // Extra for the one,
                'violation AuthorizationPolicy "faces/smiley.http.from.face.faces" spec',
                'violation AuthorizationPolicy "faces/smiley.http.from.face.faces" spec',
                'violation AuthorizationPolicy "faces/color.http.from.face.faces" spec',
                // and missing for the other.
                'violation AuthorizationPolicy "faces/color.http.from.face.faces" spec',
                'violation AuthorizationPolicy "faces/smiley.http.from.face.faces" spec',
                'violation AuthorizationPolicy "faces/smiley.http.from.face.faces" spec',
            ],
        },
        {
            title: "refuses components that carry different models for a namespace",
            objects: [
                ...faces,
                carrier({ ...facesModel, edges: facesModel.edges.slice(1) }, "second"),
            ],
            findings: ['violation MeshedNamespace "second" access.namespaces.faces'],
        },
        {
            title: "refuses a model that is none",
            objects: [
                carrier({ ...facesModel, kubelet: "10.42.0.0/16" }),
                carrier({ namespaces: 1, edges: [] }, "second"),
            ],
            findings: [
                `violation ${COMPONENT} access`,
                'violation MeshedNamespace "second" access',
            ],
        },
        {
            title: "leaves undecided an unknown model, and one with an unknown part",
            objects: [carrier(UNKNOWN), carrier({ ...facesModel, kubelet: [UNKNOWN] }, "second")],
            findings: [
                `undecided ${COMPONENT} access`,
                'undecided MeshedNamespace "second" access.kubelet[0]',
            ],
        },
        {
            title: "leaves undecided a namespace with an unknown policy, and judges the others",
            objects: [
                ...change(
                    change(
                        faces,
                        "AuthorizationPolicy",
                        "color.http.from.face.faces",
                        (object) => ({
                            ...object,
                            spec: UNKNOWN,
                        }),
                    ),
                    "AuthorizationPolicy",
                    "external-auth.http.from.emissary-ingress.emissary",
                ),
                more,
            ],
            findings: [
                'undecided AuthorizationPolicy "faces/color.http.from.face.faces" spec',
                'violation Server "emissary/external-auth.http" spec',
            ],
        },
        {
            title: "leaves undecided calls from the internet while a Mapping is unknown",
            objects: change(faces, "Mapping", "faces.example.com.below.faces", (object) => ({
                ...object,
                spec: { ...(object.spec as object), service: UNKNOWN },
            })),
            findings: ['undecided Mapping "faces/faces.example.com.below.faces" spec.service'],
        },
        {
            title: "refuses what Linkerd cannot read",
            objects: change(faces, "Server", "color.http", (object) => ({
                ...object,
                spec: { ...(object.spec as object), proxyProtocol: "h2" },
            })),
            findings: ['violation Server "faces/color.http" spec'],
        },
        {
            title: "says nothing where nobody has declared anything",
            objects: compiledFaces(),
            findings: [],
        },
        {
            title: "allows the calls of the settings",
            objects: byHand,
            settings: { calls: [call] },
            findings: [],
        },
        {
            title: "refuses, by the settings, what is missing and what is extra",
            objects: byHand,
            settings: { calls: [{ ...call, from: "faces/web", requests: ["GET /cell/*"] }] },
            findings: [
                'violation AuthorizationPolicy "faces/callers" spec',
                'violation AuthorizationPolicy "faces/callers" spec',
            ],
        },
    ]);

    it("names the call and the object", () => {
        assert.deepEqual(
            lines(authz14, [...faces, more])[0],
            `AUTHZ-14: AuthorizationPolicy "faces/more" lets faces/color call faces/smiley:8000 (*), which nobody has declared (spec) — Fix: ${remedyOf("AUTHZ-14")}`,
        );
        assert.deepEqual(
            lines(authz14, change(faces, "AuthorizationPolicy", "color.http.from.face.faces")),
            [
                'AUTHZ-14: Server "faces/color.http" does not let faces/face call faces/color:8000 (*/*), which is declared (spec) — Fix: let the call through, best by compiling the access model anew, or declare it no longer',
            ],
        );
    });
});
