import type { Path } from "zero-trust-manifests";
import { isAnyAddress } from "../../kubernetes/ipBlock";
import { selects, selectsAll } from "../../kubernetes/labelSelector";
import { meshTraffic } from "../../linkerd/meshTraffic";
import {
    DIRECTIONS,
    type NetworkRule,
    PEERS,
    POD_SELECTOR,
    isNetworkPolicy,
    isNone,
    refuse,
    rulesOf,
} from "../../kubernetes/networkPolicy";
import { type Json, UNKNOWN, isList, isObject, peek, valueOf } from "../../reading/read";
import { type Resource, describe, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled } from "../../rule";
import { type Settings } from "../../settings";
import { every } from "../../reading/ternary";

export const preview: Preview = {
    settings: ["ingress", "exemptNamespaces", "controlPlaneNamespace"],
    resource: {
        policy: "net-02-peers-are-named",
        demand: "Outside the exempt namespaces, no rule of a NetworkPolicy has every namespace as its peer, and none but the declared ingress' lets everyone call.",
        appliesTo: isNetworkPolicy,
        check: (policy, settings) => unlessExempt(policy, settings, named(policy, settings)),
    },
    stack: {
        policy: "net-02-the-mesh-works",
        demand: "Where NetworkPolicies isolate a meshed pod outside the exempt namespaces, they let it ask DNS and the control plane, and, if a Service leads to it, let its proxy be called; and none lets everyone call a workload beside the declared ingress.",
        *check(index, settings) {
            yield* meshTraffic(index, settings);
            yield* besideTheIngress(index, settings);
        },
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
    const at = [...path, PEERS[direction]];
    if (!isIngress(policy, settings)) {
        for (const { path: where, message } of openings(rule)) {
            yield refuse(policy, where, message);
        }
    }
    if (isList(peers)) {
        for (const [index, peer] of peers.entries()) {
            yield* namedPeer(policy, peer, [...at, index]);
        }
    } else if (!isNone(peers)) {
        yield refuse(policy, at, "has peers that are no list");
    }
}

/** Where a rule lets everyone call. */
function openings({ direction, path, object }: NetworkRule): { path: Path; message: string }[] {
    const peers = peek(object, [PEERS[direction]]);
    if (direction !== "ingress") {
        return [];
    }
    if (isNone(peers)) {
        // NET-03 refuses a rule without ports, too, since it allows everything.
        return isNone(peek(object, ["ports"]))
            ? []
            : [{ path: [...path, "ports"], message: "lets everyone call these ports" }];
    }
    return (isList(peers) ? peers : []).flatMap((peer, index) => {
        const cidr = isObject(peer) ? peek(peer, ["ipBlock", "cidr"]) : undefined;
        return cidr === UNKNOWN || (typeof cidr === "string" && isAnyAddress(cidr))
            ? [
                  {
                      path: [...path, PEERS[direction], index, "ipBlock", "cidr"],
                      message: "lets every address call",
                  },
              ]
            : [];
    });
}

function* namedPeer(policy: Resource, peer: Json, path: Path): Generator<Verdict> {
    if (!isObject(peer)) {
        yield refuse(policy, path, "has a peer that is none");
        return;
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

/** In the ingress' namespace, a policy can be for another workload's pods. */
function* besideTheIngress(index: ResourceIndex, settings: Settings): Generator<Verdict> {
    const { namespace, name } = settings.ingress;
    const others = index.workloads.filter(({ resource }) => {
        const own = nameOf(resource);
        return (
            own.state === "known" &&
            own.value !== name &&
            valueOf(namespaceOf(resource)) === namespace
        );
    });
    for (const policy of index.ofKind("networking.k8s.io", "NetworkPolicy")) {
        if (others.length === 0 || !isIngress(policy, settings)) {
            continue;
        }
        const open = rulesOf(policy, "ingress").flatMap(openings);
        for (const { resource, template } of open.length > 0 ? others : []) {
            const labels = peek(resource.object, [...template, "metadata", "labels"]);
            const isSelected = selects(peek(policy.object, POD_SELECTOR), labels);
            for (const { path, message } of isSelected === false ? [] : open) {
                yield isSelected === true
                    ? refuse(policy, path, `${message} of ${describe(resource)}`)
                    : unsettled(
                          policy,
                          { state: "unknown", path: [...template, "metadata", "labels"] },
                          describe(resource),
                      );
            }
        }
    }
}

/** The one workload that the internet may call; a policy for all pods is not its own. */
function isIngress(policy: Resource, settings: Settings): boolean {
    return (
        valueOf(namespaceOf(policy)) === settings.ingress.namespace &&
        selectsAll(peek(policy.object, POD_SELECTOR)) === false
    );
}
