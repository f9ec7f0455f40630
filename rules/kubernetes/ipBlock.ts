import { BlockList, isIP } from "node:net";

/** Two halves are as open as the whole, so a prefix of one bit counts as every address. */
export function isAnyAddress(cidr: string): boolean {
    const [address = "", prefix = ""] = cidr.trim().split("/");
    return isIP(address) !== 0 && /^[01]$/.test(prefix);
}

/** Whether all addresses of a network are in another; an address alone is a network of one. */
export function isWithinNetwork(cidr: string, network: string): boolean {
    const [address = "", length] = cidr.trim().split("/");
    const whole = isIP(address) === 6 ? 128 : 32;
    const bits = length === undefined ? whole : Number(length);
    const [, least = ""] = network.split("/");
    return includesAddress(network, address) && bits >= Number(least) && bits <= whole;
}

/** Whether a network has an address; false for what is no network. */
export function includesAddress(cidr: string, address: string): boolean {
    const [network = "", prefix = ""] = cidr.trim().split("/");
    const version = isIP(network);
    const bits = Number(prefix);
    if (
        version === 0 ||
        !/^\d{1,3}$/.test(prefix) ||
        bits > (version === 4 ? 32 : 128) ||
        isIP(address) !== version
    ) {
        return false;
    }
    const family = version === 4 ? "ipv4" : "ipv6";
    const list = new BlockList();
    list.addSubnet(network, bits, family);
    return list.check(address, family);
}
