import { type Json, type JsonObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { kubernetes, namespace } from "./support";

const LINKERD = "policy.linkerd.io";
const GATEWAY = "gateway.networking.k8s.io";

/** A meshed, default-deny Namespace. */
export function meshed(name = "faces"): Resource {
    return namespace(name, {
        "linkerd.io/inject": "enabled",
        "config.linkerd.io/default-inbound-policy": "deny",
    });
}

export interface PodsParts {
    readonly labels?: Json;
    readonly annotations?: Json;
    readonly ports?: Json;
    readonly spec?: JsonObject;
    readonly container?: JsonObject;
    readonly namespace?: Json;
}

/** A Deployment with label `app`, ServiceAccount of its own and a port `http` 8000. */
export function workload(name = "face", parts: PodsParts = {}): Resource {
    return kubernetes("apps/v1:Deployment", {
        metadata: { name, namespace: parts.namespace ?? "faces" },
        spec: { template: pod(name, parts) },
    });
}

/** The pod template of such a Deployment. */
export function pod(name = "face", parts: PodsParts = {}) {
    return {
        metadata: { labels: parts.labels ?? { app: name }, annotations: parts.annotations ?? {} },
        spec: {
            serviceAccountName: name,
            containers: [
                {
                    name,
                    ports: parts.ports ?? [{ name: "http", containerPort: 8000 }],
                    ...parts.container,
                },
            ],
            ...parts.spec,
        },
    };
}

export function service(name = "face", spec: JsonObject = {}, metadata: JsonObject = {}): Resource {
    return kubernetes("core/v1:Service", {
        metadata: { name, namespace: "faces", ...metadata },
        spec: { selector: { app: name }, ports: [{ port: 80, targetPort: "http" }], ...spec },
    });
}

export function serviceAccount(name = "face", inNamespace: Json = "faces"): Resource {
    return kubernetes("core/v1:ServiceAccount", { metadata: { name, namespace: inNamespace } });
}

/** A Server for port `http` of the pods with label `app`. */
export function server(name = "face", spec: JsonObject = {}, metadata: JsonObject = {}): Resource {
    return linkerd("v1beta3:Server", name, {
        spec: { podSelector: { matchLabels: { app: name } }, port: "http", ...spec },
        metadata,
    });
}

/** A Server for the proxies' own port of all meshed pods. */
export function adminServer(name = "linkerd-admin"): Resource {
    return server(name, {
        podSelector: {
            matchExpressions: [{ key: "linkerd.io/control-plane-ns", operator: "Exists" }],
        },
        port: "linkerd-admin",
    });
}

/** An AuthorizationPolicy; what it refers to is `Kind/name`. */
export function authorization(
    name: string,
    target: string,
    ...authentications: readonly string[]
): Resource {
    return linkerd("v1alpha1:AuthorizationPolicy", name, {
        spec: {
            targetRef: reference(target),
            requiredAuthenticationRefs: authentications.map(reference),
        },
    });
}

export function meshTls(name: string, spec: JsonObject): Resource {
    return linkerd("v1alpha1:MeshTLSAuthentication", name, { spec });
}

/** Lets in one ServiceAccount. */
export function identityOf(name: string, serviceAccount: string, inNamespace: Json = "faces") {
    return meshTls(name, {
        identityRefs: [{ kind: "ServiceAccount", name: serviceAccount, namespace: inNamespace }],
    });
}

export function network(name: string, ...cidrs: readonly Json[]): Resource {
    return linkerd("v1alpha1:NetworkAuthentication", name, {
        spec: { networks: cidrs.map((cidr) => ({ cidr })) },
    });
}

/** An HTTPRoute of a Server for paths such as `GET =/ready` or `/center`. */
export function route(name: string, parent: string, ...matches: readonly string[]): Resource {
    return kubernetes(`${GATEWAY}/v1:HTTPRoute`, {
        metadata: { name, namespace: "faces" },
        spec: {
            parentRefs: [reference(parent)],
            rules: [{ matches: matches.map(match) }],
        },
    });
}

export function mapping(name: string, spec: JsonObject): Resource {
    return kubernetes("getambassador.io/v3alpha1:Mapping", {
        metadata: { name, namespace: "faces" },
        spec: { hostname: "faces.example.com", prefix: `/${name}/`, ...spec },
    });
}

export function release(chart: Json, values: Json = {}, inNamespace: Json = "faces"): Resource {
    return kubernetes("helm.sh/v3:Release", {
        chart,
        name: "release",
        namespace: inNamespace,
        values,
    });
}

export function linkerd(
    kind: string,
    name: Json,
    parts: { readonly spec: Json; readonly metadata?: JsonObject },
): Resource {
    return kubernetes(`${LINKERD}/${kind}`, {
        metadata: { name, namespace: "faces", ...parts.metadata },
        spec: parts.spec,
    });
}

function reference(text: string): JsonObject {
    const [kind = "", name = "", namespace] = text.split("/");
    const group = ["ServiceAccount", "Namespace", "Service"].includes(kind)
        ? ""
        : ["HTTPRoute", "GRPCRoute"].includes(kind)
          ? GATEWAY
          : LINKERD;
    return { group, kind, name, ...(namespace !== undefined && { namespace }) };
}

function match(text: string): JsonObject {
    const [first = "", second] = text.split(" ");
    const path = second ?? first;
    return {
        path: path.startsWith("=")
            ? { type: "Exact", value: path.slice(1) }
            : { type: "PathPrefix", value: path },
        ...(second !== undefined && { method: first }),
    };
}
