import assert from "node:assert/strict";
import { ing14 } from "../../rules/ing/ing-14/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { facesModel } from "../unit/access/facesModel";
import { carrier } from "./compiledFaces";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const mapping = (spec: JsonObject) =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name: "faces", namespace: "faces" },
        spec: { hostname: "faces.example.com", prefix: "/", service: "http://face", ...spec },
    });
const removing = (headers: Json) => mapping({ remove_request_headers: headers });
const authService = (spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:AuthService", {
        metadata: { name: "authentication", namespace: "emissary" },
        spec: { auth_service: "http://external-auth.emissary:8080", proto: "http", ...spec },
    });
const taking = (headers: Json) => authService({ allowed_authorization_headers: headers });
const model = carrier({
    ...facesModel,
    edges: facesModel.edges.map((edge) =>
        edge.from.kind === "authentication"
            ? { ...edge, from: { ...edge.from, userHeaders: ["x-faces-user"] } }
            : edge,
    ),
});
const REMOVED = 'Mapping "faces/faces" spec.remove_request_headers';
const TAKEN = 'AuthService "emissary/authentication" spec.allowed_authorization_headers';

describe("ING-14: who a user is the auth service alone says, and his password ends there", () => {
    testCases(ing14, [
        {
            title: "allows Mappings that remove what authenticates a user",
            objects: [
                authService(),
                removing(["authorization"]),
                removing(["cookie", "Authorization"]),
            ],
            findings: [],
        },
        {
            title: "leaves alone Mappings for which nobody authenticates",
            objects: [
                mapping({ ambassador_id: ["internal"] }),
                mapping({ bypass_auth: true }),
                authService(),
            ],
            findings: [],
        },
        {
            title: "says nothing of a stack whose auth service is another's",
            objects: [mapping({})],
            findings: [],
        },
        {
            title: "refuses to hand a user's password to workloads",
            objects: [authService(), mapping({}), removing([]), removing(["cookie"])],
            findings: Array.from({ length: 3 }, () => `violation ${REMOVED}`),
        },
        {
            title: "allows the auth service to name users by the header that the model has",
            objects: [model, taking(["X-Faces-User", "x-other"])],
            findings: [],
        },
        {
            title: "allows an answer over gRPC, of which every header is taken",
            objects: [model, authService({ proto: "grpc" })],
            findings: [],
        },
        {
            title: "leaves alone an auth service of which the model knows nothing",
            objects: [model, authService({ auth_service: "http://other.emissary:8080" })],
            findings: [],
        },
        {
            title: "refuses to leave the header that names users to the client",
            objects: [model, authService(), taking([]), taking(["x-other"])],
            findings: Array.from({ length: 3 }, () => `violation ${TAKEN}`),
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                model,
                taking(UNKNOWN),
                taking(["x-faces-user", UNKNOWN]),
                removing(UNKNOWN),
                removing(["authorization", UNKNOWN]),
                mapping({ bypass_auth: UNKNOWN }),
            ],
            findings: [
                `undecided ${REMOVED}`,
                'undecided Mapping "faces/faces" spec.bypass_auth',
                `undecided ${TAKEN}`,
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing14, [model, authService(), mapping({})]), [
            'ING-14: Mapping "faces/faces" hands what authenticates a user at the ingress on to' +
                " whoever answers (spec.remove_request_headers)" +
                ` — Fix: ${remedyOf("ING-14")}`,
            'ING-14: AuthService "emissary/authentication" leaves the header x-faces-user, by which' +
                " workloads know a user, to the client (spec.allowed_authorization_headers)" +
                " — Fix: list x-faces-user in allowed_authorization_headers",
        ]);
    });
});
