import type { Path } from "zero-trust-manifests";
import { isAnyAddress } from "../../kubernetes/ipBlock";
import {
    DIRECTIONS,
    type Direction,
    type NetworkRule,
    PEERS,
    isNetworkPolicy,
    isNone,
    refuse,
    rulesOf,
} from "../../kubernetes/networkPolicy";
import { type Json, UNKNOWN, isList, isObject, peek, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt } from "../../rule";
import { type Settings } from "../../settings";

export const preview: Preview = {
    settings: ["ingress", "exemptNamespaces"],
    resource: {
        policy: "net-03-no-allow-all",
        demand: "Outside the exempt namespaces, no rule of a NetworkPolicy is empty, none has a peer whose selectors are all empty, and none lets pods call every address; only the declared ingress may call the Kubernetes API's ports wherever that is.",
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
    } else if (!isAnyPeer) {
        yield* everyone(policy, rule);
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

function* everyone(policy: Resource, rule: NetworkRule): Generator<Verdict> {
    const { direction } = rule;
    const peers = peek(rule.object, [PEERS[direction]]);
    const path = [...rule.path, PEERS[direction]];
    if (!isList(peers)) {
        yield refuse(policy, path, "has peers that are no list");
        return;
    }
    for (const [index, peer] of peers.entries()) {
        if (peer === UNKNOWN) {
            yield refuse(policy, [...path, index], "has a peer that is none");
            continue;
        }
        yield* everyPod(policy, peer, direction, [...path, index]);
        if (direction === "ingress") {
            continue; // Where the internet may come in is what Listeners and firewalls say.
        }
        const cidr = peek(peer, ["ipBlock", "cidr"]);
        if (cidr === UNKNOWN || (typeof cidr === "string" && isAnyAddress(cidr))) {
            const at = [...path, index, "ipBlock", "cidr"];
            yield refuse(policy, at, "lets pods call every address");
        }
    }
}

/** A selector without terms selects all; one that is absent selects the policy's own namespace. */
function* everyPod(
    policy: Resource,
    peer: Json,
    direction: Direction,
    path: Path,
): Generator<Verdict> {
    const [pods, namespaces] = SELECTORS.map((selector) => peek(peer, [selector]));
    if (pods === undefined && namespaces === undefined) {
        return;
    }
    const terms = SELECTORS.flatMap((selector) => termsOf(peer, selector));
    if (terms.every((term) => peek(peer, term) === UNKNOWN)) {
        const whom = direction === "ingress" ? "lets in" : "lets pods call";
        const where = namespaces === undefined ? "its namespace" : "every namespace";
        yield refuse(
            policy,
            [...path, ...(terms[0] ?? [])],
            `${whom} every pod of ${where}`,
            "name the labels of the peers",
        );
    }
}

const SELECTORS = ["podSelector", "namespaceSelector"] as const;

/** Where a peer's selector has terms, or what may be some. */
function termsOf(peer: Json, selector: string): readonly Path[] {
    const value = peek(peer, [selector]);
    if (!isObject(value)) {
        return value === UNKNOWN ? [[selector]] : [];
    }
    return Object.entries(value).flatMap(([key, terms]) =>
        terms === UNKNOWN || ((isObject(terms) || isList(terms)) && Object.keys(terms).length > 0)
            ? [[selector, key]]
            : [],
    );
}
