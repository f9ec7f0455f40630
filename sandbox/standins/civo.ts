import { isIPv4, isIPv6 } from "node:net";
import type { ReferenceData } from "../referenceData";
import { civoSchema } from "./builtInSchemas";
import { kubeconfigText, type ClusterAccess } from "./kubeconfigText";
import { differences, isWithin } from "./diff";
import { documentationAddress, stableHex, stableUuid } from "./identifiers";
import {
    at,
    hasUnknowns,
    isObject,
    isPlainObject,
    isUnknown,
    plainObject,
    textAt,
    unknown,
    type PlainObject,
    type PlainValue,
    type Properties,
} from "./properties";
import {
    ProviderError,
    type CheckFailure,
    type CheckRequest,
    type CheckResult,
    type Created,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type DiffResult,
    type Found,
    type ReadRequest,
    type StandInProvider,
    type UpdateRequest,
} from "./provider";
import {
    checkAgainstSchema,
    packageSchema,
    previewedState,
    replacingProperties,
    withSecrets,
    type PackageSchema,
} from "./schemaChecks";
import { restore, withhold, type Thing, type World } from "./world";

const Kind = {
    network: "civo:index/network:Network",
    firewall: "civo:index/firewall:Firewall",
    cluster: "civo:index/kubernetesCluster:KubernetesCluster",
    nodePool: "civo:index/kubernetesNodePool:KubernetesNodePool",
} as const;

/** What Civo fills in when it is not told. */
const defaults: Record<string, Properties | undefined> = {
    [Kind.network]: { cidrV4: "192.168.1.0/24", nameserversV4s: ["8.8.8.8", "1.1.1.1"] },
    [Kind.firewall]: { createDefaultRules: true },
    [Kind.cluster]: {
        clusterType: "k3s",
        cni: "flannel",
        kubernetesVersion: "1.34.2-k3s1",
        writeKubeconfig: false,
    },
    [Kind.nodePool]: {},
};

/**
 * Stands in for the Civo provider 2.4.8: networks, firewalls, Kubernetes clusters and node pools. A
 * cluster's kubeconfig leads to what its API is stood in for by. Where there is nothing, its endpoint
 * is a documentation address, and the kubeconfig is well-formed and opens nothing.
 */
export class CivoStandIn implements StandInProvider {
    public readonly name = "civo";
    public readonly version = "2.4.8";
    private readonly schema: PackageSchema;
    private region = "LON1";

    public constructor(
        private readonly world: World,
        private readonly reference: ReferenceData | undefined,
        private readonly environment: Readonly<Record<string, string | undefined>>,
        private readonly clusterAccess?: ClusterAccess,
    ) {
        this.schema = packageSchema(reference, "civo-2.4.8.json", civoSchema);
    }

    public another(): CivoStandIn {
        const { world, reference, environment, clusterAccess } = this;
        return new CivoStandIn(world, reference, environment, clusterAccess);
    }

    public configure(configuration: Properties): void {
        const settings = plainObject(configuration);
        if ((settings.token ?? this.environment.CIVO_TOKEN ?? "") === "") {
            throw new ProviderError(
                "civo: no token; set civo:token with `pulumi config set --secret civo:token`, " +
                    "or the environment variable CIVO_TOKEN",
            );
        }
        this.region = textAt(settings, "region") ?? this.region;
    }

    public check({ type, name, olds, news, randomSeed }: CheckRequest): CheckResult {
        const inputs: Properties = { ...news };
        if (type === Kind.firewall || type === Kind.cluster) {
            const seed = Buffer.from(randomSeed).toString("hex");
            inputs.name ??= olds.name ?? `${name}-${stableHex(7, seed, name)}`;
        }
        for (const [property, value] of Object.entries(defaults[type] ?? {})) {
            if (property === "createDefaultRules" || property === "writeKubeconfig") {
                inputs[property] ??= value;
            }
        }
        const failures = checkAgainstSchema(this.schema, type, inputs);
        if (failures.length === 0) {
            failures.push(...checkMeaning(type, plainObject(inputs)));
        }
        return { inputs, failures };
    }

    public diff({ type, oldInputs, oldState, news }: DiffRequest): DiffResult {
        refuseImmutable(type, plainObject(oldState), plainObject(news));
        const found = differences(plainObject(oldInputs), plainObject(news));
        const replacing = replacingProperties(this.schema, type);
        return {
            differences: found,
            replaces: [...found.keys()].filter((path) => isWithin(path, replacing)),
            deleteBeforeReplace: textAt(plainObject(oldInputs), "name") === news.name,
        };
    }

    public create({ type, urn, inputs, preview }: CreateRequest): Created {
        if (preview) {
            return { id: "", state: this.previewed(type, inputs) };
        }
        const wanted = plainObject(inputs);
        this.refuseDuplicate(type, wanted);
        this.checkReferences(type, wanted);
        const id = stableUuid(
            this.world.seed,
            urn,
            String(this.world.list("civo").length),
            nonce(),
        );
        const state = withSecrets(this.schema, type, this.stateOf(type, id, inputs));
        this.world.put({
            provider: "civo",
            kind: type,
            id,
            state: withhold(state),
            inputs: withhold(inputs),
        });
        return { id, state };
    }

    public read({ type, id, state, inputs }: ReadRequest): Found | undefined {
        const thing = this.world.get("civo", type, id);
        if (thing === undefined) {
            return undefined;
        }
        // Civo gives the kubeconfig of today to whoever has asked for it.
        const known =
            type === Kind.cluster
                ? { ...state, kubeconfig: this.kubeconfigOf(id, thing.state) }
                : state;
        return {
            id,
            state: restore(thing.state, withSecrets(this.schema, type, known), id),
            inputs: restore(thing.inputs, inputs, id),
        };
    }

    public update(request: UpdateRequest): Properties {
        const { type, id, oldState, news, preview } = request;
        if (preview) {
            return this.planned(request);
        }
        const thing = this.world.get("civo", type, id);
        if (thing === undefined) {
            throw new ProviderError(`404: no ${shortName(type)} with the id "${id}"`);
        }
        const wanted = plainObject(news);
        if (type === Kind.cluster) {
            refuseUnchangeable(plainObject(oldState), wanted);
        }
        this.checkReferences(type, wanted);
        const state = withSecrets(this.schema, type, this.stateOf(type, id, news, thing.state));
        thing.state = withhold(state);
        thing.inputs = withhold(news);
        this.world.put(thing);
        return state;
    }

    public delete({ type, id }: DeleteRequest): void {
        const thing = this.world.get("civo", type, id);
        if (thing === undefined) {
            return;
        }
        this.refuseInUse(type, id);
        if (type === Kind.cluster) {
            // What was in the cluster goes with it.
            for (const object of this.world.list("kubernetes")) {
                if ((object.cluster ?? thing.state.name) === thing.state.name) {
                    this.world.remove(object);
                }
            }
            for (const pool of this.things(Kind.nodePool, "clusterId", id)) {
                this.world.remove(pool);
            }
        }
        this.world.remove(thing);
    }

    public invoke(token: string): Properties {
        throw new ProviderError(
            `the stand-in for Civo has no function "${token}"; give the value in the configuration`,
        );
    }

    private previewed(type: string, inputs: Properties): Properties {
        const known = defaults[type] ?? {};
        return withSecrets(this.schema, type, previewedState(this.schema, type, inputs, known));
    }

    /** What is computed stays known while a resource is changed in place. */
    private planned({ type, oldState, news }: UpdateRequest): Properties {
        const old = plainObject(oldState);
        const state: Properties = { ...oldState, ...news };
        if (isObject(oldState.pools) && isObject(news.pools)) {
            state.pools = { ...oldState.pools, ...news.pools };
        }
        if (type === Kind.cluster && news.writeKubeconfig !== old.writeKubeconfig) {
            state.kubeconfig = unknown;
        }
        return withSecrets(this.schema, type, state);
    }

    /** @param before what is known of one that exists */
    private stateOf(
        type: string,
        id: string,
        inputs: Properties,
        before: PlainObject = {},
    ): Properties {
        const state: Properties = { region: this.region, ...defaults[type], ...inputs };
        switch (type) {
            case Kind.network:
                return {
                    ...state,
                    name: `cust-${stableHex(8, id)}-${textAt(plainObject(inputs), "label") ?? ""}`,
                    default: false,
                };
            case Kind.firewall:
                return {
                    ...state,
                    networkId: state.networkId ?? this.defaultNetwork(),
                    ingressRules: firewallRules(id, inputs, "ingressRules"),
                    egressRules: firewallRules(id, inputs, "egressRules"),
                };
            case Kind.cluster:
                return { ...state, ...this.clusterOutputs(id, plainObject(state), before) };
            case Kind.nodePool:
                return { ...state, instanceNames: instanceNames(id, plainObject(inputs)) };
            default:
                return state;
        }
    }

    private clusterOutputs(id: string, cluster: PlainObject, before: PlainObject): Properties {
        const address = textAt(before, "masterIp") ?? documentationAddress(this.world.seed, id);
        const endpoint = textAt(before, "apiEndpoint") ?? this.accessOf(id).server;
        const pools = at(cluster, "pools");
        const poolInputs = isPlainObject(pools) ? pools : {};
        return {
            networkId: textAt(cluster, "networkId") ?? this.defaultNetwork(),
            apiEndpoint: endpoint,
            masterIp: address,
            dnsEntry: `${id}.k8s.civo.com`,
            createdAt: "2026-01-01T00:00:00Z",
            status: "ACTIVE",
            ready: true,
            installedApplications: installedApplications(textAt(cluster, "applications") ?? ""),
            numTargetNodes: at(poolInputs, "nodeCount") ?? 3,
            targetNodesSize: at(poolInputs, "size") ?? "",
            pools: {
                label: stableUuid(id, "pool"),
                publicIpNodePool: false,
                ...poolInputs,
                instanceNames: instanceNames(id, poolInputs),
            },
            kubeconfig: this.kubeconfigOf(id, { ...cluster, apiEndpoint: endpoint }),
        };
    }

    /** Civo keeps the kubeconfig out of the provider's hands unless it is asked for. */
    private kubeconfigOf(id: string, cluster: PlainObject): string {
        return cluster.writeKubeconfig === true
            ? kubeconfigText(textAt(cluster, "name") ?? id, {
                  ...this.accessOf(id),
                  server: textAt(cluster, "apiEndpoint") ?? "",
              })
            : "";
    }

    private accessOf(id: string): ClusterAccess {
        return (
            this.clusterAccess ?? {
                server: `https://${documentationAddress(this.world.seed, id)}:6443`,
                token: stableHex(40, this.world.seed, id, "token"),
            }
        );
    }

    private refuseDuplicate(type: string, inputs: PlainObject): void {
        const property = type === Kind.network ? "label" : "name";
        const name = textAt(inputs, property) ?? "";
        if (type !== Kind.nodePool && this.things(type, property, name).length > 0) {
            throw new ProviderError(
                `409: a ${shortName(type)} with the ${property} "${name}" already exists; ` +
                    "choose another, or import the existing one with `pulumi import`",
            );
        }
    }

    private checkReferences(type: string, inputs: PlainObject): void {
        const networkId = textAt(inputs, "networkId");
        if (networkId !== undefined && networkId !== this.defaultNetwork()) {
            this.mustExist(Kind.network, networkId);
        }
        if (type === Kind.nodePool) {
            this.mustExist(Kind.cluster, textAt(inputs, "clusterId") ?? "");
        }
        if (type === Kind.cluster) {
            const firewall = this.mustExist(Kind.firewall, textAt(inputs, "firewallId") ?? "");
            const network = networkId ?? this.defaultNetwork();
            if (firewall.state.networkId !== network) {
                throw new ProviderError(
                    `firewallId: the firewall "${firewall.id}" belongs to another network than ` +
                        "the cluster; create it in the cluster's network",
                );
            }
        }
    }

    private refuseInUse(type: string, id: string): void {
        const users =
            type === Kind.network
                ? [
                      ...this.things(Kind.cluster, "networkId", id),
                      ...this.things(Kind.firewall, "networkId", id),
                  ]
                : type === Kind.firewall
                  ? this.things(Kind.cluster, "firewallId", id)
                  : [];
        if (users.length > 0) {
            throw new ProviderError(
                `409: the ${shortName(type)} "${id}" is in use by ` +
                    users.map((user) => `the ${shortName(user.kind)} "${user.id}"`).join(", ") +
                    "; delete that first",
            );
        }
    }

    private mustExist(type: string, id: string): Thing {
        const thing = this.world.get("civo", type, id);
        if (thing === undefined) {
            throw new ProviderError(
                `404: no ${shortName(type)} with the id "${id}" in the region; create it first`,
            );
        }
        return thing;
    }

    private things(type: string, property: string, value: PlainValue | undefined): Thing[] {
        return this.world.list("civo", type).filter((thing) => thing.state[property] === value);
    }

    private defaultNetwork(): string {
        return stableUuid(this.world.seed, "default network");
    }
}

/** Makes the ids of two resources differ that were made one after the other under one URN. */
function nonce(): string {
    return process.hrtime.bigint().toString();
}

function shortName(type: string): string {
    return (type.split(":").at(-1) ?? type).replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** What the provider refuses as soon as it compares, in a preview too. */
function refuseImmutable(type: string, old: PlainObject, news: PlainObject): void {
    const immutable =
        type === Kind.cluster
            ? ["applications", "clusterType", "cni"]
            : type === Kind.network
              ? ["cidrV4"]
              : [];
    for (const name of immutable) {
        const value = news[name];
        if (value !== undefined && !isUnknown(value) && value !== (old[name] ?? "")) {
            throw new ProviderError(`the '${name}' field is immutable`);
        }
    }
}

/** What Civo refuses only once it is told to do it. */
function refuseUnchangeable(old: PlainObject, wanted: PlainObject): void {
    const isChanged = (...path: string[]) =>
        at(wanted, ...path) !== undefined && at(wanted, ...path) !== at(old, ...path);
    if (isChanged("networkId")) {
        throw new ProviderError(
            '[ERR] Network change ("network_id") for existing cluster is not available at this moment',
        );
    }
    if (isChanged("pools", "size")) {
        throw new ProviderError(
            '[ERR] Size change ("size") for existing cluster is not available at this moment',
        );
    }
}

function checkMeaning(type: string, inputs: PlainObject): CheckFailure[] {
    switch (type) {
        case Kind.firewall:
            return checkFirewall(inputs);
        case Kind.cluster:
            return checkCluster(inputs);
        default:
            return [];
    }
}

function checkFirewall(inputs: PlainObject): CheckFailure[] {
    const failures: CheckFailure[] = [];
    for (const list of ["ingressRules", "egressRules"]) {
        const rules = inputs[list];
        for (const [index, rule] of (Array.isArray(rules) ? rules : []).entries()) {
            failures.push(...checkRule(rule, `${list}[${index}]`));
        }
    }
    const count = ["ingressRules", "egressRules"]
        .map((list) => inputs[list])
        .map((rules) => (rules === undefined ? 0 : Array.isArray(rules) ? rules.length : 1))
        .reduce((sum, length) => sum + length, 0);
    if (inputs.createDefaultRules === false && count === 0) {
        failures.push({
            property: "ingressRules",
            reason:
                "with createDefaultRules: false a firewall needs at least one rule; " +
                "give ingressRules or egressRules",
        });
    }
    return failures;
}

function checkRule(rule: PlainValue, path: string): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const action = textAt(rule, "action");
    if (action !== undefined && action !== "allow" && action !== "deny") {
        failures.push({
            property: `${path}.action`,
            reason: `"${action}" is no action; give "allow" or "deny"`,
        });
    }
    const protocol = textAt(rule, "protocol");
    if (protocol !== undefined && !["tcp", "udp", "icmp"].includes(protocol)) {
        failures.push({
            property: `${path}.protocol`,
            reason: `"${protocol}" is no protocol; give "tcp", "udp" or "icmp"`,
        });
    }
    const portRange = textAt(rule, "portRange");
    if (protocol !== "icmp" && (at(rule, "portRange") ?? "") === "") {
        failures.push({
            property: `${path}.portRange`,
            reason: 'is missing, and only "icmp" has no ports; give e.g. "6443" or "1-65535"',
        });
    }
    if (portRange !== undefined && portRange !== "" && !/^\d+(-\d+)?$/.test(portRange)) {
        failures.push({
            property: `${path}.portRange`,
            reason: `"${portRange}" is no port range; give e.g. "6443" or "1-65535"`,
        });
    }
    const cidrs = at(rule, "cidrs");
    for (const [index, cidr] of (Array.isArray(cidrs) ? cidrs : []).entries()) {
        if (typeof cidr === "string" && !isCidr(cidr)) {
            failures.push({
                property: `${path}.cidrs[${index}]`,
                reason: `"${cidr}" is no CIDR; give e.g. "198.51.100.7/32"`,
            });
        }
    }
    return failures;
}

function checkCluster(inputs: PlainObject): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const oneOf = (property: string, allowed: readonly string[]): void => {
        const value = inputs[property];
        if (typeof value === "string" && !allowed.includes(value)) {
            failures.push({
                property,
                reason: `"${value}" is none of ${allowed.map((each) => `"${each}"`).join(", ")}`,
            });
        }
    };
    oneOf("clusterType", ["k3s", "talos"]);
    oneOf("cni", ["flannel", "cilium"]);
    const version = inputs.kubernetesVersion;
    if (typeof version === "string" && !/^\d+\.\d+\.\d+(-k3s\d+)?$/.test(version)) {
        failures.push({
            property: "kubernetesVersion",
            reason: `"${version}" is no version that Civo offers; give e.g. "1.34.2-k3s1"`,
        });
    }
    const nodeCount = at(inputs, "pools", "nodeCount");
    if (typeof nodeCount === "number" && nodeCount < 1) {
        failures.push({
            property: "pools.nodeCount",
            reason: `${nodeCount} is less than the one node that a cluster needs`,
        });
    }
    return failures;
}

function isCidr(text: string): boolean {
    const [address = "", length = "", ...rest] = text.split("/");
    const bits = /^\d+$/.test(length) ? Number(length) : Number.NaN;
    return (
        rest.length === 0 && ((isIPv4(address) && bits <= 32) || (isIPv6(address) && bits <= 128))
    );
}

/** Civo gives every rule an id; without rules of one's own, default rules let everything through. */
function firewallRules(id: string, inputs: Properties, list: string): Properties[] {
    const given = inputs[list];
    const rules = Array.isArray(given) ? given : [];
    const own = rules.map((rule) => (hasUnknowns(rule) ? {} : (rule as Properties)));
    const everything: Properties[] =
        inputs.createDefaultRules === true
            ? ["tcp", "udp"].map((protocol) => ({
                  label: `all-${protocol}`,
                  action: "allow",
                  protocol,
                  portRange: "1-65535",
                  cidrs: ["0.0.0.0/0"],
              }))
            : [];
    return (own.length > 0 ? own : everything).map((rule, index) => ({
        ...rule,
        id: stableUuid(id, list, String(index)),
    }));
}

function instanceNames(id: string, pool: PlainObject): string[] {
    const count = pool.nodeCount;
    return Array.from({ length: typeof count === "number" ? count : 0 }, (_, index) => {
        return `k3s-${stableHex(8, id)}-node-pool-${stableHex(4, id, String(index))}`;
    });
}

/** k3s comes with Traefik and metrics-server unless a name with a minus takes one away. */
function installedApplications(applications: string): Properties[] {
    const named = applications
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each !== "");
    const removed = new Set(
        named.filter((each) => each.startsWith("-")).map((each) => each.slice(1).toLowerCase()),
    );
    const installed = ["metrics-server", "Traefik-v2-nodeport"].filter(
        (each) => ![...removed].some((name) => each.toLowerCase().startsWith(name)),
    );
    return [...installed, ...named.filter((each) => !each.startsWith("-"))].map((application) => ({
        application,
        category: "architecture",
        installed: true,
        version: "",
    }));
}
