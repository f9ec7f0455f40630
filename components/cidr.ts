import { isIP } from "node:net";

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
