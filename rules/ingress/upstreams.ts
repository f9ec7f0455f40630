import type { Path } from "zero-trust-manifests";
import { type Json, type Reading, readBoolean, readString } from "../reading/read";
import { type Resource, namespaceOf } from "../reading/resource";
import { oncePerIndex } from "../reading/resourceIndex";

/** What Emissary calls by a Mapping, an AuthService or the like. */
export interface Upstream {
    readonly resource: Resource;
    readonly namespace: Reading<string>;
    /** As it is written: `http://face.faces:80`. */
    readonly service: Reading<string>;
    readonly tls: Reading<Json>;
}

/** By kind, where it names the Service that it calls. */
const SERVICES: ReadonlyMap<string, Path> = new Map([
    ["Mapping", ["spec", "service"]],
    ["TCPMapping", ["spec", "service"]],
    ["AuthService", ["spec", "auth_service"]],
    ["RateLimitService", ["spec", "service"]],
]);

export const upstreamsOf = oncePerIndex((index): readonly Upstream[] =>
    [...SERVICES].flatMap(([kind, path]) =>
        index.ofKind("getambassador.io", kind).map((resource) => ({
            resource,
            namespace: namespaceOf(resource),
            service: readString(resource.object, path),
            tls: readTls(resource.object),
        })),
    ),
);

/** `tls` is true, or names a TLSContext. */
function readTls(object: Json): Reading<Json> {
    const path = ["spec", "tls"];
    const flag = readBoolean(object, path);
    if (flag.state !== "malformed") {
        return flag;
    }
    const name = readString(object, path);
    return name.state === "malformed"
        ? { ...name, expected: "true, false or the name of a TLSContext" }
        : name;
}
