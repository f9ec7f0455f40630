import { labelsOf, type AccessModel, type Principal, type WorkloadModel } from "../model/model";
import {
    adminPort,
    callingWorkload,
    kubelet,
    podLabels,
    sortedEntries,
    type PortAccess,
} from "../model/portAccess";
import type { KubernetesObject } from "zero-trust-manifests";
import { cidrsOf, isAudited } from "./linkerdObjects";

/** What the platform is made of, where it is not what its charts make it. */
export interface Platform {
    /** Linkerd's namespace. Default: `linkerd`. */
    linkerdNamespace?: string;
    /** Where the cluster's DNS is. Default: pods labelled `k8s-app: kube-dns` in `kube-system`. */
    dns?: { namespace: string; labels: Readonly<Record<string, string>> };
    /**
     * CIDR blocks of the Kubernetes API, which an ingress watches. Default: anywhere, on the
     * API's usual ports, since a cluster's address is often not known before it is there.
     */
    kubernetesApi?: readonly string[];
}

interface Rule {
    from?: Peer[];
    to?: Peer[];
    ports: { port: number; protocol: "TCP" | "UDP" }[];
}
type Peer = object;

/** Between meshed pods the network sees no other port, whatever port is called. */
const inboundProxyPort = 4143;
/** Ports of identity, destination and policy. */
const controlPlanePorts = [8080, 8086, 8090];
const kubernetesApiPorts = [443, 6443];

/**
 * Both ends of every edge, for the pods of the model's namespaces. The network tells pods and ports
 * apart, but neither paths nor identities: those are the proxy's.
 */
export function networkPolicies(
    model: AccessModel,
    accesses: readonly PortAccess[],
    platform: Platform,
    today: string,
): { allowing: KubernetesObject[]; denying: KubernetesObject[] } {
    const rules = new Map<string, { ingress: Rule[]; egress: Rule[] }>();
    const rulesOf = (namespace: string, workload: string) => {
        const key = `${namespace}/${workload}`;
        const known = rules.get(key) ?? { ingress: [], egress: [] };
        rules.set(key, known);
        return known;
    };
    const everyPod = new Map<string, Rule[]>();
    const audited: Rule[] = [];
    for (const access of accesses) {
        const { namespace, workload, port, edges } = access;
        const into =
            workload === undefined
                ? (everyPod.get(namespace) ?? [])
                : rulesOf(namespace, workload.name).ingress;
        if (workload === undefined) {
            everyPod.set(namespace, into);
        }
        const called = peer(namespace, podLabels(access));
        const meshed = workload === undefined ? adminPort.model.port : inboundProxyPort;
        for (const { from } of edges) {
            if (from.kind === "network") {
                into.push({ from: blocks(cidrsOf(model, from.name)), ports: tcp(port.port) });
                continue;
            }
            into.push({ from: [callerPeer(model, from)], ports: tcp(meshed) });
            if (from.kind !== "identity") {
                const caller = callingWorkload(model, from);
                rulesOf(caller.namespace, caller.workload).egress.push({
                    to: [called],
                    ports: tcp(meshed),
                });
            }
        }
        if (workload !== undefined && (port.probes ?? []).length > 0) {
            into.push({ from: blocks(cidrsOf(model, kubelet)), ports: tcp(port.port) });
        }
        if (isAudited(access, today)) {
            // What is only tried out must reach the proxy, which logs it.
            const ports = [...new Set([meshed, port.port])];
            into.push({ ports: tcp(...ports) });
            audited.push({ to: [called], ports: tcp(...ports) });
        }
    }

    // Each is complete, so that none cuts off a call before the next is there.
    const allowing = sortedEntries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        sortedEntries(workloads).map(([name, workload]) => {
            const { ingress, egress } = rulesOf(namespace, name);
            const own = isIngress(workload) ? ingressRules(workload, platform) : undefined;
            return networkPolicy(namespace, name, labelsOf(name, workload), {
                ingress: [
                    // The kubelet asks each proxy whether it is ready.
                    { from: blocks(cidrsOf(model, kubelet)), ports: tcp(adminPort.model.port) },
                    ...(everyPod.get(namespace) ?? []),
                    ...(own?.ingress ?? []),
                    ...ingress,
                ],
                egress: [...platformRules(platform), ...(own?.egress ?? []), ...egress, ...audited],
            });
        }),
    );
    const denying = sortedEntries(model.namespaces).map(([namespace]) =>
        networkPolicy(namespace, "default-deny", {}, { ingress: [], egress: [] }),
    );
    return { allowing, denying };
}

function isIngress({ listeners = [] }: WorkloadModel): boolean {
    return listeners.length > 0;
}

function platformRules({ linkerdNamespace = "linkerd", dns }: Platform): Rule[] {
    const { namespace, labels } = dns ?? {
        namespace: "kube-system",
        labels: { "k8s-app": "kube-dns" },
    };
    return [
        {
            to: [peer(namespace, labels)],
            ports: [
                { port: 53, protocol: "TCP" },
                { port: 53, protocol: "UDP" },
            ],
        },
        { to: [peer(linkerdNamespace, undefined)], ports: tcp(...controlPlanePorts) },
    ];
}

function ingressRules({ listeners = [] }: WorkloadModel, platform: Platform) {
    const api: Rule = { ports: tcp(...kubernetesApiPorts) };
    if (platform.kubernetesApi !== undefined) {
        api.to = blocks([...new Set(platform.kubernetesApi)].sort());
    }
    return { ingress: [{ ports: tcp(...listeners) }], egress: [api] };
}

function callerPeer(model: AccessModel, from: Exclude<Principal, { kind: "network" }>): Peer {
    if (from.kind === "identity") {
        const found = model.identities[from.name];
        if (found === undefined) {
            throw new RangeError(`there is no identity ${from.name}`);
        }
        return peer(found.namespace, found.labels);
    }
    const { namespace, workload } = callingWorkload(model, from);
    const caller = model.namespaces[namespace]?.workloads[workload];
    return peer(namespace, labelsOf(workload, caller ?? { ports: {} }));
}

function peer(namespace: string, labels: Readonly<Record<string, string>> | undefined): Peer {
    return {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        ...(labels === undefined
            ? {}
            : { podSelector: { matchLabels: Object.fromEntries(sortedEntries(labels)) } }),
    };
}

function blocks(cidrs: readonly string[]): Peer[] {
    return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

function tcp(...ports: number[]): Rule["ports"] {
    return ports
        .sort((left, right) => left - right)
        .map((port) => ({ port, protocol: "TCP" as const }));
}

function networkPolicy(
    namespace: string,
    name: string,
    matchLabels: Readonly<Record<string, string>>,
    { ingress, egress }: { ingress: Rule[]; egress: Rule[] },
): KubernetesObject {
    const selectsAll = Object.keys(matchLabels).length === 0;
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name, namespace },
        spec: {
            podSelector: selectsAll ? {} : { matchLabels },
            policyTypes: ["Ingress", "Egress"],
            ...(ingress.length > 0 && { ingress: inOrder(ingress) }),
            ...(egress.length > 0 && { egress: inOrder(egress) }),
        },
    };
}

/** Each rule once, in an order that does not depend on that of the edges. */
function inOrder(rules: readonly Rule[]): Rule[] {
    const byText = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
    return sortedEntries(Object.fromEntries(byText)).map(([, rule]) => rule);
}
