import { readServiceUrl } from "zero-trust-access";
import { injects, INJECT } from "../../linkerd/linkerd";
import { type Unsettled, isUnsettled, readString, valueOf } from "../../reading/read";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Doubt, doubtful } from "../../kubernetes/selections";
import { serviceNamed, serviceSelections } from "../../kubernetes/services";
import { type Upstream, upstreamsOf } from "../../ingress/upstreams";

export const preview: Preview = {
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
