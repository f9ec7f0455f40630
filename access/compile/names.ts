import { createHash } from "node:crypto";

import type { PortAccess, Source } from "../model/portAccess";
import type { Match } from "../model/requests";

/*
 * Names join their parts with dots, which the parts do not have: `face.http` is one port, whatever
 * dashes are in the names of the workload and the port.
 */

/** `face.http`, or `linkerd-admin` for the proxies' metrics. */
export function serverName({ workload, portName }: PortAccess): string {
    return workload === undefined ? portName : `${workload.name}.${portName}`;
}

/** `face.faces`, as the identity begins, or a network's name. */
export function sourceName(source: Source): string {
    return source.kind === "network" ? source.name : `${source.serviceAccount}.${source.namespace}`;
}

/**
 * Some requests of a Server or a host: `face.http.below.center`, `face.http.get.at.ready`,
 * `cart.grpc.service.shop-cart-46cabb0b` or `faces.example.com.below.faces`.
 */
export function requestsName(server: string, match: Match): string {
    if (match.kind === "grpc") {
        const { service, method } = match;
        const segments = method === undefined ? [service] : [service, method];
        return [server, "service", ...slug(segments, service.split("."))].join(".");
    }
    const { method, exact, path } = match;
    return [
        server,
        ...(method === undefined ? [] : [method.toLowerCase()]),
        exact ? "at" : "below",
        ...pathSlug(path, exact),
    ].join(".");
}

/** `face.http.below.center.from.emissary-ingress.emissary` */
export function authorizationName(target: string, source: Source): string {
    const from = source.kind === "network" ? "from-network" : "from";
    return `${target}.${from}.${sourceName(source)}`;
}

/** Eight hexadecimal digits of a text's SHA-256. */
export function shortHash(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function pathSlug(path: string, exact: boolean): string[] {
    const parts = path.split("/").slice(1);
    // A prefix ends in a slash, and so has nothing after it.
    const segments = exact ? parts : parts.slice(0, -1);
    return slug([path], segments);
}

/** Legible parts of a name; where they do not say all of the text, a hash of it does. */
function slug(text: readonly string[], parts: readonly string[]): string[] {
    const plain = parts.every(
        (part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part) && !/-[0-9a-f]{8}$/.test(part),
    );
    if (plain && text.length === 1 && parts.join(".").length <= 80) {
        return [...parts];
    }
    const legible = [...parts, ...text.slice(1)]
        .join("-")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 60)
        .replace(/^-|-$/g, "");
    return [[...(legible === "" ? [] : [legible]), shortHash(text.join("/"))].join("-")];
}
