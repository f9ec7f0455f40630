import { INJECT, injects } from "../../linkerd/linkerd";
import { isUnsettled, readBoolean } from "../../reading/read";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import {
    type Workload,
    isWorkload,
    podAnnotation,
    podSpecPath,
    workloadOf,
} from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "mesh-07-no-host-network",
        demand: "No pod outside the exempt namespaces is on its host's network, where Linkerd injects no proxy.",
        appliesTo: isWorkload,
        check(resource, settings) {
            const workload = workloadOf(resource);
            return workload ? unlessExempt(resource, settings, ownNetwork(workload)) : [];
        },
    },
};

function* ownNetwork(workload: Workload): Generator<Verdict> {
    const { resource } = workload;
    const hostNetwork = readBoolean(resource.object, podSpecPath(workload, "hostNetwork"));
    const inject = podAnnotation(workload, INJECT);
    if (inject.state === "known" && !injects(inject.value)) {
        return; // It does not ask for a proxy; MESH-02 refuses that.
    }
    if (isUnsettled(hostNetwork)) {
        yield unsettled(resource, hostNetwork);
    } else if (hostNetwork.state === "known" && hostNetwork.value) {
        yield isUnsettled(inject)
            ? unsettled(resource, inject)
            : violation(
                  resource,
                  hostNetwork.path,
                  "is on its host's network, so Linkerd injects no proxy",
              );
    }
}
