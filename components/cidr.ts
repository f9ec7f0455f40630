import { isIP } from "node:net";

import { type Problem } from "./validation";

/** Whether `text` is a network in CIDR notation, IPv4 or IPv6, e.g. `203.0.113.0/24`. */
export function isCidr(text: string): boolean {
    const parts = text.split("/");
    const [address, prefix] = parts;
    if (parts.length !== 2 || address === undefined || prefix === undefined) {
        return false;
    }
    const version = isIP(address);
    return (
        /^\d{1,3}$/.test(prefix) && version !== 0 && Number(prefix) <= (version === 4 ? 32 : 128)
    );
}

/** Whether a network is the whole internet: every address of IPv4 or IPv6. */
export function isEverywhere(cidr: string): boolean {
    return isCidr(cidr) && cidr.endsWith("/0");
}

/** The problems of networks that are to be trusted: what is not CIDR notation, or is everywhere. */
export function networkProblems(path: string, cidrs: string[]): Problem[] {
    return cidrs.flatMap((cidr, index) =>
        isCidr(cidr) && !isEverywhere(cidr)
            ? []
            : [
                  {
                      path: `${path}[${index}]`,
                      value: cidr,
                      reason: "is not a network of nodes in CIDR notation",
                      remedy: "give the narrowest network that the nodes are in, e.g. 10.42.0.0/16",
                  },
              ],
    );
}
