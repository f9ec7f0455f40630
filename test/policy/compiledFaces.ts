import { compile } from "zero-trust-access";
import { type Json, type JsonObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { clusterObjects } from "../unit/access/cluster";
import { facesModel } from "../unit/access/facesModel";
import type { KubernetesObject } from "../../manifests/kubernetesObject";

/** Faces and its ingress, compiled, with the workloads and Services that the model speaks of. */
export function compiledFaces(): Resource[] {
    const listener = {
        apiVersion: "getambassador.io/v3alpha1",
        kind: "Listener",
        metadata: { name: "http", namespace: "emissary" },
        spec: { port: 8080, protocol: "HTTP", securityModel: "XFP" },
    };
    return asResources([...clusterObjects(facesModel), listener, ...compile(facesModel)]);
}

/** A component that carries an access model, as those of the reference architecture do. */
export function carrier(access: object | Json, name = "faces"): Resource {
    const type = "zero-trust-components:index:MeshedNamespace";
    return {
        urn: `urn:pulumi:dev::zero-trust::${type}::${name}`,
        type,
        object: { namespace: name, access: access as Json },
    };
}

export function asResources(objects: readonly KubernetesObject[]): Resource[] {
    return objects.map((object) => {
        const { apiVersion, kind, metadata } = object;
        const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
        const type = `kubernetes:${version}:${kind}`;
        const urn = `urn:pulumi:dev::zero-trust::${type}::${metadata.namespace ?? ""}-${metadata.name}`;
        return { urn, type, object: structuredClone(object) as JsonObject };
    });
}

/** The objects with one of them changed, and without it where the change is none. */
export function change(
    resources: readonly Resource[],
    kind: string,
    name: string,
    changed?: (object: JsonObject) => JsonObject,
): Resource[] {
    let found = 0;
    const result = resources.flatMap((resource) => {
        const metadata = resource.object.metadata as JsonObject | undefined;
        if (!resource.type.endsWith(`:${kind}`) || metadata?.name !== name) {
            return [resource];
        }
        found += 1;
        return changed ? [{ ...resource, object: changed(resource.object) }] : [];
    });
    if (found === 0) {
        throw new RangeError(`there is no ${kind} ${name}`);
    }
    return result;
}
