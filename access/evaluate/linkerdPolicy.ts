import { groupOf, type KubernetesObject } from "zero-trust-manifests";
import { append } from "./append";
import { Authentications } from "./authentications";
import { AuthorizationPolicies, namespaceKey, routeKey, serverKey } from "./authorizationPolicy";
import type { Authorization, Reason } from "./client";
import { defaultAuthorizations, isDefaultPolicy } from "./defaultPolicy";
import { Field } from "./field";
import { parseNetwork, type Network } from "./network";
import type { PortPolicy, RoutePolicy } from "./portPolicy";
import {
    compareRoutes,
    defaultGrpcRoute,
    defaultRoute,
    isRoute,
    probeRoute,
    readRoute,
    type RouteObject,
} from "./route";
import { Servers, type Server } from "./server";
import { ServerAuthorizations } from "./serverAuthorization";
import type { Settings } from "./settings";
import { compareText } from "./text";
import { policyPorts, type Workload } from "./workload";

export { defaultPolicies } from "./defaultPolicy";

/** Everything that Linkerd's policy controller indexes, and its answers. */
export class LinkerdPolicy {
    private readonly settings: Settings;
    private readonly clusterNetworks: readonly Network[];
    private readonly probeNetworks: readonly Network[];
    private readonly servers = new Servers();
    private readonly authentications: Authentications;
    private readonly serverAuthorizations: ServerAuthorizations;
    private readonly routesByServer = new Map<string, RouteObject[]>();
    private readonly policies: AuthorizationPolicies;

    constructor(objects: readonly KubernetesObject[], settings: Settings, problems: string[]) {
        this.settings = settings;
        this.clusterNetworks = settings.clusterNetworks.map(parseNetwork);
        this.probeNetworks = settings.probeNetworks.map(parseNetwork);
        this.authentications = new Authentications(this.identity);
        this.policies = new AuthorizationPolicies(this.authentications, this.identity);
        this.serverAuthorizations = new ServerAuthorizations(this.identity, this.clusterNetworks);
        for (const object of objects) {
            const root = Field.root(object, problems);
            if (isRoute(object)) {
                const route = readRoute(object, root);
                for (const server of route.servers) {
                    append(this.routesByServer, server, route);
                }
            } else if (groupOf(object.apiVersion) === "policy.linkerd.io") {
                this.add(object, root);
            }
        }
    }

    readonly identity = (namespace: string, serviceAccount: string): string =>
        `${serviceAccount}.${namespace}${this.identityEnding}`;

    /** What an identity of the mesh has after its namespace. */
    get identityEnding(): string {
        const { controlPlaneNamespace, trustDomain } = this.settings;
        return `.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`;
    }

    /** Ports of a workload that some Server selects. */
    serverPorts(workload: Workload): Set<number> {
        return this.servers.portsOf(workload);
    }

    policyOf(workload: Workload, port: number): PortPolicy {
        const [server, ...losers] = this.servers.selecting(workload, port);
        return server === undefined
            ? this.defaultPolicyOf(workload, port)
            : this.serverPolicyOf(server, losers, workload, port);
    }

    private defaultPolicyOf(workload: Workload, port: number): PortPolicy {
        const { annotations, inherited, kind, namespace, name } = workload;
        const annotating = (key: string): Omit<Reason, "why"> =>
            inherited.has(key)
                ? { kind: "Namespace", namespace: "", name: namespace }
                : { kind, namespace, name };
        const key = "config.linkerd.io/default-inbound-policy";
        const annotated = annotations[key];
        const known = annotated !== undefined && isDefaultPolicy(annotated);
        let policy = known ? annotated : this.settings.defaultPolicy;
        const because: Reason[] = [
            known
                ? {
                      ...annotating(key),
                      why: `no Server selects port ${port}, so its annotation ${key}: ${policy} holds`,
                  }
                : {
                      kind: "DefaultPolicy",
                      namespace: "",
                      name: policy,
                      why: `no Server selects port ${port}, and ${annotated === undefined ? "no annotation says otherwise" : `"${annotated}" is no policy that Linkerd knows`}, so the cluster's default policy holds`,
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
                ...annotating(identityKey),
                why: `its annotation ${identityKey} asks for an identity on port ${port}`,
            });
        }
        const authorizations = defaultAuthorizations(policy, this.clusterNetworks);
        const opaque = this.isOpaque(workload, port);
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

    private isOpaque({ kind, annotations, ports }: Workload, port: number): boolean {
        const annotated = annotations["config.linkerd.io/opaque-ports"];
        return annotated === undefined
            ? // It is the injector that writes the default into pods.
              kind !== "ExternalWorkload" &&
                  ports.has(port) &&
                  this.settings.opaquePorts.includes(port)
            : policyPorts(annotated).has(port);
    }

    private serverPolicyOf(
        server: Server,
        losers: readonly Server[],
        workload: Workload,
        port: number,
    ): PortPolicy {
        const { namespace, name, protocol, accessPolicy } = server;
        const withoutEffect: Reason[] = losers.map((loser) => ({
            kind: "Server",
            namespace,
            name: loser.name,
            why: `selects port ${port} too, but Server ${name} ${server.created === loser.created ? "comes first by name" : "is older"}`,
        }));
        const authorizations = [
            ...this.policies.authorizationsFor(serverKey(namespace, name), withoutEffect),
            ...this.policies.authorizationsFor(namespaceKey(namespace), withoutEffect),
            ...this.serverAuthorizations.of(server),
        ].sort(
            (left, right) =>
                compareText(left.kind, right.kind) || compareText(left.name, right.name),
        );
        authorizations.push(...defaultAuthorizations(accessPolicy, this.clusterNetworks));
        const { routes, refused } = this.attachedRoutes(server, authorizations, withoutEffect);
        return {
            port,
            protocol,
            server: { namespace, name },
            authorizations,
            routes:
                protocol === "opaque" || protocol === "TLS"
                    ? undefined
                    : routes.length > 0
                      ? routes.sort(compareRoutes)
                      : protocol === "gRPC"
                        ? [{ ...defaultGrpcRoute, authorizations }]
                        : this.defaultRoutes(workload, port, authorizations),
            because: [
                {
                    kind: "Server",
                    namespace,
                    name,
                    why: `selects port ${port}, as ${protocol === "unknown" ? "a protocol to be detected" : protocol}${accessPolicy === "deny" ? "" : `, with accessPolicy ${accessPolicy}`}`,
                },
            ],
            withoutEffect,
            refused,
        };
    }

    /** The routes that the policy controller attaches to a Server; adds those that it does not. */
    private attachedRoutes(
        { namespace, name, protocol }: Server,
        authorizations: readonly Authorization[],
        withoutEffect: Reason[],
    ): { routes: RoutePolicy[]; refused: Reason | undefined } {
        const attached = this.routesByServer.get(`${namespace}/${name}`) ?? [];
        const conflicts = attached.some(({ kind }) => kind === "GRPCRoute");
        const served = protocol === "gRPC" ? "GRPCRoute" : "HTTPRoute";
        const isLookedAt = protocol !== "opaque" && protocol !== "TLS";
        const routes: RoutePolicy[] = [];
        let refused: Reason | undefined;
        for (const route of attached.filter((each) => each.namespace === namespace)) {
            const reason = { kind: route.kind, namespace, name: route.name };
            const trouble =
                route.ignored ??
                (route.kind === "HTTPRoute" && conflicts
                    ? "a GRPCRoute is attached to the same Server, and Linkerd accepts only that"
                    : undefined) ??
                // Observed of the real controller: it attaches an HTTPRoute at once, but a GRPCRoute
                // without status not at all; all its requests then take the default route.
                (route.kind === "GRPCRoute" && !route.accepted.has(name)
                    ? `its status does not say that Server ${name} accepted it`
                    : undefined) ??
                (isLookedAt && route.kind === served
                    ? undefined
                    : `Server ${name} has proxyProtocol ${protocol}`);
            if (trouble !== undefined) {
                withoutEffect.push({ ...reason, why: `is without effect: ${trouble}` });
                continue;
            }
            if (route.refused !== undefined) {
                const why = `${route.refused}, so the proxy refuses the policy of Server ${name}, and with it every request`;
                refused = { ...reason, why };
            }
            const own = this.policies.authorizationsFor(
                routeKey(namespace, route.group, route.kind, route.name),
                withoutEffect,
            );
            routes.push({ ...route, authorizations: [...own, ...authorizations] });
        }
        return { routes, refused };
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

    private add(object: KubernetesObject, root: Field): void {
        const { name, namespace = "default" } = object.metadata;
        const spec = root.at("spec");
        if (!spec.present) {
            spec.report("is missing");
            return;
        }
        switch (object.kind) {
            case "Server":
                this.servers.add(object, root);
                break;
            case "MeshTLSAuthentication":
                this.authentications.addMeshTls(namespace, name, spec);
                break;
            case "NetworkAuthentication":
                this.authentications.addNetwork(namespace, name, spec);
                break;
            case "AuthorizationPolicy":
                this.policies.add(namespace, name, spec);
                break;
            case "ServerAuthorization":
                this.serverAuthorizations.add(namespace, name, spec);
                break;
        }
    }
}
