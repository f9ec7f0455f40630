import { groupOf } from "../kinds";
import type { KubernetesObject } from "../objects";
import {
    anyNetwork,
    parseIdentities,
    type Authorization,
    type IdentityMatch,
    type Reason,
} from "./client";
import { Field } from "./field";
import { readLabelSelector, selects, SelectorIndex, type LabelSelector } from "./labelSelector";
import { parseNetwork, readNetwork, type Network } from "./network";
import {
    compareRoutes,
    compareText,
    defaultGrpcRoute,
    defaultRoute,
    isLinkerdServer,
    isRoute,
    probeRoute,
    readRoute,
    type Route,
    type RouteObject,
} from "./route";
import { policyPorts, type Workload } from "./workload";

export const defaultPolicies = [
    "all-authenticated",
    "all-unauthenticated",
    "cluster-authenticated",
    "cluster-unauthenticated",
    "deny",
    "audit",
] as const;

/** What Linkerd does where no Server says otherwise. */
export type DefaultPolicy = (typeof defaultPolicies)[number];

export function isDefaultPolicy(text: string): text is DefaultPolicy {
    return (defaultPolicies as readonly string[]).includes(text);
}

const protocols = ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"] as const;

export type Protocol = (typeof protocols)[number];

export interface ClusterSettings {
    defaultPolicy: DefaultPolicy;
    clusterNetworks: readonly string[];
    probeNetworks: readonly string[];
    trustDomain: string;
    controlPlaneNamespace: string;
    opaquePorts: string;
}

interface Server {
    namespace: string;
    name: string;
    labels: Readonly<Record<string, string>>;
    port: number | string;
    protocol: Protocol;
    accessPolicy: DefaultPolicy;
    created: string | undefined;
}

/** The policy of one port of one workload, as the policy controller gives it to the proxy. */
export interface PortPolicy {
    port: number;
    protocol: Protocol;
    server: { namespace: string; name: string } | undefined;
    /** Of the connection or, below every route, of the request. */
    authorizations: readonly Authorization[];
    /** Undefined where the proxy does not look at requests. */
    routes: readonly RoutePolicy[] | undefined;
    /** What made the policy what it is, beside authorizations and routes. */
    because: readonly Reason[];
    /** Objects that were meant for this port but have no effect. */
    withoutEffect: readonly Reason[];
    /** Why the proxy refuses the policy, and with it every request. */
    refused: Reason | undefined;
}

export interface RoutePolicy extends Route {
    authorizations: readonly Authorization[];
}

/** Everything that Linkerd's policy controller indexes, and its answers. */
export class LinkerdPolicy {
    private readonly settings: ClusterSettings;
    private readonly clusterNetworks: readonly Network[];
    private readonly probeNetworks: readonly Network[];
    private readonly servers = new Map<string, SelectorIndex<Server>>();
    private readonly meshTls = new Map<string, IdentityMatch | string>();
    private readonly networks = new Map<string, readonly Network[] | string>();
    private readonly routesByServer = new Map<string, RouteObject[]>();
    /** By `namespace/Server/name`, `namespace/Namespace` and `namespace/group/kind/name`. */
    private readonly policiesByTarget = new Map<string, PolicySpec[]>();
    private readonly serverAuthorizations = new Map<string, ServerAuthorizations>();
    private readonly authorizationCache = new Map<PolicySpec, Authorization | string>();

    constructor(
        objects: readonly KubernetesObject[],
        settings: ClusterSettings,
        problems: string[],
    ) {
        this.settings = settings;
        this.clusterNetworks = settings.clusterNetworks.map(parseNetwork);
        this.probeNetworks = settings.probeNetworks.map(parseNetwork);
        for (const object of objects) {
            const root = Field.root(object, problems);
            if (isRoute(object)) {
                this.addRoute(readRoute(object, root));
            } else if (groupOf(object.apiVersion) === "policy.linkerd.io") {
                this.add(object, root);
            }
        }
    }

    identity(namespace: string, serviceAccount: string): string {
        return `${serviceAccount}.${namespace}${this.identityEnding}`;
    }

    /** What an identity of the mesh has after its namespace. */
    get identityEnding(): string {
        const { controlPlaneNamespace, trustDomain } = this.settings;
        return `.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`;
    }

    /** Ports of a workload that some Server selects. */
    serverPorts(workload: Workload): Set<number> {
        const ports = new Set<number>();
        for (const { port } of this.serversOf(workload)) {
            for (const number of portNumbers(port, workload)) {
                ports.add(number);
            }
        }
        return ports;
    }

    policyOf(workload: Workload, port: number): PortPolicy {
        const [server, ...losers] = this.serversOf(workload).filter((candidate) =>
            portNumbers(candidate.port, workload).includes(port),
        );
        return server === undefined
            ? this.defaultPolicyOf(workload, port)
            : this.serverPolicyOf(server, losers, workload, port);
    }

    /** Servers that select a workload, the one that wins first. */
    private serversOf(workload: Workload): Server[] {
        const selected = this.servers.get(workload.namespace)?.selecting(workload.labels) ?? [];
        return selected.sort(compareServers);
    }

    private defaultPolicyOf(workload: Workload, port: number): PortPolicy {
        const { annotations } = workload;
        const opaque =
            annotations["config.linkerd.io/opaque-ports"] === undefined
                ? workload.ports.has(port) &&
                  this.settings.opaquePorts.split(",").includes(String(port))
                : policyPorts(annotations["config.linkerd.io/opaque-ports"]).has(port);
        const key = "config.linkerd.io/default-inbound-policy";
        const annotated = annotations[key];
        const known = annotated !== undefined && isDefaultPolicy(annotated);
        let policy = known ? annotated : this.settings.defaultPolicy;
        const because: Reason[] = [
            !known
                ? {
                      kind: "DefaultPolicy",
                      namespace: "",
                      name: policy,
                      why: `no Server selects port ${port}, and ${annotated === undefined ? "no annotation says otherwise" : `"${annotated}" is no policy that Linkerd knows`}, so the cluster's default policy holds`,
                  }
                : {
                      ...(workload.inherited.has(key)
                          ? { kind: "Namespace", namespace: "", name: workload.namespace }
                          : nameOf(workload)),
                      why: `no Server selects port ${port}, so its annotation ${key}: ${policy} holds`,
                  },
        ];
        const identityKey = "config.linkerd.io/proxy-require-identity-inbound-ports";
        if (
            policyPorts(annotations[identityKey]).has(port) &&
            (policy === "all-unauthenticated" || policy === "cluster-unauthenticated")
        ) {
            policy =
                policy === "all-unauthenticated" ? "all-authenticated" : "cluster-authenticated";
            because.push({
                ...(workload.inherited.has(identityKey)
                    ? { kind: "Namespace", namespace: "", name: workload.namespace }
                    : nameOf(workload)),
                why: `its annotation ${identityKey} asks for an identity on port ${port}`,
            });
        }
        const authorizations = this.defaultAuthorizations(policy);
        return {
            port,
            protocol: opaque ? "opaque" : "unknown",
            server: undefined,
            authorizations,
            routes: opaque ? undefined : this.defaultRoutes(workload, port, authorizations),
            because,
            withoutEffect: [],
            refused: undefined,
        };
    }

    private serverPolicyOf(
        server: Server,
        losers: readonly Server[],
        workload: Workload,
        port: number,
    ): PortPolicy {
        const { namespace, name, protocol } = server;
        const withoutEffect: Reason[] = losers.map((loser) => ({
            kind: "Server",
            namespace,
            name: loser.name,
            why: `selects port ${port} too, but Server ${name} ${server.created === loser.created ? "comes first by name" : "is older"}`,
        }));
        const authorizations: Authorization[] = [];
        const collect = (specs: readonly PolicySpec[], into: Authorization[]): void => {
            for (const spec of specs) {
                const authorization = this.authorizationOf(spec);
                if (typeof authorization === "string") {
                    withoutEffect.push({
                        kind: "AuthorizationPolicy",
                        namespace,
                        name: spec.name,
                        why: `is ignored: ${authorization}`,
                    });
                } else {
                    into.push(authorization);
                }
            }
        };
        collect(this.policiesFor(`${namespace}/Server/${name}`), authorizations);
        collect(this.policiesFor(`${namespace}/Namespace`), authorizations);
        const older = this.serverAuthorizations.get(namespace);
        authorizations.push(
            ...(older?.byName.get(name) ?? []),
            ...(older?.bySelector ?? [])
                .filter(({ selector }) => selects(selector, server.labels))
                .map(({ authorization }) => authorization),
        );
        authorizations.sort(
            (left, right) =>
                compareText(left.kind, right.kind) || compareText(left.name, right.name),
        );
        authorizations.push(...this.defaultAuthorizations(server.accessPolicy));

        const attached = this.routesByServer.get(`${namespace}/${name}`) ?? [];
        const own = attached.filter((route) => route.namespace === namespace);
        const grpcAttached = attached.some(({ kind }) => kind === "GRPCRoute");
        const effective: RoutePolicy[] = [];
        let refused: Reason | undefined;
        for (const route of own) {
            const conflict =
                route.kind === "HTTPRoute" && grpcAttached
                    ? "a GRPCRoute is attached to the same Server, and Linkerd accepts only that"
                    : undefined;
            const served = protocol === "gRPC" ? "GRPCRoute" : "HTTPRoute";
            const looked = protocol !== "opaque" && protocol !== "TLS" && route.kind === served;
            // Observed of the real controller: it attaches an HTTPRoute at once, but a GRPCRoute
            // without status not at all; all its requests then take the default route.
            const unaccepted =
                route.kind === "GRPCRoute" && !route.accepted.has(`${namespace}/${name}`)
                    ? `its status does not say that Server ${name} accepted it`
                    : undefined;
            const trouble =
                route.ignored ??
                conflict ??
                unaccepted ??
                (looked ? undefined : `Server ${name} has proxyProtocol ${protocol}`);
            if (trouble !== undefined) {
                withoutEffect.push({
                    kind: route.kind,
                    namespace,
                    name: route.name,
                    why: `is without effect: ${trouble}`,
                });
                continue;
            }
            if (route.refused !== undefined) {
                refused = {
                    kind: route.kind,
                    namespace,
                    name: route.name,
                    why: `${route.refused}, so the proxy refuses the policy of Server ${name}, and with it every request`,
                };
            }
            const routeAuthorizations: Authorization[] = [];
            collect(
                this.policiesFor(routeKey(namespace, route.group, route.kind, route.name)),
                routeAuthorizations,
            );
            effective.push({
                ...route,
                authorizations: [...routeAuthorizations, ...authorizations],
            });
        }
        const routes =
            protocol === "opaque" || protocol === "TLS"
                ? undefined
                : effective.length > 0
                  ? effective.sort(compareRoutes)
                  : protocol === "gRPC"
                    ? [{ ...defaultGrpcRoute, authorizations }]
                    : this.defaultRoutes(workload, port, authorizations);
        return {
            port,
            protocol,
            server: { namespace, name },
            authorizations,
            routes,
            because: [
                {
                    kind: "Server",
                    namespace,
                    name,
                    why: `selects port ${port}, as ${protocol === "unknown" ? "a protocol to be detected" : protocol}${server.accessPolicy === "deny" ? "" : `, with accessPolicy ${server.accessPolicy}`}`,
                },
            ],
            withoutEffect,
            refused,
        };
    }

    private defaultRoutes(
        workload: Workload,
        port: number,
        authorizations: readonly Authorization[],
    ): RoutePolicy[] {
        const routes: RoutePolicy[] = [{ ...defaultRoute, authorizations }];
        const paths = workload.probes.get(port);
        if (paths !== undefined && this.probeNetworks.length > 0) {
            const probe: Authorization = {
                kind: "DefaultPolicy",
                namespace: "",
                name: "probe",
                authentication: "unauthenticated",
                networks: this.probeNetworks,
                through: [],
            };
            routes.push({ ...probeRoute(paths), authorizations: [probe, ...authorizations] });
        }
        return routes;
    }

    private defaultAuthorizations(policy: DefaultPolicy): Authorization[] {
        if (policy === "deny") {
            return [];
        }
        return [
            {
                kind: "DefaultPolicy",
                namespace: "",
                name: policy,
                authentication: policy.endsWith("-authenticated")
                    ? parseIdentities(["*"])
                    : "unauthenticated",
                networks: policy.startsWith("cluster-") ? this.clusterNetworks : anyNetwork,
                through: [],
            },
        ];
    }

    private policiesFor(target: string): readonly PolicySpec[] {
        return this.policiesByTarget.get(target) ?? [];
    }

    /** What an AuthorizationPolicy authorizes, or why the policy controller ignores it. */
    private authorizationOf(spec: PolicySpec): Authorization | string {
        const known = this.authorizationCache.get(spec);
        if (known !== undefined) {
            return known;
        }
        const authorization = this.resolve(spec);
        this.authorizationCache.set(spec, authorization);
        return authorization;
    }

    private resolve(spec: PolicySpec): Authorization | string {
        if (spec.ignored !== undefined) {
            return spec.ignored;
        }
        let identities: IdentityMatch | undefined;
        let networks: readonly Network[] | undefined;
        const through: Authorization["through"][number][] = [];
        for (const { kind, namespace, name } of spec.authentications) {
            const key = `${namespace}/${name}`;
            through.push({ kind, namespace, name });
            if (kind === "NetworkAuthentication") {
                const found = this.networks.get(key) ?? "does not exist";
                if (typeof found === "string") {
                    return `${kind} ${key} ${found}`;
                }
                if (networks !== undefined) {
                    return "it requires more than one NetworkAuthentication";
                }
                networks = found;
                continue;
            }
            const found =
                kind === "ServiceAccount"
                    ? parseIdentities([this.identity(namespace, name)])
                    : (this.meshTls.get(key) ?? "does not exist");
            if (typeof found === "string") {
                return `${kind} ${key} ${found}`;
            }
            if (identities !== undefined) {
                return "it requires more than one MeshTLSAuthentication or ServiceAccount";
            }
            identities = found;
        }
        return {
            kind: "AuthorizationPolicy",
            namespace: spec.namespace,
            name: spec.name,
            authentication: identities ?? "unauthenticated",
            networks: networks ?? anyNetwork,
            through,
        };
    }

    private addRoute(route: RouteObject): void {
        for (const server of route.servers) {
            append(this.routesByServer, server, route);
        }
    }

    private add(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const { name } = object.metadata;
        const spec = root.at("spec");
        if (!spec.present) {
            spec.report("is missing");
            return;
        }
        switch (object.kind) {
            case "Server":
                this.addServer(object, root);
                break;
            case "MeshTLSAuthentication":
                this.meshTls.set(`${namespace}/${name}`, this.readMeshTls(namespace, spec));
                break;
            case "NetworkAuthentication": {
                const networks = spec
                    .at("networks")
                    .items()
                    .flatMap((item) => readNetwork(item) ?? []);
                this.networks.set(
                    `${namespace}/${name}`,
                    networks.length === 0 ? "names no network" : networks,
                );
                break;
            }
            case "AuthorizationPolicy": {
                const policy = readPolicy(namespace, name, spec);
                append(this.policiesByTarget, policy.target, policy);
                break;
            }
            case "ServerAuthorization":
                this.addServerAuthorization(namespace, name, spec);
                break;
        }
    }

    private addServer(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const { name, labels } = object.metadata;
        const spec = root.at("spec");
        const portField = spec.at("port");
        const port = portField.port();
        if (!portField.present) {
            portField.report("is missing");
        }
        const selectorField = spec.at("podSelector");
        if (selectorField.present === spec.at("externalWorkloadSelector").present) {
            selectorField.report("give either this or externalWorkloadSelector");
        }
        const server: Server = {
            namespace,
            name,
            labels: labels ?? {},
            port: port ?? 0,
            protocol: spec.at("proxyProtocol").oneOf(protocols) ?? "unknown",
            accessPolicy: spec.at("accessPolicy").oneOf(defaultPolicies) ?? "deny",
            created: root.at("metadata", "creationTimestamp").string(),
        };
        if (!selectorField.present) {
            return;
        }
        const index = this.servers.get(namespace) ?? new SelectorIndex<Server>();
        this.servers.set(namespace, index);
        index.add(readLabelSelector(selectorField), server);
    }

    private readMeshTls(namespace: string, spec: Field): IdentityMatch | string {
        const identities = spec.at("identities").strings();
        for (const ref of spec.at("identityRefs").items()) {
            const { group, kind, name, namespace: given } = readReference(ref);
            if (isCore(group) && kind.toLowerCase() === "serviceaccount") {
                identities.push(this.identity(given ?? namespace, name));
            } else if (isCore(group) && kind.toLowerCase() === "namespace") {
                identities.push(`*${this.identity(name, "")}`);
            } else {
                return `refers to a ${kind}, which is no identity`;
            }
        }
        return identities.length === 0 ? "names no identity" : parseIdentities(identities);
    }

    private addServerAuthorization(namespace: string, name: string, spec: Field): void {
        const client = spec.at("client");
        const meshTls = client.at("meshTLS");
        const networks = client
            .at("networks")
            .items()
            .flatMap((item) => readNetwork(item) ?? []);
        const identities = [
            ...meshTls.at("identities").strings(),
            ...meshTls
                .at("serviceAccounts")
                .items()
                .map((item) =>
                    this.identity(
                        item.at("namespace").string() ?? namespace,
                        item.at("name").requiredString(),
                    ),
                ),
        ];
        const authentication =
            client.at("unauthenticated").boolean() === true
                ? "unauthenticated"
                : meshTls.at("unauthenticatedTLS").boolean() === true
                  ? "tls"
                  : identities.length > 0
                    ? parseIdentities(identities)
                    : undefined;
        const list = this.serverAuthorizations.get(namespace) ?? {
            byName: new Map<string, Authorization[]>(),
            bySelector: [],
        };
        this.serverAuthorizations.set(namespace, list);
        const server = spec.at("server");
        const serverName = server.at("name").string();
        const selector = readLabelSelector(server.at("selector"));
        if (authentication === undefined) {
            // The policy controller ignores it, since it authorizes nobody.
            return;
        }
        const authorization: Authorization = {
            kind: "ServerAuthorization",
            namespace,
            name,
            authentication,
            networks: networks.length === 0 ? this.clusterNetworks : networks,
            through: [],
        };
        if (serverName === undefined) {
            list.bySelector.push({ selector, authorization });
        } else {
            append(list.byName, serverName, authorization);
        }
    }
}

interface ServerAuthorizations {
    byName: Map<string, Authorization[]>;
    bySelector: { selector: LabelSelector; authorization: Authorization }[];
}

interface PolicySpec {
    namespace: string;
    name: string;
    target: string;
    authentications: readonly {
        kind: "MeshTLSAuthentication" | "NetworkAuthentication" | "ServiceAccount";
        namespace: string;
        name: string;
    }[];
    ignored: string | undefined;
}

function readPolicy(namespace: string, name: string, spec: Field): PolicySpec {
    const target = readReference(spec.at("targetRef"));
    const group = target.group ?? "";
    const kind = target.kind.toLowerCase();
    let ignored: string | undefined;
    let key = `${namespace}/unknown`;
    if (isLinkerdServer(group, kind)) {
        key = `${namespace}/Server/${target.name}`;
    } else if (isCore(group) && kind === "namespace") {
        key = `${namespace}/Namespace`;
        // The policy controller takes its own namespace, whatever the name; its webhook refuses
        // another one.
    } else {
        key = routeKey(namespace, group, kind, target.name);
    }
    const authentications: PolicySpec["authentications"][number][] = [];
    const refs = spec.at("requiredAuthenticationRefs");
    for (const item of refs.items()) {
        const ref = readReference(item);
        const refKind = ref.kind.toLowerCase();
        const linkerd = ref.group?.toLowerCase() === "policy.linkerd.io";
        const found = linkerd
            ? refKind === "meshtlsauthentication"
                ? "MeshTLSAuthentication"
                : refKind === "networkauthentication"
                  ? "NetworkAuthentication"
                  : undefined
            : isCore(ref.group ?? "") && refKind === "serviceaccount"
              ? "ServiceAccount"
              : undefined;
        if (found === undefined) {
            ignored ??= `a ${ref.kind} of group "${ref.group ?? ""}" is no authentication`;
        } else {
            authentications.push({
                kind: found,
                namespace: ref.namespace ?? namespace,
                name: ref.name,
            });
        }
    }
    if (!refs.present) {
        refs.report("is missing; give [] where no authentication is required");
    }
    return { namespace, name, target: key, authentications, ignored };
}

function readReference(field: Field): {
    group: string | undefined;
    kind: string;
    name: string;
    namespace: string | undefined;
} {
    return {
        group: field.at("group").string(),
        kind: field.at("kind").requiredString(),
        name: field.at("name").requiredString(),
        namespace: field.at("namespace").string(),
    };
}

function isCore(group: string | undefined): boolean {
    return group === undefined || group === "" || group.toLowerCase() === "core";
}

function routeKey(namespace: string, group: string, kind: string, name: string): string {
    return `${namespace}/${group}/${kind}/${name}`.toLowerCase();
}

function nameOf({ kind, namespace, name }: Workload): Omit<Reason, "why"> {
    return { kind, namespace, name };
}

function portNumbers(port: number | string, workload: Workload): number[] {
    return typeof port === "number" ? [port] : [...(workload.portsByName.get(port) ?? [])];
}

/** The older Server wins, then the first by name. One without a time counts as older. */
function compareServers(left: Server, right: Server): number {
    if (left.created !== right.created) {
        if (left.created === undefined) {
            return -1;
        }
        if (right.created === undefined) {
            return 1;
        }
        const difference = Date.parse(left.created) - Date.parse(right.created);
        if (difference !== 0) {
            return difference;
        }
    }
    return compareText(left.name, right.name);
}

function append<Entry>(map: Map<string, Entry[]>, key: string, entry: Entry): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [entry]);
    } else {
        list.push(entry);
    }
}
