import type { AccessModel, HostModel, PortModel, Principal, Target } from "../model/model";
import { sortedEntries } from "../model/portAccess";
import { publicRequests, type PublicRequest } from "../model/publicRequests";
import type { KubernetesObject } from "../objects";
import { requestsName, shortHash } from "./names";

const apiVersion = "getambassador.io/v3alpha1";

/** What the ingress asks who a user is, what it serves, and for whom: in this order. */
export function emissaryObjects(model: AccessModel): KubernetesObject[] {
    const mappings: KubernetesObject[] = [];
    const authServices: KubernetesObject[] = [];
    const authenticated = new Set(
        model.edges.flatMap(({ from }) =>
            from.kind === "authentication" ? [`${from.namespace}/${from.workload}`] : [],
        ),
    );
    for (const edge of model.edges) {
        const { from, to } = edge;
        const service = to.kind === "port" ? serviceOf(model, to) : undefined;
        if (service === undefined) {
            continue;
        }
        if (from.kind === "authentication") {
            authServices.push(authService(from, service.url));
        } else if (from.kind === "internet") {
            const { ingress } = model.hosts[from.host] ?? {};
            const ends =
                ingress !== undefined &&
                authenticated.has(`${ingress.namespace}/${ingress.workload}`);
            mappings.push(
                ...publicRequests(edge, from).map((request) =>
                    mapping(to.namespace, request, service, ends),
                ),
            );
        }
    }
    // The same request may be said twice; the model has made sure that it leads to one place.
    const unique = new Map(mappings.map((each) => [each.metadata.name, each]));
    return [
        ...sortedEntries(model.hosts).map(([name, host]) => hostObject(name, host)),
        ...inOrder(authServices),
        ...inOrder([...unique.values()]),
    ];
}

/** Labels by which a host picks its Mappings. */
export function hostLabels(host: string): Record<string, string> {
    // A label holds 63 characters, a host name 253.
    const label = host.length <= 63 ? host : `${host.slice(0, 54)}-${shortHash(host)}`;
    return { "zero-trust/host": label };
}

function hostObject(name: string, { ingress, tlsSecret }: HostModel): KubernetesObject {
    return {
        apiVersion,
        kind: "Host",
        metadata: { name, namespace: ingress.namespace },
        spec: {
            hostname: name,
            tlsSecret: { name: tlsSecret },
            tls: { min_tls_version: "v1.2" },
            requestPolicy: { insecure: { action: "Redirect" } },
            mappingSelector: { matchLabels: hostLabels(name) },
        },
    };
}

function authService(
    { namespace, workload, userHeaders }: Extract<Principal, { kind: "authentication" }>,
    url: string,
): KubernetesObject {
    return {
        apiVersion,
        kind: "AuthService",
        metadata: { name: `${workload}.authentication`, namespace },
        spec: {
            auth_service: url,
            proto: "http",
            timeout_ms: 5000,
            // An answer that does not come is a no.
            failure_mode_allow: false,
            ...(userHeaders.length > 0 && {
                allowed_authorization_headers: [...new Set(userHeaders)].sort(),
            }),
        },
    };
}

function mapping(
    namespace: string,
    { host, match, rewrite }: PublicRequest,
    service: { url: string; port: PortModel },
    passwordEnds: boolean,
): KubernetesObject {
    const { method, exact, path } = match;
    return {
        apiVersion,
        kind: "Mapping",
        metadata: { name: requestsName(host, match), namespace, labels: hostLabels(host) },
        spec: {
            hostname: host,
            prefix: path,
            ...(exact && { prefix_exact: true }),
            ...(method !== undefined && { method }),
            rewrite,
            service: service.url,
            ...(service.port.protocol === "gRPC" && { grpc: true }),
            // What authenticates a user at the edge is no business of those behind it.
            ...(passwordEnds && { remove_request_headers: ["authorization"] }),
        },
    };
}

/** Cleartext to the proxy, which makes it mutual TLS; on the Service's port. */
function serviceOf(
    model: AccessModel,
    { namespace, workload, port: name }: Extract<Target, { kind: "port" }>,
): { url: string; port: PortModel } | undefined {
    const port = model.namespaces[namespace]?.workloads[workload]?.ports[name];
    return (
        port && {
            url: `http://${workload}.${namespace}.svc.cluster.local:${port.servicePort ?? port.port}`,
            port,
        }
    );
}

function inOrder(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const key = ({ metadata }: KubernetesObject) => `${metadata.namespace ?? ""}/${metadata.name}`;
    return [...objects].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
