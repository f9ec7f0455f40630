import { at, isPlainObject, textAt, type PlainObject } from "../../sandbox/standins/properties";

/** Where each kind that makes pods has its pod template. */
const templatePaths: Record<string, string[] | undefined> = {
    Deployment: ["spec", "template"],
    ReplicaSet: ["spec", "template"],
    StatefulSet: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    Job: ["spec", "template"],
    CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/** The pod template of an object; undefined where the object makes no pods. */
export function podTemplateOf(object: PlainObject): PlainObject | undefined {
    const path = templatePaths[textAt(object, "kind") ?? ""];
    const template = path && at(object, ...path);
    return isPlainObject(template) ? template : undefined;
}

/** What Kubernetes' controllers make of an object, one after the other, down to its pod. */
export function madeOf(object: PlainObject): PlainObject[] {
    const template = podTemplateOf(object);
    const name = textAt(object, "metadata", "name") ?? "";
    if (template === undefined) {
        return [];
    }
    switch (object.kind) {
        case "Deployment":
            return andPods(replicaSet(object, template, `${name}-5d4f8c7b69`));
        case "CronJob": {
            const spec = at(object, "spec", "jobTemplate", "spec") ?? {};
            return andPods(owned(object, "batch/v1", "Job", `${name}-29387520`, { spec }));
        }
        case "StatefulSet":
            return [pod(object, template, `${name}-0`)];
        default:
            return [pod(object, template, `${name}-x7k2p`)];
    }
}

/** The object as `kubectl rollout restart` changes it; what runs to its end is run anew instead. */
export function restarted(object: PlainObject): PlainObject | undefined {
    const template = podTemplateOf(object);
    if (template === undefined || object.kind === "Job" || object.kind === "CronJob") {
        return undefined;
    }
    const at = "2026-12-01T08:00:00Z";
    const again = annotated(template, { "kubectl.kubernetes.io/restartedAt": at });
    const { spec } = object;
    return { ...object, spec: { ...(isPlainObject(spec) ? spec : {}), template: again } };
}

/** An object, or a template, with more annotations. */
export function annotated(object: PlainObject, more: PlainObject): PlainObject {
    const annotations = at(object, "metadata", "annotations");
    return withMetadata(object, {
        annotations: { ...(isPlainObject(annotations) ? annotations : {}), ...more },
    });
}

function andPods(object: PlainObject): PlainObject[] {
    return [object, ...madeOf(object)];
}

function replicaSet(deployment: PlainObject, template: PlainObject, name: string): PlainObject {
    const hash = { "pod-template-hash": name.slice(name.lastIndexOf("-") + 1) };
    const selector = at(deployment, "spec", "selector", "matchLabels");
    const labels = at(template, "metadata", "labels");
    return owned(deployment, "apps/v1", "ReplicaSet", name, {
        spec: {
            replicas: at(deployment, "spec", "replicas") ?? 1,
            selector: { matchLabels: { ...(isPlainObject(selector) ? selector : {}), ...hash } },
            template: withMetadata(template, {
                labels: { ...(isPlainObject(labels) ? labels : {}), ...hash },
            }),
        },
    });
}

function pod(owner: PlainObject, template: PlainObject, name: string): PlainObject {
    const { labels = {}, annotations = {} } = isPlainObject(template.metadata)
        ? template.metadata
        : {};
    const made = owned(owner, "v1", "Pod", name, { spec: template.spec ?? {} });
    return withMetadata(made, { labels, annotations });
}

/** An object that a controller makes for another one, which it says so. */
function owned(
    owner: PlainObject,
    apiVersion: string,
    kind: string,
    name: string,
    content: PlainObject,
): PlainObject {
    const reference = {
        apiVersion: owner.apiVersion ?? "",
        kind: owner.kind ?? "",
        name: textAt(owner, "metadata", "name") ?? "",
        uid: "7d9eb789-1dcc-46c6-87d7-5e6257e689ff",
        controller: true,
        blockOwnerDeletion: true,
    };
    const namespace = textAt(owner, "metadata", "namespace") ?? "default";
    return {
        apiVersion,
        kind,
        metadata: { name, namespace, ownerReferences: [reference] },
        ...content,
    };
}

function withMetadata(object: PlainObject, more: PlainObject): PlainObject {
    const { metadata } = object;
    return { ...object, metadata: { ...(isPlainObject(metadata) ? metadata : {}), ...more } };
}
