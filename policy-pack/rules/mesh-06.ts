import { readServiceUrl } from "zero-trust-access";
import { cisa, nist, nsa } from "./frameworks";
import { injects, INJECT } from "./linkerd";
import { type Unsettled, isUnsettled, readString, valueOf } from "./read";
import { type ResourceIndex } from "./resourceIndex";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { type Doubt, doubtful } from "./selections";
import { serviceNamed, serviceSelections } from "./services";
import { type Upstream, upstreamsOf } from "./upstreams";

/**
 * What Emissary encrypts itself, its proxy can only pass on: then there is no mutual TLS between
 * identities, and no path that a route could look at.
 */
export const mesh06: Rule = {
    id: "MESH-06",
    title: "Emissary leaves TLS to meshed upstreams to the mesh",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "write http://, and leave tls out: the proxies make it mutual TLS",
    documentation: "docs/policies.md#mesh-06",
    settings: [],
    stack: {
        policy: "mesh-06-upstreams-are-called-in-cleartext",
        demand: "No Mapping, TCPMapping, AuthService or RateLimitService originates TLS to a meshed upstream.",
        *check(index) {
            for (const upstream of upstreamsOf(index)) {
                yield* cleartext(upstream, index);
            }
        },
    },
};

function* cleartext(upstream: Upstream, index: ResourceIndex): Generator<Verdict> {
    const { resource, namespace, service, tls } = upstream;
    const unread = [namespace, service].find(isUnsettled);
    if (unread) {
        yield unsettled(resource, unread);
        return;
    }
    const url = readServiceUrl(valueOf(service) ?? "", valueOf(namespace) ?? "");
    if (url === undefined) {
        return; // No URL at all; Emissary refuses it.
    }
    const originates = url.scheme === "https" || (tls.state === "known" && tls.value !== false);
    if (!originates && !isUnsettled(tls)) {
        return;
    }
    const meshed = isMeshed(index, url);
    if (meshed === false) {
        return;
    }
    if (isUnsettled(tls) && url.scheme !== "https") {
        yield unsettled(resource, tls);
    } else if (meshed === true) {
        yield violation(
            resource,
            url.scheme === "https" ? service.path : tls.path,
            `originates TLS to ${url.namespace}/${url.name}, which is meshed`,
        );
    } else {
        yield doubtful(resource, meshed);
    }
}

/** Whether the pods of a Service have a proxy; what the stack does not show counts as outside. */
function isMeshed(
    index: ResourceIndex,
    { namespace, name }: { readonly namespace: string; readonly name: string },
): boolean | Doubt {
    const service = serviceNamed(index, namespace, name);
    const selections = serviceSelections(index);
    const pods = service ? selections.podsOf(service) : [];
    if (pods.some(({ meshed }) => meshed === true)) {
        return true;
    }
    for (const { resource, meshed } of pods) {
        if (typeof meshed !== "boolean") {
            return { reading: meshed, of: resource };
        }
    }
    if (pods.length > 0) {
        return false;
    }
    const doubt = service && selections.doubtOf(service);
    return doubt ?? isMeshedNamespace(index, namespace);
}

function isMeshedNamespace(index: ResourceIndex, name: string): boolean | Doubt {
    const namespace = index.namespace(name);
    if (namespace.state !== "known") {
        return false;
    }
    const inject = readString(namespace.value.object, ["metadata", "annotations", INJECT]);
    const doubt: Unsettled | undefined = isUnsettled(inject) ? inject : undefined;
    return doubt
        ? { reading: doubt, of: namespace.value }
        : inject.state === "known" && injects(inject.value);
}
