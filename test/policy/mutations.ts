import { type Json, type JsonObject, UNKNOWN, isList, isObject } from "../../rules/reading/read";
import { type Resource, identityOf, kindOf } from "../../rules/reading/resource";
import { type Path, formatPath } from "../../manifests/path";

/** What is done to one field of one object, or to the object itself. */
export type Operator =
    | "add *"
    | "delete"
    | "empty"
    | "float"
    | "lengthen"
    | "move"
    | "move to default"
    | "open"
    | "other"
    | "refer"
    | "remove"
    | "shorten"
    | "star"
    | "swap"
    | "twin"
    | "unknown"
    | "widen";

/** A stack in which one field of one object is another. */
export interface Mutation {
    readonly operator: Operator;
    /** Kind and path, without the positions in lists: `Deployment spec.template.spec.containers[].image`. */
    readonly field: string;
    readonly path: Path;
    readonly of: Resource;
    /** What stands in its place: nothing if it is deleted, two objects if it gets a twin. */
    readonly replacement: readonly Resource[];
}

/** Words of a format, each with the word that means the opposite or less. */
const OPPOSITES: Readonly<Record<string, string>> = {
    ALL: "NET_RAW",
    Always: "Never",
    ClusterIP: "LoadBalancer",
    ClusterIssuer: "Issuer",
    ECDSA: "RSA",
    Exact: "PathPrefix",
    Exists: "DoesNotExist",
    Fail: "Ignore",
    GET: "POST",
    HTTP: "TLS",
    "HTTP/1": "opaque",
    HTTPRoute: "Server",
    HTTPS: "HTTP",
    MeshTLSAuthentication: "NetworkAuthentication",
    NetworkAuthentication: "MeshTLSAuthentication",
    PathPrefix: "RegularExpression",
    Redirect: "Route",
    RuntimeDefault: "Unconfined",
    SELF: "ALL",
    Server: "Namespace",
    ServiceAccount: "Namespace",
    TCP: "UDP",
    XFP: "SECURE",
    active: "disabled",
    allow: "deny",
    baseline: "privileged",
    danger: "warning",
    deny: "all-unauthenticated",
    disabled: "enabled",
    enabled: "disabled",
    gRPC: "opaque",
    internet: "identity",
    on: "off",
    privileged: "restricted",
    restricted: "privileged",
    strict: "flexible",
    tcp: "udp",
    udp: "tcp",
    "v1.2": "v1.0",
};
const DURATION = /^\d+[hms]$/;
const CIDR = /^([\d.]+)\/(\d+)$/;
const IMAGE = /^[\w.-]+\/[\w./-]+:[\w.-]+(?:@sha256:\w+)?$/;
const VERSION = /^v?\d+\.\d+\.\d+(?:-\S+)?$/;

/** What Pulumi's type token and the object say of its kind is one thing, which `twin` leaves. */
const OF_THE_TYPE = new Set(["apiVersion", "kind"]);

/** What a stack has that a field may name instead. */
export interface Surroundings {
    readonly namespaces: readonly string[];
    /** By the name of an object, that of another object of its kind. */
    readonly otherNames: ReadonlyMap<string, string>;
}

export function surroundingsOf(resources: readonly Resource[]): Surroundings {
    const namesByKind = new Map<string, string[]>();
    for (const { type, object } of resources) {
        const { metadata } = object;
        const name = isObject(metadata) ? metadata.name : undefined;
        if (typeof name === "string") {
            namesByKind.set(type, [...(namesByKind.get(type) ?? []), name]);
        }
    }
    const otherNames = new Map<string, string>();
    for (const names of namesByKind.values()) {
        for (const name of names) {
            const other = names.find((each) => each !== name);
            if (other !== undefined) {
                otherNames.set(name, other);
            }
        }
    }
    const own = namesByKind.get("kubernetes:core/v1:Namespace") ?? [];
    return { namespaces: ["default", "kube-system", ...own], otherNames };
}

/** Every mutation of an object: of itself, and of each of its fields. */
export function* mutationsOf(of: Resource, surroundings: Surroundings): Generator<Mutation> {
    const whole = { of, field: fieldOf(of, []), path: [] };
    yield { ...whole, operator: "delete", replacement: [] };
    yield { ...whole, operator: "twin", replacement: [of, twin(of)] };
    for (const [operator, path, object] of changes(of.object, [], surroundings)) {
        if (path.length === 1 && OF_THE_TYPE.has(String(path[0]))) {
            continue;
        }
        const replacement = [{ ...of, object: object as JsonObject }];
        yield { of, field: fieldOf(of, path), path, operator, replacement };
    }
}

/** The object with one of its fields not known yet. */
export function unknownAt(of: Resource, path: Path): Mutation {
    const object = replaced(of.object, path, UNKNOWN) as JsonObject;
    const field = fieldOf(of, path);
    return { of, path, field, operator: "unknown", replacement: [{ ...of, object }] };
}

/** A value with another in place of the part at a path. */
export function replaced(value: Json, [step, ...rest]: Path, by: Json): Json {
    if (step === undefined) {
        return by;
    }
    if (isList(value)) {
        return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
    }
    return isObject(value) ? { ...value, [step]: replaced(value[step], rest, by) } : value;
}

type Change = readonly [operator: Operator, path: Path, value: Json];

/** Each of the changed values, whole, with the path of the part that is changed. */
function* changes(value: Json, path: Path, surroundings: Surroundings): Generator<Change> {
    if (isList(value)) {
        for (const [index, item] of value.entries()) {
            const at = [...path, index];
            yield ["remove", at, value.filter((_, each) => each !== index)];
            for (const [operator, where, changed] of changes(item, at, surroundings)) {
                yield [
                    operator,
                    where,
                    value.map((each, position) => (position === index ? changed : each)),
                ];
            }
        }
        if (value.length > 1) {
            yield ["empty", path, []];
        }
        if (value.every((item) => typeof item === "string")) {
            yield ["add *", path, [...value, "*"]];
        }
    } else if (isObject(value)) {
        for (const [key, part] of Object.entries(value)) {
            const at = [...path, key];
            yield ["remove", at, without(value, key)];
            for (const [operator, where, changed] of changes(part, at, surroundings)) {
                yield [operator, where, { ...value, [key]: changed }];
            }
        }
        if (path.length > 0 && Object.keys(value).length > 0) {
            yield ["empty", path, {}];
        }
    } else {
        for (const [operator, changed] of leafChanges(value, path, surroundings)) {
            if (changed !== value) {
                yield [operator, path, changed];
            }
        }
    }
}

function* leafChanges(
    value: Json,
    path: Path,
    { namespaces, otherNames }: Surroundings,
): Generator<readonly [Operator, Json]> {
    if (typeof value === "boolean") {
        yield ["swap", !value];
    } else if (typeof value === "number") {
        yield ["other", value + 1];
        yield ["lengthen", value * 1_000];
        yield ["shorten", 0];
    } else if (typeof value === "string") {
        yield* textChanges(value);
        const other = path[0] === "metadata" ? undefined : otherNames.get(value);
        if (other !== undefined) {
            yield ["refer", other];
        }
        if (path.at(-1) === "namespace") {
            for (const namespace of namespaces.filter((each) => each !== value)) {
                yield [namespace === "default" ? "move to default" : "move", namespace];
            }
        }
    }
}

function* textChanges(value: string): Generator<readonly [Operator, Json]> {
    yield ["other", `other-${value}`];
    yield ["empty", ""];
    yield ["star", "*"];
    const opposite = OPPOSITES[value];
    if (opposite !== undefined) {
        yield ["swap", opposite];
    }
    if (DURATION.test(value)) {
        yield ["lengthen", `${value.slice(0, -1)}000${value.slice(-1)}`];
        yield ["shorten", `1${value.slice(-1)}`];
    }
    const [, address, length] = CIDR.exec(value) ?? [];
    if (address !== undefined && length !== undefined) {
        yield ["widen", `${address}/${Math.max(0, Number(length) - 8)}`];
        yield ["open", "0.0.0.0/0"];
    }
    if (/^\/./.test(value)) {
        yield ["widen", "/"];
    }
    if (IMAGE.test(value)) {
        yield ["float", value.replace(/:.*$/, ":latest")];
        if (value.includes("@")) {
            yield ["float", value.replace(/@.*$/, "")];
        }
    }
    if (VERSION.test(value)) {
        yield ["float", `^${value.replace(/^v/, "")}`];
        yield ["float", "latest"];
    }
}

const TWIN = "-twin";

/** The URN of the object that a twin is made from; any other URN as it is. */
export function originalOf(urn: string): string {
    return urn.endsWith(TWIN) ? urn.slice(0, -TWIN.length) : urn;
}

/** The same object once more, under another name. */
function twin(resource: Resource): Resource {
    const { object } = resource;
    const { metadata, name } = object;
    const other = (given: Json) => (typeof given === "string" ? `${given}${TWIN}` : given);
    return {
        ...resource,
        urn: `${resource.urn}${TWIN}`,
        object: isObject(metadata)
            ? { ...object, metadata: { ...metadata, name: other(metadata.name) } }
            : { ...object, ...(name !== undefined && { name: other(name) }) },
    };
}

function without(object: JsonObject, key: string): JsonObject {
    return Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));
}

function fieldOf({ type }: Resource, path: Path): string {
    const kind = kindOf(type)?.kind ?? type.split(":").at(-1) ?? type;
    return `${kind} ${formatPath(path).replace(/\[\d+\]/g, "[]")}`.trim();
}

/** Names a mutation for people. */
export function describeMutation(mutation: Mutation): string {
    return `${mutation.operator} ${describeChange(mutation)}`;
}

/** Which object is changed, where, and to what: `Firewall "cluster" name → "other"`. */
export function describeChange({ of, path, replacement }: Mutation): string {
    const { kind, namespace, name } = identityOf(of);
    const home = namespace === undefined ? name : `${namespace}/${name}`;
    const [after] = replacement;
    const value = after && path.length > 0 ? JSON.stringify(at(after.object, path)) : undefined;
    return `${kind} "${home}" ${formatPath(path)} → ${value ?? "nothing"}`;
}

function at(value: Json, path: Path): Json {
    const [step, ...rest] = path;
    if (step === undefined) {
        return value;
    }
    const part = isList(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined;
    return at(part, rest);
}
