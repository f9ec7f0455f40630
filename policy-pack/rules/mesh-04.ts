import { cisa, nist, nsa } from "./frameworks";
import { type Path, isUnsettled, readObject, valueOf } from "./read";
import { type Resource, isKind } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { isWorkload, workloadOf } from "./workload";

/** Linkerd reads its annotations from pods and Namespaces: elsewhere they look right and do nothing. */
export const mesh04: Rule = {
    id: "MESH-04",
    title: "Proxy annotations stand where Linkerd reads them",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "move the annotation to the pod template, or to the Namespace",
    documentation: "docs/policies.md#mesh-04",
    settings: [],
    resource: {
        policy: "mesh-04-proxy-annotations-are-on-pods",
        demand: "No annotation for Linkerd's proxy stands on what makes pods instead of on its pod template.",
        appliesTo: (type) => isWorkload(type) && !isKind(type, "core", "Pod"),
        *check(resource) {
            yield* notOn(resource, ["metadata", "annotations"]);
            const template = workloadOf(resource)?.template ?? [];
            if (template[1] === "jobTemplate") {
                yield* notOn(resource, ["spec", "jobTemplate", "metadata", "annotations"]);
            }
        },
    },
};

function* notOn(resource: Resource, path: Path): Generator<Verdict> {
    const annotations = readObject(resource.object, path);
    if (isUnsettled(annotations)) {
        yield unsettled(resource, annotations);
        return;
    }
    for (const key of Object.keys(valueOf(annotations) ?? {}).filter(isForProxy)) {
        yield violation(
            resource,
            [...path, key],
            `has the annotation ${key} where Linkerd does not read it`,
        );
    }
}

function isForProxy(key: string): boolean {
    return key === "linkerd.io/inject" || /^config(\.alpha)?\.linkerd\.io\//.test(key);
}
