import { cisa, nist, nsa } from "./frameworks";
import { isAnyAddress } from "./ipBlock";
import {
    DIRECTIONS,
    type NetworkRule,
    PEERS,
    isNetworkPolicy,
    isNone,
    refuse,
    rulesOf,
} from "./networkPolicy";
import { UNKNOWN, isList, isObject, peek, valueOf } from "./read";
import { type Resource, namespaceOf } from "./resource";
import { type Rule, type Verdict, unlessExempt } from "./rule";
import { type Settings } from "./settings";

/** An exception for everything is no exception. */
export const net03: Rule = {
    id: "NET-03",
    title: "No NetworkPolicy allows everything, or everywhere",
    severity: "high",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), nist(2), cisa("Networks")],
    remedy: "name the peers and the ports that are needed",
    documentation: "docs/policies.md#net-03",
    settings: ["ingress", "exemptNamespaces"],
    resource: {
        policy: "net-03-no-allow-all",
        demand: "Outside the exempt namespaces, no rule of a NetworkPolicy is empty, and none lets pods call every address; only the declared ingress may call the Kubernetes API's ports wherever that is.",
        appliesTo: isNetworkPolicy,
        check: (policy, settings) => unlessExempt(policy, settings, judgeRules(policy, settings)),
    },
};

function* judgeRules(policy: Resource, settings: Settings): Generator<Verdict> {
    for (const direction of DIRECTIONS) {
        for (const rule of rulesOf(policy, direction)) {
            yield* judgeRule(policy, rule, settings);
        }
    }
}

function* judgeRule(policy: Resource, rule: NetworkRule, settings: Settings): Generator<Verdict> {
    const { direction, path, object } = rule;
    if (!isObject(object)) {
        yield refuse(policy, path, "has a rule that is none");
        return;
    }
    const peers = peek(object, [PEERS[direction]]);
    const ports = peek(object, ["ports"]);
    const isAnyPeer = isNone(peers);
    if (isAnyPeer && isNone(ports)) {
        yield refuse(policy, path, `allows all ${direction}`);
    } else if (direction === "egress" && isAnyPeer && !callsTheApi(policy, object, settings)) {
        yield refuse(policy, [...path, "ports"], "lets pods call every address on these ports");
    } else if (direction === "egress" && peers !== undefined) {
        yield* everyAddress(policy, rule);
    }
}

/** Where the API is is often not known before the cluster is there, and an ingress watches it. */
function callsTheApi(policy: Resource, rule: NetworkRule["object"], settings: Settings): boolean {
    const ports = peek(rule, ["ports"]);
    return (
        valueOf(namespaceOf(policy)) === settings.ingress.namespace &&
        isList(ports) &&
        ports.every(
            (each) =>
                [443, 6443].includes(Number(peek(each, ["port"]))) &&
                peek(each, ["endPort"]) === undefined,
        )
    );
}

function* everyAddress(policy: Resource, rule: NetworkRule): Generator<Verdict> {
    const peers = peek(rule.object, ["to"]);
    const path = [...rule.path, "to"];
    if (!isList(peers)) {
        yield refuse(policy, path, "has peers that are no list");
        return;
    }
    for (const [index, peer] of peers.entries()) {
        const cidr = peek(peer, ["ipBlock", "cidr"]);
        if (cidr === UNKNOWN || (typeof cidr === "string" && isAnyAddress(cidr))) {
            const at = [...path, index, "ipBlock", "cidr"];
            yield refuse(policy, at, "lets pods call every address");
        }
    }
}
