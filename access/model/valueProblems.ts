import type { Problem } from "zero-trust-manifests";
import { parseCidr } from "../evaluate/network";

export function pathProblems(path: string, value: string): Problem[] {
    if (!value.startsWith("/")) {
        return [{ path, value, reason: "does not begin with a slash", remedy: `give /${value}` }];
    }
    // What a route compares is the path as it is sent, without query, and never a pattern.
    return /^\/([A-Za-z0-9._~!$&'()+,;=:@-]+\/)*([A-Za-z0-9._~!$&'()+,;=:@-]+)?$/.test(value) &&
        !/\/\.{1,2}(\/|$)/.test(value) &&
        value.length <= 1024
        ? []
        : [
              {
                  path,
                  value,
                  reason: "is not a plain path",
                  remedy: "give e.g. /items/ for all below, or /items",
              },
          ];
}

export function networksProblems(path: string, cidrs: readonly string[]): Problem[] {
    if (cidrs.length === 0) {
        return [
            path === "kubelet"
                ? {
                      path,
                      reason: "is empty, so no pod's probes would be let through",
                      remedy: "give the networks of the nodes, e.g. 10.42.0.0/16",
                  }
                : { path, reason: "is empty", remedy: "give CIDR blocks, e.g. 192.0.2.0/24" },
        ];
    }
    return cidrs.flatMap((cidr, index) => {
        const parsed = parseCidr(cidr);
        const found = { path: `${path}[${index}]`, value: cidr };
        if (parsed === undefined || !cidr.includes("/")) {
            return [{ ...found, reason: "is not a CIDR block", remedy: "give e.g. 192.0.2.0/24" }];
        }
        return parsed.prefix === 0
            ? [{ ...found, reason: "is everywhere", remedy: "give the narrowest network" }]
            : [];
    });
}

export function portNumberProblems(path: string, value: number): Problem[] {
    return isPort(value)
        ? []
        : [
              {
                  path,
                  value,
                  reason: "is not a port",
                  remedy: "give a whole number from 1 to 65535",
              },
          ];
}

function isPort(port: number): boolean {
    return Number.isInteger(port) && port >= 1 && port <= 65535;
}

export function isDay(text: string): boolean {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
