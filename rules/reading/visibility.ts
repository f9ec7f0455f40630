import { podsOf } from "../kubernetes/pods";
import { isUnsettled, valueOf } from "./read";
import { kindOf, namespaceOf } from "./resource";
import { type ResourceIndex, oncePerIndex } from "./resourceIndex";

/** Groups of which no kind brings objects or pods that a stack does not show. */
const PLAIN_GROUPS = new Set([
    ...["core", "apps", "batch", "extensions", "autoscaling", "policy", "yaml", "kustomize"],
    ...["policy.linkerd.io", "linkerd.io", "getambassador.io", "cert-manager.io"],
    ...["acme.cert-manager.io", "trust.cert-manager.io", "templates.gatekeeper.sh"],
]);

interface Visibility {
    /** Namespaces with something that makes objects which the stack does not show. */
    readonly hiding: ReadonlySet<string>;
    /** Whether something hides objects in a namespace that is not known. */
    readonly anywhere: boolean;
    readonly populated: ReadonlySet<string>;
}

const visibilityOf = oncePerIndex((index): Visibility => {
    const hiding = new Set<string>();
    let anywhere = false;
    for (const resource of index.resources) {
        const found = kindOf(resource.type);
        if (found && mayHide(found.group, found.kind)) {
            const namespace = namespaceOf(resource);
            anywhere ||= isUnsettled(namespace);
            hiding.add(valueOf(namespace) ?? "");
        }
    }
    const populated = new Set(podsOf(index).flatMap(({ namespace }) => valueOf(namespace) ?? []));
    return { hiding, anywhere, populated };
});

/** A Helm release, or a custom resource of which an operator makes pods. */
function mayHide(group: string, kind: string): boolean {
    return group === "helm.sh"
        ? kind === "Release"
        : !PLAIN_GROUPS.has(group) && !group.endsWith(".k8s.io");
}

/**
 * Whether a namespace may hold objects that the stack does not show, such as those of a Helm
 * release. Whoever then says that something does not exist may be wrong.
 */
export function mayHoldMore(index: ResourceIndex, namespace: string): boolean {
    const { hiding, anywhere } = visibilityOf(index);
    return anywhere || hiding.has(namespace);
}

/** Whether the stack shows all of a namespace: it makes the Namespace or what runs in it. */
export function isShown(index: ResourceIndex, namespace: string): boolean {
    return (
        !mayHoldMore(index, namespace) &&
        (isPopulated(index, namespace) || index.namespace(namespace).state === "known")
    );
}

/** Whether the stack shows workloads of a namespace. */
export function isPopulated(index: ResourceIndex, namespace: string): boolean {
    return visibilityOf(index).populated.has(namespace);
}
