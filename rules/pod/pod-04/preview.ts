import { isNamespaceOfKubernetes } from "../../kubernetes/ofKubernetes";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const ENFORCE = "pod-security.kubernetes.io/enforce";
const VERSION = "pod-security.kubernetes.io/enforce-version";
const LEVELS = ["privileged", "baseline", "restricted"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "pod-04-namespace-enforces-a-standard",
        demand: `Every Namespace, but for those of Kubernetes as it makes them, has the label ${ENFORCE} with a level, and ${VERSION} with a version such as v1.33.`,
        appliesTo: (type) => isKind(type, "core", "Namespace"),
        *check(namespace) {
            if (isAsMade(namespace)) {
                return;
            }
            yield* label(namespace, ENFORCE, (level) => LEVELS.includes(level));
            yield* label(
                namespace,
                VERSION,
                (version) => /^v1\.\d+$/.test(version),
                `set the label ${VERSION} to the Kubernetes version that the pods were made for, e.g. v1.33`,
            );
        },
    },
};

/** Kubernetes labels none of its own; who begins to has to say both. */
function isAsMade(namespace: Resource): boolean {
    return (
        isNamespaceOfKubernetes(namespace) &&
        [ENFORCE, VERSION].every(
            (key) => readString(namespace.object, ["metadata", "labels", key]).state === "absent",
        )
    );
}

function* label(
    namespace: Resource,
    key: string,
    isGood: (value: string) => boolean,
    remedy?: string,
): Generator<Verdict> {
    const path = ["metadata", "labels", key];
    const value = readString(namespace.object, path);
    if (isUnsettled(value)) {
        yield unsettled(namespace, value);
    } else if (valueOf(value) === undefined) {
        yield violation(namespace, path, `has no label ${key}`, remedy);
    } else if (!isGood(valueOf(value) ?? "")) {
        yield violation(
            namespace,
            path,
            `has "${valueOf(value) ?? ""}" in its label ${key}`,
            remedy,
        );
    }
}
