import type { KubernetesObject } from "zero-trust-manifests";
import type { Reason } from "./client";
import { Field } from "./field";
import {
    readLabelSelector,
    selects,
    SelectorIndex,
    type LabelSelector,
    type Labels,
} from "./labelSelector";
import { isLoopback, networkContains, readNetwork, type Network } from "./network";
import { proxyPorts, type Workload } from "./workload";

/** One end of a connection. */
export interface End {
    /** Its pods, where they are known. */
    workload: Workload | undefined;
    /** Its namespace; undefined where it is no pod. */
    namespace: string | undefined;
    address: string;
}

interface Peer {
    ipBlock: Network | undefined;
    pods: LabelSelector | undefined;
    namespaces: LabelSelector | undefined;
}

interface Rule {
    /** None is everybody. */
    peers: readonly Peer[] | undefined;
    /** None is every port. */
    ports: readonly { from: number | string | undefined; to: number | undefined }[] | undefined;
}

interface Policy {
    namespace: string;
    name: string;
    ingress: readonly Rule[] | undefined;
    egress: readonly Rule[] | undefined;
}

/** NetworkPolicies: pods that one selects accept or open only what some rule lets through. */
export class NetworkPolicies {
    private readonly byNamespace = new Map<string, SelectorIndex<Policy>>();
    private readonly namespaceLabels: ReadonlyMap<string, Labels>;

    constructor(
        objects: readonly KubernetesObject[],
        namespaceLabels: ReadonlyMap<string, Labels>,
        problems: string[],
    ) {
        this.namespaceLabels = namespaceLabels;
        for (const object of objects) {
            if (
                object.kind !== "NetworkPolicy" ||
                !object.apiVersion.startsWith("networking.k8s.io/")
            ) {
                continue;
            }
            const spec = Field.root(object, problems).at("spec");
            const namespace = object.metadata.namespace ?? "default";
            const given = spec
                .at("policyTypes")
                .items()
                .flatMap((item) => item.oneOf(["Ingress", "Egress"] as const) ?? []);
            const types =
                given.length > 0
                    ? given
                    : ["Ingress", ...(spec.at("egress").items().length > 0 ? ["Egress"] : [])];
            const index = this.byNamespace.get(namespace) ?? new SelectorIndex<Policy>();
            this.byNamespace.set(namespace, index);
            index.add(readLabelSelector(spec.at("podSelector"), true), {
                namespace,
                name: object.metadata.name,
                ingress: types.includes("Ingress")
                    ? readRules(spec.at("ingress"), "from")
                    : undefined,
                egress: types.includes("Egress") ? readRules(spec.at("egress"), "to") : undefined,
            });
        }
    }

    /** Whether only some may open connections to a workload. */
    isolates(target: Workload): boolean {
        return this.selecting(target).some(({ ingress }) => ingress !== undefined);
    }

    /** Whether there is any NetworkPolicy. */
    get any(): boolean {
        return this.byNamespace.size > 0;
    }

    /**
     * Networks that rules let in to a port of a workload; undefined stands for all of them, where
     * a rule names nobody.
     */
    blocks(target: Workload, port: number): (Network[] | undefined)[] {
        return this.selecting(target).flatMap((policy) =>
            (policy.ingress ?? []).flatMap((rule): (Network[] | undefined)[] => {
                const anyPeer = { ...rule, peers: undefined };
                const end = { workload: undefined, namespace: undefined, address: "" };
                if (!this.lets(anyPeer, policy.namespace, end, target, [port])) {
                    return [];
                }
                if (rule.peers === undefined) {
                    return [undefined];
                }
                const networks = rule.peers.flatMap(({ ipBlock }) => ipBlock ?? []);
                return networks.length === 0 ? [] : [networks];
            }),
        );
    }

    /** What stops a connection; empty where nothing does. */
    refusals(from: End, target: Workload, port: number, targetAddress: string): Reason[] {
        if (isLoopback(from.address)) {
            // What a pod calls within itself is in no network.
            return [];
        }
        const ingress = this.selecting(target).filter((policy) => policy.ingress !== undefined);
        const egress =
            from.workload === undefined
                ? []
                : this.selecting(from.workload).filter((policy) => policy.egress !== undefined);
        const to: End = {
            workload: target,
            namespace: target.namespace,
            address: targetAddress,
        };
        const ports =
            from.namespace !== undefined &&
            from.workload?.unmeshed === undefined &&
            target.unmeshed === undefined
                ? // A proxy sends to the other's proxy.
                  [port, proxyPorts.inbound]
                : [port];
        const blocked = (
            policies: readonly Policy[],
            side: "ingress" | "egress",
            peer: End,
        ): Reason[] =>
            policies.length === 0 ||
            policies.some((policy) =>
                policy[side]?.some((rule) =>
                    this.lets(rule, policy.namespace, peer, target, ports),
                ),
            )
                ? []
                : policies.map(({ namespace, name }) => ({
                      kind: "NetworkPolicy",
                      namespace,
                      name,
                      why:
                          side === "ingress"
                              ? `selects ${target.namespace}/${target.name} and lets no such caller in on port ${port}`
                              : `selects ${from.workload?.namespace ?? ""}/${from.workload?.name ?? ""} and does not let it out to ${target.namespace}/${target.name} on port ${port}`,
                  }));
        return [...blocked(ingress, "ingress", from), ...blocked(egress, "egress", to)];
    }

    /** None selects a pod in its node's network: to the network such a pod is the node. */
    private selecting(workload: Workload): Policy[] {
        return workload.hostNetwork
            ? []
            : (this.byNamespace.get(workload.namespace)?.selecting(workload.labels) ?? []);
    }

    private lets(
        { peers, ports }: Rule,
        namespace: string,
        peer: End,
        target: Workload,
        wanted: readonly number[],
    ): boolean {
        const portLet =
            ports === undefined ||
            ports.some(({ from, to }) =>
                wanted.some((port) =>
                    from === undefined
                        ? true
                        : typeof from === "string"
                          ? target.portsByName.get(from)?.has(port) === true
                          : from <= port && port <= (to ?? from),
                ),
            );
        return (
            portLet &&
            (peers === undefined ||
                peers.some((candidate) => this.isPeer(candidate, namespace, peer)))
        );
    }

    private isPeer({ ipBlock, pods, namespaces }: Peer, namespace: string, peer: End): boolean {
        if (ipBlock !== undefined) {
            return networkContains(ipBlock, peer.address);
        }
        if (peer.namespace === undefined || peer.workload?.hostNetwork === true) {
            return false;
        }
        const inNamespace =
            namespaces === undefined
                ? peer.namespace === namespace
                : selects(namespaces, {
                      "kubernetes.io/metadata.name": peer.namespace,
                      ...this.namespaceLabels.get(peer.namespace),
                  });
        // Pods that are not given, such as a Helm release's, may have any labels: who they are is
        // for Linkerd to prove.
        return (
            inNamespace &&
            (pods === undefined ||
                peer.workload === undefined ||
                selects(pods, peer.workload.labels))
        );
    }
}

function readRules(field: Field, direction: "from" | "to"): Rule[] {
    return field.items().map((rule) => {
        const peers = rule
            .at(direction)
            .items()
            .map((peer): Peer => {
                const optional = (key: string): LabelSelector | undefined =>
                    peer.at(key).present ? readLabelSelector(peer.at(key), true) : undefined;
                const block = peer.at("ipBlock");
                const pods = optional("podSelector");
                const namespaces = optional("namespaceSelector");
                if (!block.present && pods === undefined && namespaces === undefined) {
                    peer.report("must have podSelector, namespaceSelector or ipBlock");
                }
                return {
                    ipBlock: block.present ? readNetwork(block) : undefined,
                    pods,
                    namespaces,
                };
            });
        const ports = rule
            .at("ports")
            .items()
            .filter(
                (item) =>
                    (item.at("protocol").oneOf(["TCP", "UDP", "SCTP"] as const) ?? "TCP") === "TCP",
            )
            .map(readPorts);
        return {
            peers: peers.length === 0 ? undefined : peers,
            ports: rule.at("ports").items().length === 0 ? undefined : ports,
        };
    });
}

function readPorts(item: Field): { from: number | string | undefined; to: number | undefined } {
    const from = item.at("port").port();
    const to = item.at("endPort").integer();
    if (to !== undefined && !(typeof from === "number" && from <= to)) {
        item.at("endPort").report("must be no less than port, which must be a number");
    }
    return { from, to };
}
