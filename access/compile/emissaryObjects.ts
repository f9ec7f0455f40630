import type {
    AccessModel,
    HostModel,
    PortModel,
    Principal,
    Target,
    WorkloadRef,
} from "../model/model";
import { sortedEntries } from "../model/portAccess";
import { publicRequests, type PublicRequest } from "../model/publicRequests";
import type { KubernetesObject } from "zero-trust-manifests";
import { requestsName, shortHash } from "./names";

const apiVersion = "getambassador.io/v3alpha1";

/** The Hosts that the internet may ask for, by name. */
export function hostObjects(model: AccessModel): KubernetesObject[] {
    return sortedEntries(model.hosts).map(([name, host]) => hostObject(name, host));
}

/** Whom each ingress asks who a user is. */
export function authServiceObjects(model: AccessModel): KubernetesObject[] {
    return inOrder(
        model.edges.flatMap(({ from, to }) => {
            const service = serviceOf(model, to);
            return from.kind === "authentication" && service !== undefined
                ? [authService(from, service.url)]
                : [];
        }),
    );
}

/** What leads from the internet to the workloads, or to one of them. */
export function mappingObjects(model: AccessModel, only?: WorkloadRef): KubernetesObject[] {
    const authenticated = new Set(
        model.edges.flatMap(({ from }) => (from.kind === "authentication" ? [refText(from)] : [])),
    );
    const mappings = model.edges.flatMap((edge) => {
        const { from, to } = edge;
        if (from.kind !== "internet" || to.kind !== "port") {
            return [];
        }
        const service = serviceOf(model, to);
        if (service === undefined || (only !== undefined && refText(only) !== refText(to))) {
            return [];
        }
        const { ingress } = model.hosts[from.host] ?? {};
        const ends = ingress !== undefined && authenticated.has(refText(ingress));
        return publicRequests(edge, from).map((request) =>
            mapping(to.namespace, request, service, ends),
        );
    });
    // The same request may be said twice; the model has made sure that it leads to one place.
    const unique = new Map(mappings.map((each) => [each.metadata.name, each]));
    return inOrder([...unique.values()]);
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
    target: Target,
): { url: string; port: PortModel } | undefined {
    if (target.kind !== "port") {
        return undefined;
    }
    const { namespace, workload, port: name } = target;
    const port = model.namespaces[namespace]?.workloads[workload]?.ports[name];
    return (
        port && {
            url: `http://${workload}.${namespace}.svc.cluster.local:${port.servicePort ?? port.port}`,
            port,
        }
    );
}

function refText({ namespace, workload }: WorkloadRef): string {
    return `${namespace}/${workload}`;
}

function inOrder(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const key = ({ metadata }: KubernetesObject) => `${metadata.namespace ?? ""}/${metadata.name}`;
    return [...objects].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
