import assert from "node:assert/strict";
import { ing11 } from "../../rules/ing/ing-11/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const inEmissary = (kind: string, spec: JsonObject) =>
    kubernetes(`getambassador.io/v3alpha1:${kind}`, {
        metadata: { name: "ambassador", namespace: "emissary" },
        spec,
    });
const authService = inEmissary("AuthService", { auth_service: "auth" });
const module = (diagnostics: Json) => inEmissary("Module", { config: { diagnostics } });
const mapping = (service: Json, spec: JsonObject = {}, namespace: Json = "linkerd-viz") =>
    kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name: "viz", namespace },
        spec: { hostname: "viz.example.com", prefix: "/", service, ...spec },
    });
const service = (type: Json, ports: Json) =>
    kubernetes("core/v1:Service", {
        metadata: { name: "admin", namespace: "emissary" },
        spec: { type, ports },
    });
const release = (values: Json, chart: Json = "emissary-ingress") =>
    kubernetes("helm.sh/v3:Release", {
        chart,
        name: "emissary-ingress",
        namespace: "emissary",
        values,
    });
const ingress = (name: Json, metadata: JsonObject = {}, spec: JsonObject = {}) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name: "viz", namespace: "linkerd-viz", ...metadata },
        spec: {
            rules: [
                { http: { paths: [{ backend: { service: { name, port: { number: 80 } } } }] } },
            ],
            ...spec,
        },
    });
const VIZ = 'Mapping "linkerd-viz/viz" spec.service';
const BACKEND = 'Ingress "linkerd-viz/viz" spec.rules[0].http.paths[0].backend.service.name';

describe("ING-11: administration and dashboards are not published without authentication", () => {
    testCases(ing11, [
        {
            title: "allows a dashboard behind an AuthService",
            objects: [authService, mapping("http://web.linkerd-viz.svc.cluster.local:8084")],
            findings: [],
        },
        {
            title: "allows other Services, without an AuthService too",
            objects: [
                mapping("http://face.faces:80"),
                ingress("face"),
                service("LoadBalancer", [{ port: 443, targetPort: 8443 }]),
                service("ClusterIP", [{ port: 8877 }]),
            ],
            findings: [],
        },
        {
            title: "refuses a dashboard without an AuthService, or past it",
            objects: [
                mapping("web:8084"),
                mapping("grafana.monitoring"),
                mapping("http://anything.faces:8877"),
            ],
            findings: [`violation ${VIZ}`, `violation ${VIZ}`, `violation ${VIZ}`],
        },
        {
            title: "refuses a dashboard that bypasses authentication",
            objects: [authService, mapping("web:8084", { bypass_auth: true })],
            findings: [`violation ${VIZ}`],
        },
        {
            title: "refuses a dashboard through an Ingress, unless something asks who calls",
            objects: [
                ingress("web"),
                ingress("web", {
                    annotations: {
                        "example.com/team": "viz",
                        "nginx.ingress.kubernetes.io/auth-url": "https://auth",
                    },
                }),
            ],
            findings: [`violation ${BACKEND}`],
        },
        {
            title: "refuses it through another controller's Ingress, beside an AuthService too",
            objects: [authService, ingress("web", {}, { ingressClassName: "nginx" })],
            findings: [`violation ${BACKEND}`],
        },
        {
            title: "refuses Emissary's own Ingress where the stack has no AuthService",
            objects: [ingress("web", {}, { ingressClassName: "ambassador" })],
            findings: [`violation ${BACKEND}`],
        },
        {
            title: "allows Emissary's own Ingresses behind its AuthService",
            objects: [
                authService,
                ingress("web", {}, { ingressClassName: "ambassador" }),
                ingress("web", { annotations: { "kubernetes.io/ingress.class": "ambassador" } }),
            ],
            findings: [],
        },
        {
            title: "follows the settings",
            objects: [mapping("web:8084"), mapping("secret.shop"), mapping("console.anywhere")],
            settings: { adminServices: ["shop/secret", "*/console"] },
            findings: [`violation ${VIZ}`, `violation ${VIZ}`],
        },
        {
            title: "allows diagnostics that answer local requests only",
            objects: [
                module({ enabled: true }),
                module({ enabled: false, allow_non_local: true }),
                module(null),
                release({ module: { diagnostics: { enabled: true } } }),
            ],
            findings: [],
        },
        {
            title: "refuses diagnostics for everyone, and a public administration port",
            objects: [
                module({ allow_non_local: true }),
                release({ module: { diagnostics: { enabled: true, allow_non_local: true } } }),
                release({ adminService: { type: "LoadBalancer" } }),
                service("LoadBalancer", [{ port: 80, targetPort: 8877 }]),
                service("NodePort", [{ port: 8080 }, { port: 8877, targetPort: "admin" }]),
            ],
            findings: [
                'violation Module "emissary/ambassador" spec.config.diagnostics.allow_non_local',
                'violation Release "emissary/emissary-ingress" values.module.diagnostics.allow_non_local',
                'violation Release "emissary/emissary-ingress" values.adminService.type',
                'violation Service "emissary/admin" spec.ports[0]',
                'violation Service "emissary/admin" spec.ports[1]',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                module({ allow_non_local: UNKNOWN }),
                module({ enabled: UNKNOWN, allow_non_local: true }),
                service(UNKNOWN, []),
                service("NodePort", UNKNOWN),
                release({}, UNKNOWN),
                mapping(UNKNOWN),
                mapping("web", { bypass_auth: UNKNOWN }),
                ingress(UNKNOWN),
                mapping("web"),
            ],
            findings: [
                'undecided Module "emissary/ambassador" spec.config.diagnostics.allow_non_local',
                'undecided Module "emissary/ambassador" spec.config.diagnostics.enabled',
                'undecided Service "emissary/admin" spec.type',
                'undecided Service "emissary/admin" spec.ports',
                'undecided Release "emissary/emissary-ingress" chart',
                `undecided ${VIZ}`,
                'undecided Mapping "linkerd-viz/viz" spec.bypass_auth',
                `violation ${VIZ}`,
                `undecided ${BACKEND}`,
            ],
        },
        {
            title: "refuses a text where true or false belongs",
            objects: [module({ allow_non_local: "true" })],
            findings: [
                'violation Module "emissary/ambassador" spec.config.diagnostics.allow_non_local',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing11, [mapping("web:8084")]), [
            'ING-11: Mapping "linkerd-viz/viz" publishes linkerd-viz/web, and the stack has no AuthService' +
                ` (spec.service) — Fix: ${remedyOf("ING-11")}`,
        ]);
    });
});
