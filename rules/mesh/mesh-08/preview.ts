import { INJECT, injects } from "../../linkerd/linkerd";
import { podsIn } from "../../kubernetes/pods";
import { type Reading, isUnsettled, readBoolean, readString, valueOf } from "../../reading/read";
import { type Resource, nameOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const ENFORCE = ["metadata", "labels", "pod-security.kubernetes.io/enforce"];
const CNI = ["values", "cniEnabled"];
const INIT_IS_REFUSED = new Set(["baseline", "restricted"]);

export const preview: Preview = {
    settings: ["controlPlaneNamespace"],
    stack: {
        policy: "mesh-08-restricted-pods-need-the-cni-plugin",
        demand: "Every meshed Namespace that enforces the Pod Security level baseline or restricted is in a mesh with Linkerd's CNI plugin.",
        *check(index, settings) {
            const [controlPlane] = index.releasesOf("linkerd-control-plane");
            if (controlPlane === undefined) {
                return;
            }
            const cni = readBoolean(controlPlane.object, CNI);
            if (cni.state === "known" && cni.value) {
                return;
            }
            for (const namespace of index.ofKind("core", "Namespace")) {
                const name = valueOf(nameOf(namespace)) ?? "";
                const meshed =
                    name === settings.controlPlaneNamespace || isMeshed(namespace, name, index);
                yield* startable(namespace, meshed, cni);
            }
        },
    },
};

function* startable(
    namespace: Resource,
    meshed: boolean | Reading<string>,
    cni: Reading<boolean>,
): Generator<Verdict> {
    const level = readString(namespace.object, ENFORCE);
    if (meshed === false || level.state === "absent") {
        return;
    }
    if (isUnsettled(level)) {
        yield unsettled(namespace, level);
    } else if (!INIT_IS_REFUSED.has(level.value)) {
        return;
    } else if (typeof meshed !== "boolean" && isUnsettled(meshed)) {
        yield unsettled(namespace, meshed);
    } else if (isUnsettled(cni)) {
        yield unsettled(namespace, cni, "Linkerd's control plane");
    } else {
        yield violation(
            namespace,
            level.path,
            `enforces ${level.value}, which refuses linkerd-init, and the mesh has no CNI plugin`,
        );
    }
}

/** By its own annotation, or by a workload in it that asks for a proxy. */
function isMeshed(
    namespace: Resource,
    name: string,
    index: ResourceIndex,
): boolean | Reading<string> {
    const inject = readString(namespace.object, ["metadata", "annotations", INJECT]);
    if (inject.state === "known" && injects(inject.value)) {
        return true;
    }
    return (
        podsIn(index, name).some(({ meshed }) => meshed === true) ||
        (isUnsettled(inject) ? inject : false)
    );
}
