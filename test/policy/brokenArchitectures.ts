import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { type JsonObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type Settings } from "../../rules/settings";
import { change } from "./compiledFaces";
import { authorization, linkerd, mapping, server } from "./mesh";
import { kubernetes, withOptions } from "./support";

/** The reference architecture with something in it that a rule is there for. */
export interface BrokenArchitecture {
    readonly rule: string;
    readonly title: string;
    readonly broken: (resources: readonly Resource[]) => readonly Resource[];
    readonly settings?: Partial<Settings>;
}

const KEY = generateKeyPairSync("ed25519")
    .privateKey.export({ format: "pem", type: "pkcs8" })
    .toString();

const added =
    (...more: readonly Resource[]) =>
    (resources: readonly Resource[]) => [...resources, ...more];
const changed =
    (kind: string, name: string, how?: (object: JsonObject) => JsonObject) =>
    (resources: readonly Resource[]) =>
        change(resources, kind, name, how);
const spec =
    (changes: JsonObject) =>
    (object: JsonObject): JsonObject => ({
        ...object,
        spec: { ...(object.spec as JsonObject), ...changes },
    });
const annotated =
    (annotations: JsonObject) =>
    (object: JsonObject): JsonObject => {
        const metadata = object.metadata as JsonObject;
        const before = metadata.annotations as JsonObject | undefined;
        return { ...object, metadata: { ...metadata, annotations: { ...before, ...annotations } } };
    };
/** Changes the pod spec, and the first container, of a Deployment. */
const pods =
    (changes: JsonObject, container: JsonObject = {}) =>
    (object: JsonObject): JsonObject => {
        const { template } = object.spec as { template: { spec: { containers: JsonObject[] } } };
        const [first, ...others] = template.spec.containers;
        const containers = [{ ...first, ...container }, ...others];
        const changedTemplate = { ...template, spec: { ...template.spec, containers, ...changes } };
        return spec({ template: changedTemplate })(object);
    };
const inFaces = (kind: string, parts: JsonObject) =>
    kubernetes(kind, { metadata: { name: "added", namespace: "faces" }, ...parts });

/** What no field of the reference architecture can become: fields and objects that it has not. */
export const brokenArchitectures: readonly BrokenArchitecture[] = [
    {
        rule: "MESH-04",
        title: "injection on the Deployment",
        broken: changed("Deployment", "face", annotated({ "linkerd.io/inject": "enabled" })),
    },
    {
        rule: "MESH-06",
        title: "TLS to a meshed upstream",
        broken: changed(
            "Mapping",
            "faces.example.com.below.faces",
            spec({ service: "https://faces-gui.faces:80" }),
        ),
    },
    {
        rule: "MESH-07",
        title: "the host's network",
        broken: changed("Deployment", "smiley", pods({ hostNetwork: true })),
    },
    {
        rule: "MESH-09",
        title: "a TCP probe",
        broken: changed(
            "Deployment",
            "color",
            pods({}, { readinessProbe: { tcpSocket: { port: 8000 } } }),
        ),
    },
    {
        rule: "AUTHZ-08",
        title: "a ServerAuthorization for who has no identity",
        broken: added(
            linkerd("v1beta1:ServerAuthorization", "added", {
                spec: { server: { name: "face.http" }, client: { unauthenticated: true } },
            }),
        ),
    },
    {
        rule: "AUTHZ-09",
        title: "a grant to a whole Namespace",
        broken: changed(
            "AuthorizationPolicy",
            "smiley.http.from.face.faces",
            spec({ targetRef: { kind: "Namespace", name: "faces" } }),
        ),
    },
    {
        rule: "AUTHZ-10",
        title: "a second Server for a port",
        broken: added(
            server("added", {
                podSelector: { matchLabels: { "app.kubernetes.io/name": "face" } },
            }),
        ),
    },
    {
        rule: "AUTHZ-13",
        title: "an old version of Servers",
        broken: (resources) =>
            resources.map((resource) => ({
                ...resource,
                type: resource.type.replace("v1beta3:Server", "v1beta1:Server"),
            })),
    },
    {
        rule: "AUTHZ-14",
        title: "a call that nobody declared",
        broken: added(
            authorization(
                "added",
                "Server/color.http",
                "MeshTLSAuthentication/emissary-ingress.emissary",
            ),
        ),
    },
    {
        rule: "AUTHZ-15",
        title: "metrics for others",
        broken: changed(
            "MeshTLSAuthentication",
            "prometheus.linkerd-viz",
            spec({
                identityRefs: [{ kind: "ServiceAccount", name: "web", namespace: "linkerd-viz" }],
            }),
        ),
    },
    {
        rule: "AUTHZ-16",
        title: "a Mapping to no Service",
        broken: changed(
            "Mapping",
            "faces.example.com.below.faces",
            spec({ service: "http://faces-guy.faces:80" }),
        ),
    },
    {
        rule: "PKI-02",
        title: "an issuer that signs itself",
        broken: changed("Issuer", "enterprise-issuer", (object) => ({
            ...object,
            spec: { selfSigned: {} },
        })),
    },
    {
        rule: "PKI-08",
        title: "a certificate of an issuer that signs for every namespace",
        broken: added(
            inFaces("cert-manager.io/v1:Certificate", {
                spec: { issuerRef: { name: "public", kind: "ClusterIssuer" } },
            }),
        ),
    },
    {
        rule: "PKI-15",
        title: "a workload's name on somebody's certificate",
        broken: added(
            inFaces("cert-manager.io/v1:Certificate", {
                spec: {
                    dnsNames: ["face.faces.serviceaccount.identity.linkerd.cluster.local"],
                    issuerRef: { name: "own" },
                },
            }),
        ),
    },
    {
        rule: "PKI-16",
        title: "a workload that runs as the account by which cert-manager signs in to Vault",
        broken: (resources) => [
            ...change(
                resources,
                "Issuer",
                "enterprise-issuer",
                spec({ vault: { auth: { kubernetes: { serviceAccountRef: { name: "vault" } } } } }),
            ),
            kubernetes("batch/v1:Job", {
                metadata: { name: "thief", namespace: "linkerd" },
                spec: { template: { spec: { serviceAccountName: "vault" } } },
            }),
        ],
    },
    {
        rule: "PKI-12",
        title: "an anchor that is taken away while proxies rely on it",
        broken: (resources) => resources,
        settings: { knownTrustAnchors: [createHash("sha256").update("gone").digest("hex")] },
    },
    {
        rule: "ING-01",
        title: "an Ingress without TLS",
        broken: added(
            inFaces("networking.k8s.io/v1:Ingress", {
                spec: { rules: [{ host: "a.example.com" }] },
            }),
        ),
    },
    {
        rule: "ING-09",
        title: "a Service with a load balancer of its own",
        broken: changed("Service", "face", spec({ type: "LoadBalancer" })),
    },
    {
        rule: "ING-11",
        title: "Linkerd's dashboard without authentication",
        broken: added(
            mapping("viz", {
                service: "http://web.linkerd-viz.svc.cluster.local:8084",
                bypass_auth: true,
            }),
        ),
    },
    {
        rule: "ING-12",
        title: "one more public path without a rate limit",
        broken: added(mapping("added", { service: "http://smiley.faces:80" })),
    },
    {
        rule: "ING-13",
        title: "an Emissary whose every Host needs a Secret",
        broken: (resources) =>
            resources.filter(
                ({ object }) =>
                    (object.metadata as JsonObject | undefined)?.name !== "cleartext-refused",
            ),
    },
    {
        rule: "PKI-17",
        title: "an ingress' certificate that nobody waits for",
        broken: (resources) =>
            changed("Certificate", "faces-example-com", (object) => {
                const { annotations, ...metadata } = object.metadata as JsonObject;
                assert.ok(annotations);
                return { ...object, metadata };
            })(resources).map((resource) => withOptions(resource, {})),
    },
    {
        rule: "ID-05",
        title: "a token that does not expire",
        broken: added(inFaces("core/v1:Secret", { type: "kubernetes.io/service-account-token" })),
    },
    {
        rule: "ID-06",
        title: "a role that may do everything",
        broken: added(
            inFaces("rbac.authorization.k8s.io/v1:Role", {
                rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
            }),
        ),
    },
    {
        rule: "ID-07",
        title: "a role for who is anonymous",
        broken: added(
            inFaces("rbac.authorization.k8s.io/v1:RoleBinding", {
                roleRef: { kind: "Role", name: "viewer" },
                subjects: [{ kind: "User", name: "system:anonymous" }],
            }),
        ),
    },
    {
        rule: "SEC-01",
        title: "a password in a ConfigMap",
        broken: added(
            inFaces("core/v1:ConfigMap", { data: { DATABASE_PASSWORD: "hunter2hunter2" } }),
        ),
    },
    {
        rule: "SEC-03",
        title: "a private key in a ConfigMap",
        broken: added(inFaces("core/v1:ConfigMap", { data: { "tls.key": KEY } })),
    },
    {
        rule: "SEC-04",
        title: "Cloudflare's global key",
        broken: changed(
            "Issuer",
            "letsencrypt-production",
            spec({
                acme: {
                    solvers: [{ dns01: { cloudflare: { apiKeySecretRef: { name: "global" } } } }],
                },
            }),
        ),
    },
    {
        rule: "SEC-05",
        title: "a Secret in the environment",
        broken: changed(
            "Deployment",
            "face",
            pods({}, { envFrom: [{ secretRef: { name: "passwords" } }] }),
        ),
    },
    {
        rule: "SC-06",
        title: "a manifest of a branch",
        broken: added(
            kubernetes("yaml/v2:ConfigFile", {
                file: "https://raw.githubusercontent.com/example/shop/main/shop.yaml",
            }),
        ),
    },
    {
        rule: "GOV-02",
        title: "an object that exempts itself",
        broken: changed(
            "Deployment",
            "face",
            annotated({ "polaris.fairwinds.com/exempt": "true" }),
        ),
    },
    {
        rule: "GOV-03",
        title: "a policy whose changes are ignored",
        broken: (resources) =>
            resources.map((resource) =>
                resource.type.endsWith(":Server")
                    ? withOptions(resource, { ignoreChanges: ["spec.accessPolicy"] })
                    : resource,
            ),
    },
    {
        rule: "CLD-07",
        title: "a cluster that anyone can delete by mistake",
        broken: (resources) => resources.map((resource) => withOptions(resource, {})),
    },
];

/** Rules whose own example lacks something that the architecture has, so that it is none there. */
export const lacking: Readonly<Record<string, string>> = {
    "GOV-04": "nothing in it enforces a rule at admission; in the architecture much does",
    "ING-13": "its namespace has no Host that refuses cleartext; the architecture's has",
    "PKI-14": "it has no alert; the architecture has them all",
};
