import type { Path } from "zero-trust-manifests";
import { type Json, UNKNOWN, isList, peek, read } from "../reading/read";
import { type Resource, isKind } from "../reading/resource";
import { type Verdict, unsettled, violation } from "../rule";
import { type Ternary } from "../reading/ternary";

export type Direction = "ingress" | "egress";

/** One rule of a policy: whom it lets in or out, and on which ports. */
export interface NetworkRule {
    readonly direction: Direction;
    readonly path: Path;
    readonly object: Json;
}

export const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];
export const POD_SELECTOR: Path = ["spec", "podSelector"];
export const PEERS: Readonly<Record<Direction, string>> = { ingress: "from", egress: "to" };
const TYPES: Readonly<Record<Direction, string>> = { ingress: "Ingress", egress: "Egress" };

export function isNetworkPolicy(type: string): boolean {
    return isKind(type, "networking.k8s.io", "NetworkPolicy");
}

/** The rules of one direction; a list that cannot be told is one rule that cannot be told. */
export function rulesOf(policy: Resource, direction: Direction): readonly NetworkRule[] {
    const path = ["spec", direction];
    const rules = peek(policy.object, path);
    if (rules === undefined) {
        return [];
    }
    return isList(rules)
        ? rules.map((object, index) => ({ direction, path: [...path, index], object }))
        : [{ direction, path, object: UNKNOWN }];
}

/** Whether a policy denies to the pods that it selects what no policy allows. */
export function isolates(policy: Resource, direction: Direction): Ternary {
    const types = peek(policy.object, ["spec", "policyTypes"]);
    if (types === undefined || (isList(types) && types.length === 0)) {
        // Kubernetes fills in Egress only where there are rules for it.
        const egress = peek(policy.object, ["spec", "egress"]);
        return direction === "ingress"
            ? peek(policy.object, ["spec"]) !== UNKNOWN || UNKNOWN
            : egress === UNKNOWN
              ? UNKNOWN
              : isList(egress) && egress.length > 0;
    }
    if (!isList(types)) {
        return UNKNOWN;
    }
    return types.includes(TYPES[direction]) || (types.includes(UNKNOWN) ? UNKNOWN : false);
}

export function isNone(list: Json): boolean {
    return list === undefined || (isList(list) && list.length === 0);
}

/** Whether a rule leaves a port open. The name of a port is one that only the pod can tell. */
export function admitsPort(rule: Json, port: number, protocol: "TCP" | "UDP"): Ternary {
    const ports = peek(rule, ["ports"]);
    if (isNone(ports)) {
        return true;
    }
    if (!isList(ports)) {
        return UNKNOWN;
    }
    let verdict: Ternary = false;
    for (const each of ports) {
        const first = peek(each, ["port"]);
        const last = peek(each, ["endPort"]) ?? first;
        const used = peek(each, ["protocol"]) ?? "TCP";
        if (used !== UNKNOWN && used !== protocol) {
            continue;
        }
        if (used === protocol && first === undefined) {
            return true;
        }
        if (used === UNKNOWN || typeof first !== "number" || typeof last !== "number") {
            verdict = UNKNOWN;
        } else if (first <= port && port <= last) {
            return true;
        }
    }
    return verdict;
}

/** Refuses what stands at a path, unless that cannot be told yet. */
export function refuse(policy: Resource, path: Path, message: string, remedy?: string): Verdict {
    const reading = read(policy.object, path);
    return reading.state === "unknown" || reading.state === "malformed"
        ? unsettled(policy, reading)
        : violation(policy, path, message, remedy);
}
