import {
    Evaluator,
    type EvaluatorOptions,
    type Question,
} from "../../../access/evaluate/evaluator";
import { parseObjects } from "../../../access/objects";

/** An evaluator of objects written as YAML. */
export function evaluator(options: EvaluatorOptions, ...documents: string[]): Evaluator {
    return new Evaluator(parseObjects(documents.join("\n---\n"), "test.yaml"), options);
}

export function question(from: string, request = "GET /", to = "shop/cart", port = 8000): Question {
    const [method = "", path = ""] = request.split(" ");
    return { from, to, port, method, path };
}

/** A meshed namespace. */
export function namespace(name = "shop", annotations: Record<string, string> = {}): string {
    return json({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, annotations: { "linkerd.io/inject": "enabled", ...annotations } },
    });
}

export interface WorkloadParts {
    name?: string;
    namespace?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    container?: object;
    spec?: object;
}

/** A Deployment whose container listens on 8000, named `http`, and 9000, named `grpc`. */
export function deployment(parts: WorkloadParts = {}): string {
    const name = parts.name ?? "cart";
    return json({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace: parts.namespace ?? "shop" },
        spec: {
            template: {
                metadata: {
                    labels: { app: name, ...parts.labels },
                    annotations: parts.annotations ?? {},
                },
                spec: {
                    serviceAccountName: name,
                    containers: [
                        {
                            name,
                            ports: [
                                { name: "http", containerPort: 8000 },
                                { name: "grpc", containerPort: 9000 },
                            ],
                            ...parts.container,
                        },
                    ],
                    ...parts.spec,
                },
            },
        },
    });
}

/** The pod of `deployment()` in what a kind makes it of. */
export function workload(apiVersion: string, kind: string): string {
    const { metadata, spec } = JSON.parse(deployment()) as {
        metadata: object;
        spec: { template: { metadata: object; spec: object } };
    };
    const { template } = spec;
    const specs: Record<string, object> = {
        Pod: template.spec,
        CronJob: { jobTemplate: { spec } },
    };
    return json({
        apiVersion,
        kind,
        metadata: kind === "Pod" ? { ...template.metadata, ...metadata } : metadata,
        spec: specs[kind] ?? spec,
    });
}

/** An object of `policy.linkerd.io` in namespace `shop`. */
export function policy(kind: string, name: string, spec: object, metadata: object = {}): string {
    const versions: Record<string, string> = {
        Server: "v1beta3",
        HTTPRoute: "v1beta3",
        ServerAuthorization: "v1beta1",
    };
    return json({
        apiVersion: `policy.linkerd.io/${versions[kind] ?? "v1alpha1"}`,
        kind,
        metadata: { name, namespace: "shop", ...metadata },
        spec,
    });
}

export function server(name: string, spec: object = {}, metadata: object = {}): string {
    return policy("Server", name, { podSelector: {}, port: 8000, ...spec }, metadata);
}

/** An AuthorizationPolicy; its target is `Kind/name`, and so are its authentications. */
export function authorization(name: string, target: string, ...required: string[]): string {
    return policy("AuthorizationPolicy", name, {
        targetRef: reference(target),
        requiredAuthenticationRefs: required.map(reference),
    });
}

export function meshTls(name: string, spec: object, metadata: object = {}): string {
    return policy("MeshTLSAuthentication", name, spec, metadata);
}

export function route(
    name: string,
    rules: object[] | undefined,
    parts: { parents?: object[]; group?: string; hostnames?: string[]; metadata?: object } = {},
): string {
    const group = parts.group ?? "gateway.networking.k8s.io";
    return json({
        apiVersion: group === "policy.linkerd.io" ? `${group}/v1beta3` : `${group}/v1`,
        kind: "HTTPRoute",
        metadata: { name, namespace: "shop", ...parts.metadata },
        spec: {
            parentRefs: parts.parents ?? [
                { group: "policy.linkerd.io", kind: "Server", name: "http" },
            ],
            ...(parts.hostnames === undefined ? {} : { hostnames: parts.hostnames }),
            rules,
        },
    });
}

/** A rule with one match: `GET /path`, `/prefix/*` or `~expression`, the method as you like. */
export function rule(...matches: string[]): object {
    return {
        matches: matches.map((match) => {
            const [first = "", second] = match.split(" ");
            const value = second ?? first;
            const path = value.endsWith("/*")
                ? { type: "PathPrefix", value: value.slice(0, -2) || "/" }
                : value.startsWith("~")
                  ? { type: "RegularExpression", value: value.slice(1) }
                  : { type: "Exact", value };
            return second === undefined ? { path } : { method: first, path };
        }),
    };
}

function reference(text: string): object {
    const [kind = "", name = "", inNamespace] = text.split("/");
    const core = kind === "Namespace" || kind === "ServiceAccount";
    const gateway = kind === "HTTPRoute" || kind === "GRPCRoute";
    return {
        ...(core ? {} : { group: gateway ? "gateway.networking.k8s.io" : "policy.linkerd.io" }),
        kind,
        name,
        ...(inNamespace === undefined ? {} : { namespace: inNamespace }),
    };
}

export function json(value: unknown): string {
    return JSON.stringify(value);
}

/** What makes deny the default policy of who has it. */
export function deny(): Record<string, string> {
    return { "config.linkerd.io/default-inbound-policy": "deny" };
}

/** The identity of a ServiceAccount, `name.namespace`, or what those of a namespace end with. */
export function identity(serviceAccount: string): string {
    return `${serviceAccount}.serviceaccount.identity.linkerd.cluster.local`;
}

/** A GRPCRoute of the Server `http`, which accepted it. */
export function grpcRoute(name: string, rules: object[], statusNamespace = "shop"): string {
    const server = { group: "policy.linkerd.io", kind: "Server", name: "http" };
    return json({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GRPCRoute",
        metadata: { name, namespace: "shop" },
        spec: { parentRefs: [server], rules },
        status: {
            parents: [
                {
                    parentRef: { ...server, namespace: statusNamespace },
                    controllerName: "linkerd.io/policy-controller",
                    conditions: [{ type: "Accepted", status: "True" }],
                },
            ],
        },
    });
}

/** An ExternalWorkload that listens on 8000, named `http`. */
export function external(name: string, port: object = {}): string {
    return json({
        apiVersion: "workload.linkerd.io/v1beta1",
        kind: "ExternalWorkload",
        metadata: { name, namespace: "shop", labels: { app: name } },
        spec: { ports: [{ name: "http", port: 8000, ...port }] },
    });
}

/** A meshed namespace with a workload. */
export const shop = [namespace(), deployment()];

/** The same, open to nobody. */
export const denied = [namespace("shop", deny()), deployment()];
