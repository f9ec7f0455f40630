import { cisa, nist, nsa } from "./frameworks";
import { isAnyAddress } from "./ipBlock";
import { selectsAll } from "./labelSelector";
import { meshTraffic } from "./meshTraffic";
import {
    DIRECTIONS,
    type Direction,
    type NetworkRule,
    PEERS,
    POD_SELECTOR,
    isNetworkPolicy,
    isNone,
    refuse,
    rulesOf,
} from "./networkPolicy";
import { type Json, type Path, UNKNOWN, isList, isObject, peek, valueOf } from "./read";
import { type Resource, namespaceOf } from "./resource";
import { type Rule, type Verdict, unlessExempt, unsettled } from "./rule";
import { type Settings } from "./settings";
import { every } from "./ternary";

/** Policies of the network and of the mesh that contradict each other protect nobody. */
export const net02: Rule = {
    id: "NET-02",
    title: "NetworkPolicies name who may call, and let the mesh work",
    severity: "high",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), nist(2), cisa("Networks")],
    remedy: "name the pods by namespaceSelector and podSelector",
    documentation: "docs/policies.md#net-02",
    settings: ["ingress", "exemptNamespaces", "controlPlaneNamespace"],
    resource: {
        policy: "net-02-peers-are-named",
        demand: "Outside the exempt namespaces, no rule of a NetworkPolicy has every namespace as its peer, and none but the declared ingress' lets everyone call.",
        appliesTo: isNetworkPolicy,
        check: (policy, settings) => unlessExempt(policy, settings, named(policy, settings)),
    },
    stack: {
        policy: "net-02-the-mesh-works",
        demand: "Where NetworkPolicies isolate a meshed pod outside the exempt namespaces, they let it ask DNS and the control plane, and, if a Service leads to it, let its proxy be called.",
        check: meshTraffic,
    },
};

function* named(policy: Resource, settings: Settings): Generator<Verdict> {
    for (const direction of DIRECTIONS) {
        for (const rule of rulesOf(policy, direction)) {
            if (isObject(rule.object)) {
                yield* namedPeers(policy, rule, settings);
            } else {
                yield refuse(policy, rule.path, "has a rule that is none");
            }
        }
    }
}

function* namedPeers(policy: Resource, rule: NetworkRule, settings: Settings): Generator<Verdict> {
    const { direction, path, object } = rule;
    const peers = peek(object, [PEERS[direction]]);
    const ports = peek(object, ["ports"]);
    const at = [...path, PEERS[direction]];
    if (isNone(peers)) {
        if (direction === "ingress" && !isNone(ports) && !isIngress(policy, settings)) {
            yield refuse(policy, [...path, "ports"], "lets everyone call these ports");
        }
    } else if (isList(peers)) {
        for (const [index, peer] of peers.entries()) {
            yield* namedPeer(policy, direction, peer, [...at, index], settings);
        }
    } else {
        yield refuse(policy, at, "has peers that are no list");
    }
}

function* namedPeer(
    policy: Resource,
    direction: Direction,
    peer: Json,
    path: Path,
    settings: Settings,
): Generator<Verdict> {
    if (!isObject(peer)) {
        yield refuse(policy, path, "has a peer that is none");
        return;
    }
    const cidr = peek(peer, ["ipBlock", "cidr"]);
    const isAny = cidr === UNKNOWN || (typeof cidr === "string" && isAnyAddress(cidr));
    if (direction === "ingress" && isAny && !isIngress(policy, settings)) {
        yield refuse(policy, [...path, "ipBlock", "cidr"], "lets every address call");
    }
    const namespaces = peek(peer, ["namespaceSelector"]);
    if (namespaces === undefined) {
        return;
    }
    const isEveryone = every(selectsAll(namespaces), selectsAll(peek(peer, ["podSelector"])));
    if (isEveryone === UNKNOWN) {
        yield unsettled(policy, { state: "unknown", path });
    } else if (isEveryone) {
        yield refuse(policy, path, "has the pods of every namespace as its peers");
    }
}

/** The one workload that the internet may call; a policy for all pods is not its own. */
function isIngress(policy: Resource, settings: Settings): boolean {
    return (
        valueOf(namespaceOf(policy)) === settings.ingress.namespace &&
        selectsAll(peek(policy.object, POD_SELECTOR)) === false
    );
}
