import type { Path } from "zero-trust-manifests";
import { isIP } from "node:net";
import { type PortRange, parsePorts } from "../kubernetes/ports";
import { type Unsettled, isUnsettled, readItems, readString, valueOf } from "../reading/read";
import { type Resource } from "../reading/resource";
import { readStrings } from "../reading/stringList";

export const FIREWALL = "civo:index/firewall:Firewall";

const EVERYONE = "which is every address";

/**
 * Why a network is none that a firewall should let in: it is not one, or it is everyone. Two halves
 * are as open as the whole, so a prefix of one bit counts as every address.
 */
export function faultOf(cidr: string): string | undefined {
    const [address = "", prefix, ...rest] = cidr.trim().split("/");
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix || Number.NaN);
    if (version === 0 || rest.length > 0 || !Number.isInteger(bits)) {
        return "which is not a network";
    }
    return bits <= 1 ? EVERYONE : undefined;
}

/** A rule of a firewall that lets in a network. */
export interface Opening {
    readonly path: Path;
    readonly source: string;
    readonly ports: readonly PortRange[];
    /** Why it may not be one. */
    readonly doubt: Unsettled | undefined;
}

export function isEveryone(cidr: string): boolean {
    return faultOf(cidr) === EVERYONE;
}

/**
 * The rules by which a firewall lets in certain networks; what cannot be read CLD-01 reports.
 */
export function openingsOf(
    { object }: Resource,
    isMeant: (cidr: string) => boolean = isEveryone,
): Opening[] {
    const rules = valueOf(readItems(object, ["ingressRules"])) ?? [];
    return rules.flatMap((rule) => {
        const action = readString(object, [...rule, "action"]);
        const protocol = readString(object, [...rule, "protocol"]);
        const range = readString(object, [...rule, "portRange"]);
        if (valueOf(action) === "deny" || valueOf(protocol) === "icmp") {
            return [];
        }
        const ports = valueOf(range) ? parsePorts(valueOf(range) ?? "") : [{ from: 1, to: 65535 }];
        const doubt = [action, protocol, range].find(isUnsettled);
        const { texts, unsettled } = readStrings(object, [...rule, "cidrs"]);
        return [
            ...texts
                .filter(({ value }) => isMeant(value))
                .map(({ path, value }) => ({ path, source: value, doubt })),
            ...unsettled.map((reading) => ({ path: reading.path, source: "", doubt: reading })),
        ].map((opening) => ({ ...opening, ports: ports ?? [] }));
    });
}
