import type { Path } from "zero-trust-manifests";
import { type JsonObject, type Reading, readString, valueOf } from "./read";

/** One object that is to be judged: a Kubernetes object or the inputs of a cloud resource. */
export interface Resource {
    /** What names the object where it came from: in Pulumi its URN. */
    readonly urn: string;
    /** Pulumi's type token: `kubernetes:apps/v1:Deployment`, `civo:index/firewall:Firewall`. */
    readonly type: string;
    readonly object: JsonObject;
    /** Pulumi's resource options; absent where the object did not come through Pulumi. */
    readonly options?: ResourceOptions;
    /** Of an object that a Helm release was rendered to: template and chart. */
    readonly renderedFrom?: string;
    /** Where it stands in what came through Pulumi: an item of a list. */
    readonly within?: Path;
    /** Whether it says a part of an object that is made elsewhere, so that nothing is absent. */
    readonly isPatch?: boolean;
}

export interface ResourceOptions {
    /** Whether deleting it is refused. */
    readonly protect: boolean;
    /** Property paths whose changes are ignored. */
    readonly ignoreChanges: readonly string[];
    /**
     * URNs of the resources that each property was made from; none while an object is judged alone.
     */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export interface Kind {
    /** `core` for the group without a name. */
    readonly group: string;
    readonly kind: string;
}

const CHART_KINDS = new Set(["Release", "Chart"]);

/** A stack has few types and many objects, of which every rule asks for the kind. */
const kinds = new Map<string, Kind | undefined>();

/** The Kubernetes kind behind a type token; `undefined` for what is not of Kubernetes. */
export function kindOf(type: string): Kind | undefined {
    const known = kinds.get(type);
    if (known !== undefined || kinds.has(type)) {
        return known;
    }
    const [, group, kind] = /^kubernetes:([^/:]+)\/[^/:]+:(\w+)$/.exec(type) ?? [];
    const found = group === undefined || kind === undefined ? undefined : { group, kind };
    kinds.set(type, found);
    return found;
}

export function isKind(type: string, group: string, ...names: readonly string[]): boolean {
    const found = kindOf(type);
    return found?.group === group && names.includes(found.kind);
}

/** A Helm release or chart: one object of which nothing but chart and values can be seen. */
export function isChart(type: string): boolean {
    const found = kindOf(type);
    return found?.group === "helm.sh" && CHART_KINDS.has(found.kind);
}

/** The chart's own name, wherever it comes from: an OCI registry, a folder or an archive. */
export function chartName(resource: Resource): Reading<string> {
    const chart = readString(resource.object, ["chart"]);
    if (chart.state !== "known") {
        return chart;
    }
    const last = chart.value.replace(/\/+$/, "").split("/").at(-1) ?? "";
    return { ...chart, value: last.replace(/-\d[^/]*\.tgz$/, "") };
}

export function nameOf(resource: Resource): Reading<string> {
    return readString(resource.object, isChart(resource.type) ? ["name"] : ["metadata", "name"]);
}

/** Most rules ask for the namespace of every object. */
const namespaces = new WeakMap<Resource, Reading<string>>();

/** The namespace that the object goes to; `default` where none is given. */
export function namespaceOf(resource: Resource): Reading<string> {
    let namespace = namespaces.get(resource);
    if (!namespace) {
        const path = isChart(resource.type) ? ["namespace"] : ["metadata", "namespace"];
        const given = readString(resource.object, path);
        namespace = given.state === "absent" ? { state: "known", path, value: "default" } : given;
        namespaces.set(resource, namespace);
    }
    return namespace;
}

/** What people call an object by. */
export interface Identity {
    readonly kind: string;
    /** Absent where none is given, `?` where it is not known. */
    readonly namespace?: string;
    /** The logical name in Pulumi where the object has none of its own yet. */
    readonly name: string;
}

export function identityOf(resource: Resource): Identity {
    const found = kindOf(resource.type);
    if (found === undefined) {
        const kind = resource.type.split(":").at(-1) ?? resource.type;
        return { kind, name: logicalName(resource) };
    }
    const namespace = readString(
        resource.object,
        isChart(resource.type) ? ["namespace"] : ["metadata", "namespace"],
    );
    const kind = resource.isPatch ? `${found.kind}Patch` : found.kind;
    const name = valueOf(nameOf(resource)) ?? logicalName(resource);
    if (namespace.state === "absent") {
        return { kind, name };
    }
    return { kind, namespace: valueOf(namespace) ?? "?", name };
}

/** Names an object for people: `Deployment "faces/face"`. */
export function describe(resource: Resource): string {
    return formatIdentity(identityOf(resource));
}

export function formatIdentity({ kind, namespace, name }: Identity): string {
    return `${kind} "${namespace === undefined ? name : `${namespace}/${name}`}"`;
}

/** The name that a program gave the resource: the end of its URN. */
export function logicalName(resource: Resource): string {
    return resource.urn.split("::").at(-1) ?? resource.urn;
}
