import type { Path } from "zero-trust-manifests";
import { isUnsettled, readObject, valueOf } from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { isWorkload, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
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
