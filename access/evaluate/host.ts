import type { KubernetesObject } from "zero-trust-manifests";
import type { Field } from "./field";
import { globsOverlap } from "./hostGlob";
import type { Labels } from "./labelSelector";
import type { Mapping } from "./mapping";

/** A Host of Emissary: a name that it serves, and the Mappings that it serves there. */
export interface Host {
    namespace: string;
    name: string;
    labels: Labels;
    /** May hold `*`. */
    hostname: string;
    /** Undefined where there is none. Emissary looks at `matchLabels` only. */
    mappingSelector: Labels | undefined;
    /** Whether it serves requests that are not encrypted. */
    servesCleartext: boolean;
}

/** A Listener of Emissary that serves HTTP, and the Hosts that it serves. */
export interface Listener {
    namespace: string | undefined;
    selector: Labels;
    /** Whether it takes every request for one that is not encrypted. */
    insecure: boolean;
}

export function readHost(object: KubernetesObject, spec: Field): Host {
    const { namespace = "default", name, labels = {} } = object.metadata;
    const selector = [spec.at("mappingSelector"), spec.at("selector")].find(
        (each) => each.keys().length > 0,
    );
    const action = spec
        .at("requestPolicy", "insecure", "action")
        .oneOf(["Redirect", "Reject", "Route"] as const);
    return {
        namespace,
        name,
        labels,
        hostname: spec.at("hostname").string() ?? "*",
        mappingSelector: selector?.at("matchLabels").stringMap(),
        servesCleartext: action === "Route",
    };
}

/** A Listener; undefined for one that serves no HTTP. */
export function readListener(object: KubernetesObject, spec: Field): Listener | undefined {
    const { namespace = "default" } = object.metadata;
    spec.at("port").integer();
    const protocol = spec
        .at("protocol")
        .oneOf(["HTTP", "HTTPS", "HTTPPROXY", "HTTPSPROXY", "TCP", "TLS"] as const);
    const stack = spec.at("protocolStack").strings();
    const from = spec
        .at("hostBinding", "namespace", "from")
        .oneOf(["SELF", "ALL", "SELECTOR"] as const);
    const model = spec.at("securityModel").oneOf(["XFP", "SECURE", "INSECURE"] as const);
    const selector = spec.at("hostBinding", "selector", "matchLabels").stringMap();
    if (!(stack.length > 0 ? stack.includes("HTTP") : protocol?.startsWith("HTTP"))) {
        return undefined;
    }
    return {
        namespace: from === "ALL" || !spec.at("hostBinding").present ? undefined : namespace,
        selector,
        insecure: model === "INSECURE",
    };
}

/** Whether a Listener serves a Host, and lets requests through rather than redirect them. */
export function isServed(host: Host, { namespace, selector, insecure }: Listener): boolean {
    return (
        (namespace === undefined || namespace === host.namespace) &&
        hasLabels(host.labels, selector) &&
        (!insecure || host.servesCleartext)
    );
}

/** Whether a Host serves a Mapping: by its labels, by its host name, or by both if it has both. */
export function serves({ hostname, mappingSelector }: Host, mapping: Mapping): boolean {
    const named =
        mapping.hostPattern !== undefined
            ? true
            : mapping.hostname === undefined
              ? undefined
              : globsOverlap(hostname, mapping.hostname);
    return mappingSelector === undefined
        ? named === true
        : named !== false && hasLabels(mapping.labels, mappingSelector);
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
    return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
