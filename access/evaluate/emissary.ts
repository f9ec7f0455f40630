import type { KubernetesObject } from "../objects";
import type { Reason } from "./client";
import { Field } from "./field";
import { readLabelSelector, selects, type LabelSelector, type Labels } from "./labelSelector";
import { compareText, type Request } from "./route";

interface Host {
    namespace: string;
    name: string;
    hostname: string;
    selector: LabelSelector | undefined;
}

/** A Mapping of Emissary: what of the internet goes to which Service. */
export interface Mapping {
    namespace: string;
    name: string;
    labels: Labels;
    hostname: string | undefined;
    prefix: string;
    match: "prefix" | "exact" | "regex";
    caseSensitive: boolean;
    regex: RegExp | undefined;
    precedence: number;
    method: string | undefined;
    methodRegex: RegExp | undefined;
    headers: Readonly<Record<string, string>>;
    rewrite: string | undefined;
    service: string;
    grpc: boolean;
    bypassAuth: boolean;
}

interface Service {
    namespace: string;
    name: string;
    type: string;
    /** Whether callers keep their address on the way in. */
    keepsAddress: boolean;
    selector: Labels;
    ports: readonly { port: number; target: number | string }[];
}

/** Where a Mapping's requests arrive. */
export interface Destination {
    service: Reason;
    selector: Labels;
    namespace: string;
    target: number | string;
}

/** Emissary's routing, from its Hosts, Mappings and AuthServices. */
export class Emissary {
    private readonly hosts: Host[] = [];
    private readonly mappings: Mapping[] = [];
    private readonly services = new Map<string, Service>();
    private listeners = 0;
    /** The AuthService that Emissary asks before every Mapping without `bypass_auth`. */
    readonly authServices: {
        namespace: string;
        name: string;
        service: string;
        failureAllowed: boolean;
    }[] = [];

    constructor(objects: readonly KubernetesObject[], problems: string[]) {
        for (const object of objects) {
            const root = Field.root(object, problems);
            if (object.apiVersion === "v1" && object.kind === "Service") {
                this.addService(object, root);
            } else if (object.apiVersion.startsWith("getambassador.io/")) {
                this.add(object, root);
            }
        }
        this.mappings.sort(compareMappings);
    }

    /** Mappings, the one that Emissary tries first at the front. */
    get ordered(): readonly Mapping[] {
        return this.mappings;
    }

    /** Ports that Services open to the internet without Emissary. */
    get exposures(): (Destination & { keepsAddress: boolean })[] {
        return [...this.services.values()]
            .filter(({ type }) => type === "LoadBalancer" || type === "NodePort")
            .flatMap(({ namespace, name, type, keepsAddress, selector, ports }) =>
                ports.map(({ port, target }) => ({
                    service: {
                        kind: "Service",
                        namespace,
                        name,
                        why: `of type ${type} opens container port ${target} to the internet, as port ${port}`,
                    },
                    selector,
                    namespace,
                    target,
                    keepsAddress,
                })),
            );
    }

    /** Why the internet reaches no Mapping at all; undefined where it may. */
    get closed(): Reason | undefined {
        const why =
            this.listeners === 0
                ? "there is no Listener, so Emissary listens nowhere"
                : this.hosts.length === 0
                  ? "there is no Host, so Emissary serves no Mapping"
                  : undefined;
        return why === undefined
            ? undefined
            : { kind: this.listeners === 0 ? "Listener" : "Host", namespace: "", name: "", why };
    }

    /** The Host through which a Mapping is served. */
    hostOf(mapping: Mapping, requested: string | undefined): Host | undefined {
        return this.hosts.find(({ hostname, selector }) => {
            const selected =
                selector !== undefined && hasConditions(selector)
                    ? selects(selector, mapping.labels)
                    : undefined;
            const named =
                mapping.hostname === undefined
                    ? undefined
                    : globsOverlap(hostname, mapping.hostname);
            return (
                selected !== false &&
                named !== false &&
                (selected === true || named === true) &&
                (requested === undefined ||
                    (globsOverlap(hostname, requested) &&
                        globsOverlap(mapping.hostname ?? "*", requested)))
            );
        });
    }

    /** The Mapping that a request takes. */
    mappingFor(request: Request): { mapping: Mapping; host: Host } | undefined {
        for (const mapping of this.mappings) {
            const host = this.hostOf(mapping, request.host);
            if (host !== undefined && mappingMatches(mapping, request)) {
                return { mapping, host };
            }
        }
        return undefined;
    }

    /** The Service that a Mapping or AuthService of a namespace names, or what is wrong. */
    destination(service: string, namespace: string): Destination | string {
        const { name = "", namespace: given, port } = readServiceUrl(service, namespace) ?? {};
        const found = this.services.get(`${given ?? namespace}/${name}`);
        if (given === undefined || port === undefined || found === undefined) {
            return `there is no Service ${given ?? namespace}/${name} as "${service}" names it`;
        }
        const served = found.ports.find((candidate) => candidate.port === port);
        if (served === undefined) {
            return `Service ${given}/${name} has no port ${port}`;
        }
        return {
            service: {
                kind: "Service",
                namespace: given,
                name,
                why: `leads port ${port} to container port ${served.target}`,
            },
            selector: found.selector,
            namespace: given,
            target: served.target,
        };
    }

    private addService(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const spec = root.at("spec");
        this.services.set(`${namespace}/${object.metadata.name}`, {
            namespace,
            name: object.metadata.name,
            type: spec.at("type").string() ?? "ClusterIP",
            keepsAddress: spec.at("externalTrafficPolicy").string() === "Local",
            selector: spec.at("selector").stringMap(),
            ports: spec
                .at("ports")
                .items()
                .map((item) => {
                    const port = item.at("port").integer() ?? 0;
                    return { port, target: item.at("targetPort").port() ?? port };
                }),
        });
    }

    private add(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const { name } = object.metadata;
        const spec = root.at("spec");
        switch (object.kind) {
            case "Listener":
                this.listeners += 1;
                break;
            case "Host": {
                const selector = spec.at("mappingSelector");
                this.hosts.push({
                    namespace,
                    name,
                    hostname: spec.at("hostname").string() ?? "*",
                    selector: selector.present ? readLabelSelector(selector) : undefined,
                });
                break;
            }
            case "AuthService":
                this.authServices.push({
                    namespace,
                    name,
                    service: spec.at("auth_service").requiredString(),
                    failureAllowed: spec.at("failure_mode_allow").boolean() === true,
                });
                break;
            case "Mapping":
                this.mappings.push(readMapping(object, spec));
                break;
        }
    }
}

/** What Emissary calls, as a Mapping or AuthService of a namespace writes it. */
export interface ServiceUrl {
    /** `http` where none is given. */
    scheme: string;
    name: string;
    namespace: string;
    port: number;
}

/** Reads `https://face.faces:8443`; undefined where it is none. */
export function readServiceUrl(service: string, namespace: string): ServiceUrl | undefined {
    const match = /^(?:(\w+):\/\/)?([^:/]+)(?::(\d+))?(?:\/.*)?$/.exec(service);
    if (match === null) {
        return undefined;
    }
    const [name = "", given = namespace] = (match[2] ?? "").split(".");
    const scheme = match[1]?.toLowerCase() ?? "http";
    return {
        scheme,
        name,
        namespace: given,
        port: Number(match[3] ?? (scheme === "https" ? 443 : 80)),
    };
}

/** The path that the workload sees of a request that a Mapping takes. */
export function rewritten({ prefix, match, rewrite }: Mapping, path: string): string {
    const replacement = rewrite ?? "/";
    if (match === "regex" || replacement === "") {
        return path;
    }
    const result = replacement + path.slice(prefix.length);
    return result.startsWith("/") ? result : `/${result}`;
}

/** How a Mapping's requests are told to people. */
export function mappingText({ hostname, prefix, match, method }: Mapping): string {
    const path = match === "prefix" ? `${prefix}*` : match === "regex" ? `~${prefix}` : prefix;
    return `${method === undefined ? "" : `${method} `}${hostname === undefined || hostname === "*" ? "" : hostname}${path}`;
}

function readMapping(object: KubernetesObject, spec: Field): Mapping {
    const regex = spec.at("prefix_regex").boolean() === true;
    const prefix = spec.at("prefix").requiredString();
    const caseSensitive = spec.at("case_sensitive").boolean() ?? true;
    const compiled = regex
        ? readPattern(prefix, caseSensitive ? "" : "i", spec.at("prefix"))
        : undefined;
    const method = spec.at("method").string();
    const methodRegex =
        method !== undefined && spec.at("method_regex").boolean() === true
            ? readPattern(method, "", spec.at("method"))
            : undefined;
    const headers: Record<string, string> = {};
    for (const name of spec.at("headers").keys()) {
        headers[name.toLowerCase()] = spec.at("headers", name).string() ?? "";
    }
    return {
        namespace: object.metadata.namespace ?? "default",
        name: object.metadata.name,
        labels: object.metadata.labels ?? {},
        hostname: spec.at("hostname").string() ?? spec.at("host").string(),
        prefix,
        match: regex ? "regex" : spec.at("prefix_exact").boolean() === true ? "exact" : "prefix",
        caseSensitive,
        regex: compiled,
        precedence: spec.at("precedence").integer(-1_000_000, 1_000_000) ?? 0,
        method,
        methodRegex,
        headers,
        rewrite: spec.at("rewrite").string(),
        service: spec.at("service").requiredString(),
        grpc: spec.at("grpc").boolean() === true,
        bypassAuth: spec.at("bypass_auth").boolean() === true,
    };
}

/** An expression that has to match a whole text. */
function readPattern(source: string, flags: string, field: Field): RegExp | undefined {
    try {
        return new RegExp(`^(?:${source})$`, flags);
    } catch {
        field.report(`"${source}" is no regular expression`);
        return undefined;
    }
}

function mappingMatches(mapping: Mapping, request: Request): boolean {
    const { method, methodRegex, prefix, caseSensitive } = mapping;
    const methodMatches =
        method === undefined || (methodRegex?.test(request.method) ?? method === request.method);
    const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase());
    const path = fold(request.path);
    const pathMatches =
        mapping.match === "regex"
            ? mapping.regex?.test(request.path) === true
            : mapping.match === "exact"
              ? path === fold(prefix)
              : path.startsWith(fold(prefix));
    return (
        methodMatches &&
        pathMatches &&
        Object.entries(mapping.headers).every(([name, value]) => request.headers[name] === value)
    );
}

/** Emissary's order: precedence, then the longer prefix, then more headers, then by text. */
function compareMappings(left: Mapping, right: Mapping): number {
    return (
        right.precedence - left.precedence ||
        right.prefix.length - left.prefix.length ||
        Object.keys(right.headers).length - Object.keys(left.headers).length ||
        compareText(right.prefix, left.prefix) ||
        compareText(right.method ?? "", left.method ?? "") ||
        compareText(`${left.namespace}/${left.name}`, `${right.namespace}/${right.name}`)
    );
}

function hasConditions({ matchLabels, matchExpressions }: LabelSelector): boolean {
    return Object.keys(matchLabels).length > 0 || matchExpressions.length > 0;
}

/** Whether some host name fits both globs, of which `*` may stand at one end only. */
function globsOverlap(one: string, other: string): boolean {
    const [left, right] = [one.toLowerCase(), other.toLowerCase()];
    if (left === "*" || right === "*" || left === right) {
        return true;
    }
    const fits = (glob: string, name: string): boolean =>
        glob.startsWith("*")
            ? name.endsWith(glob.slice(1))
            : glob.endsWith("*") && name.startsWith(glob.slice(0, -1));
    return fits(left, right) || fits(right, left);
}
