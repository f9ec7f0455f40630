import assert from "node:assert/strict";
import { ing07 } from "../../rules/ing/ing-07/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { deployment, inEveryKind, kubernetes, lines, summarize, testCases } from "./support";

const metadata = (name: string) => ({ name, namespace: "emissary" });
const authService = (spec: JsonObject = {}) =>
    kubernetes("getambassador.io/v3alpha1:AuthService", {
        metadata: metadata("auth"),
        spec: { auth_service: "http://auth:8080", ...spec },
    });
const service = kubernetes("core/v1:Service", {
    metadata: metadata("auth"),
    spec: { selector: { app: "auth" } },
});
const workload = (labels: Json = { app: "auth" }, inject: Json = "enabled") =>
    deployment(
        "auth",
        { metadata: { labels, annotations: { "linkerd.io/inject": inject } } },
        "emissary",
    );
const server = (app = "auth") =>
    kubernetes("policy.linkerd.io/v1beta3:Server", {
        metadata: metadata("auth-http"),
        spec: { podSelector: { matchLabels: { app } }, port: "http" },
    });
const policy = (targetRef: Json) =>
    kubernetes("policy.linkerd.io/v1alpha1:AuthorizationPolicy", {
        metadata: metadata("auth"),
        spec: { targetRef },
    });
const onServer = policy({ group: "policy.linkerd.io", kind: "Server", name: "auth-http" });
const route = (name: string) =>
    kubernetes("gateway.networking.k8s.io/v1:HTTPRoute", {
        metadata: metadata("auth-check"),
        spec: { parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name }] },
    });
const OBJECT = 'AuthService "emissary/auth"';

describe("ING-07: the auth service fails closed, and is meshed and authorised itself", () => {
    const unmeshed = { metadata: { labels: { app: "auth" }, annotations: {} } };
    for (const { kind, workload: pods } of inEveryKind(unmeshed)) {
        it(`refuses an unmeshed service that is a ${kind}`, () => {
            const metadataOf = { ...(pods.object.metadata as JsonObject), namespace: "emissary" };
            const auth = { ...pods, object: { ...pods.object, metadata: metadataOf } };
            assert.deepEqual(summarize(ing07, [authService(), service, auth]), [
                `violation ${OBJECT} spec.auth_service`,
            ]);
        });
    }

    testCases(ing07, [
        {
            title: "allows a meshed service with a policy on its Server",
            objects: [
                authService({ failure_mode_allow: false }),
                service,
                workload(),
                server(),
                onServer,
            ],
            findings: [],
        },
        {
            title: "allows a policy on a route of its Server",
            objects: [
                authService(),
                service,
                workload(),
                server(),
                route("auth-http"),
                policy({ kind: "HTTPRoute", name: "auth-check" }),
            ],
            findings: [],
        },
        {
            title: "leaves alone a service of another stack, and other workloads",
            objects: [
                authService(),
                authService({ auth_service: "auth.elsewhere:3000" }),
                workload({ app: "other" }, "disabled"),
            ],
            findings: [],
        },
        {
            title: "leaves a port without a Server to AUTHZ-03",
            objects: [authService(), service, workload()],
            findings: [],
        },
        {
            title: "refuses to let requests through when nobody answers",
            objects: [authService({ failure_mode_allow: true })],
            findings: [`violation ${OBJECT} spec.failure_mode_allow`],
        },
        {
            title: "refuses a service that is not meshed, wherever it is named from",
            objects: [
                authService(),
                authService({ auth_service: "auth.emissary.svc.cluster.local:8080" }),
                service,
                workload({ app: "auth" }, "disabled"),
            ],
            findings: [
                `violation ${OBJECT} spec.auth_service`,
                `violation ${OBJECT} spec.auth_service`,
            ],
        },
        {
            title: "refuses a service that nobody may call",
            objects: [
                authService(),
                service,
                workload(),
                server(),
                route("other"),
                policy({ kind: "Server", name: "other" }),
                policy({ kind: "HTTPRoute", name: "auth-check" }),
            ],
            findings: [`violation ${OBJECT} spec.auth_service`],
        },
        {
            title: "refuses an address that is none",
            objects: [authService({ auth_service: "://" })],
            findings: [`violation ${OBJECT} spec.auth_service`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                authService({ failure_mode_allow: UNKNOWN }),
                authService({ auth_service: UNKNOWN }),
                service,
                workload(UNKNOWN),
                workload({ app: "auth" }, UNKNOWN),
            ],
            findings: [
                `undecided ${OBJECT} spec.failure_mode_allow`,
                `undecided ${OBJECT} spec.template.metadata.labels`,
                `undecided ${OBJECT} spec.template.metadata.annotations["linkerd.io/inject"]`,
                `undecided ${OBJECT} spec.auth_service`,
            ],
        },
        {
            title: "leaves undecided who may call while a policy's target is not known",
            objects: [authService(), service, workload(), server(), policy(UNKNOWN)],
            findings: [`undecided ${OBJECT} spec.targetRef`],
        },
        {
            title: "refuses a text where true or false belongs",
            objects: [authService({ failure_mode_allow: "false" })],
            findings: [`violation ${OBJECT} spec.failure_mode_allow`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(
            lines(ing07, [authService(), service, workload({ app: "auth" }, "disabled")]),
            [
                `ING-07: ${OBJECT} is answered by Deployment "emissary/auth", which is not meshed` +
                    " (spec.auth_service) — Fix: mesh the auth service, so that nobody can answer in its place",
            ],
        );
    });
});
