import { objectId, fromObjectId, type Cluster } from "./cluster";
import { at, textAt, type PlainObject } from "./properties";
import type { Thing } from "./world";

/** What becomes of a request for a name that Emissary knows. */
export interface IngressAnswers {
    /** `*` for every name. */
    host: string;
    /** Without TLS, on port 80 and on port 443 alike. */
    cleartext: "served" | "redirected to https" | "refused";
    /** `certificate of Secret faces-example-com-tls`, or `no certificate`. */
    tls: string;
}

const group = "getambassador.io";
const fallbackSecret = "fallback-self-signed-cert";

/**
 * How each Emissary answers, by its Hosts and their Secrets: python/ambassador/src/ambassador/ir/irhost.py
 * (IRHost.setup, HostFactory.finalize) and envoy/v3/v3listener.py of emissary 4.1. A Host whose Secret is
 * missing is inactive. Where none is active Emissary makes one for every name, which redirects if there
 * is a fallback certificate, and else serves cleartext.
 */
export function ingressAnswers(cluster: Cluster): IngressAnswers[] {
    if (cluster.list(group, "Listener").length === 0) {
        return [];
    }
    return cluster.releasesOf("emissary-ingress").flatMap((release) => {
        const hosts = cluster.list(group, "Host");
        const active = hosts.filter((host) => isActive(cluster, host));
        const { namespace } = fromObjectId(release.id);
        return active.length === 0
            ? [defaultHost(hasSecret(cluster, namespace, fallbackSecret))]
            : hosts.map((host) => answersOf(host, active.includes(host)));
    });
}

function isActive(cluster: Cluster, { id, state }: Thing): boolean {
    const name = secretName(state);
    const namespace = textAt(state, "spec", "tlsSecret", "namespace") ?? fromObjectId(id).namespace;
    return (
        at(state, "spec", "ambassador_id") === undefined &&
        at(state, "spec", "tlsContext") === undefined &&
        (name === undefined || hasSecret(cluster, namespace, name))
    );
}

function answersOf({ state }: Thing, isActive: boolean): IngressAnswers {
    const host = textAt(state, "spec", "hostname") ?? "*";
    const secret = secretName(state);
    const action = textAt(state, "spec", "requestPolicy", "insecure", "action") ?? "Redirect";
    return {
        host,
        // Nobody has the name of an inactive Host.
        cleartext: isActive ? (cleartext[action] ?? "refused") : "refused",
        tls: isActive && secret !== undefined ? certificateOf(secret) : "no certificate",
    };
}

const cleartext: Record<string, IngressAnswers["cleartext"]> = {
    Route: "served",
    Redirect: "redirected to https",
    Reject: "refused",
};

function defaultHost(hasFallback: boolean): IngressAnswers {
    return hasFallback
        ? { host: "*", cleartext: "redirected to https", tls: certificateOf(fallbackSecret) }
        : { host: "*", cleartext: "served", tls: "no certificate" };
}

function certificateOf(secret: string): string {
    return `certificate of Secret ${secret}`;
}

function secretName(host: PlainObject): string | undefined {
    const name = textAt(host, "spec", "tlsSecret", "name");
    return name === "" ? undefined : name;
}

function hasSecret(cluster: Cluster, namespace: string | undefined, name: string): boolean {
    const secret = cluster.get("", "Secret", objectId(namespace, name));
    return at(secret?.state, "data", "tls.crt") !== undefined;
}
