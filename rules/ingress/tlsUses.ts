import type { Path } from "zero-trust-manifests";
import { ingressesOf, emissaryKind } from "./emissary";
import { type Reading, isUnsettled, read, readItems, readString, valueOf } from "../reading/read";
import { type Resource, namespaceOf } from "../reading/resource";
import { type ResourceIndex } from "../reading/resourceIndex";

/** Where an ingress reads a certificate, and for which hosts. */
export interface TlsUse {
    readonly resource: Resource;
    readonly secretName: Reading<string>;
    readonly namespace: Reading<string>;
    readonly hosts: readonly Reading<string>[];
}

const ISSUER_ANNOTATIONS = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer"];

/** The TLS Secrets of Hosts and Ingresses. */
export function tlsUsesOf(index: ResourceIndex): readonly TlsUse[] {
    return [
        ...emissaryKind(index, "Host").map(ofHost),
        ...ingressesOf(index)
            .filter((ingress) => !isCertified(ingress))
            .flatMap(ofIngress),
    ];
}

/** Whether cert-manager makes the Certificates of an Ingress itself. */
function isCertified({ object }: Resource): boolean {
    return ISSUER_ANNOTATIONS.some(
        (key) => read(object, ["metadata", "annotations", key]).state !== "absent",
    );
}

function ofHost(resource: Resource): TlsUse {
    const { object } = resource;
    const namespace = readString(object, ["spec", "tlsSecret", "namespace"]);
    return {
        resource,
        secretName: readString(object, ["spec", "tlsSecret", "name"]),
        namespace: namespace.state === "absent" ? namespaceOf(resource) : namespace,
        hosts: [readString(object, ["spec", "hostname"])],
    };
}

function ofIngress(resource: Resource): TlsUse[] {
    const { object } = resource;
    return items(resource, ["spec", "tls"]).map((entry) => ({
        resource,
        secretName: readString(object, [...entry, "secretName"]),
        namespace: namespaceOf(resource),
        hosts: items(resource, [...entry, "hosts"]).map((host) => readString(object, host)),
    }));
}

function items({ object }: Resource, path: Path): readonly Path[] {
    const list = readItems(object, path);
    return isUnsettled(list) ? [] : (valueOf(list) ?? []);
}
