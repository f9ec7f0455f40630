import { parseCidr } from "../evaluate/network";

export function pathProblems(path: string, value: string): string[] {
    if (!value.startsWith("/")) {
        return [`${path}: "${value}" does not begin with a slash; give /${value}`];
    }
    // What a route compares is the path as it is sent, without query, and never a pattern.
    return /^\/([A-Za-z0-9._~!$&'()+,;=:@-]+\/)*([A-Za-z0-9._~!$&'()+,;=:@-]+)?$/.test(value) &&
        !/\/\.{1,2}(\/|$)/.test(value) &&
        value.length <= 1024
        ? []
        : [`${path}: "${value}" is not a plain path; give e.g. /items/ for all below, or /items`];
}

export function networksProblems(path: string, cidrs: readonly string[]): string[] {
    if (cidrs.length === 0) {
        return [
            path === "kubelet"
                ? `${path}: is empty, so no pod's probes would be let through; give the networks of the nodes, e.g. 10.42.0.0/16`
                : `${path}: is empty; give CIDR blocks, e.g. 192.0.2.0/24`,
        ];
    }
    return cidrs.flatMap((cidr, index) => {
        const parsed = parseCidr(cidr);
        if (parsed === undefined || !cidr.includes("/")) {
            return [`${path}[${index}]: "${cidr}" is not a CIDR block; give e.g. 192.0.2.0/24`];
        }
        return parsed.prefix === 0
            ? [`${path}[${index}]: "${cidr}" is everywhere; give the narrowest network`]
            : [];
    });
}

const dnsLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

export function labelProblems(path: string, name: string): string[] {
    return new RegExp(`^${dnsLabel}$`).test(name)
        ? []
        : [
              `${path}: "${name}" is not a DNS label; use up to 63 lower-case letters, digits and dashes, e.g. faces`,
          ];
}

export function hostProblems(path: string, name: string): string[] {
    return name.length <= 253 && new RegExp(`^(${dnsLabel}\\.)+${dnsLabel}$`).test(name)
        ? []
        : [
              `${path}: "${name}" is not a fully qualified name in lower case; give e.g. faces.example.com`,
          ];
}

export const noPort = "not a port; give a whole number from 1 to 65535";

export function isPort(port: number): boolean {
    return Number.isInteger(port) && port >= 1 && port <= 65535;
}

export function isDay(text: string): boolean {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
