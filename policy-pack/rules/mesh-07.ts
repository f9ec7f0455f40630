import { cisa, cis, nist, nsa } from "./frameworks";
import { INJECT, injects } from "./linkerd";
import { isUnsettled, readBoolean } from "./read";
import { type Rule, type Verdict, unlessExempt, unsettled, violation } from "./rule";
import { type Workload, isWorkload, podAnnotation, podSpecPath, workloadOf } from "./workload";

/** Linkerd injects no proxy into a pod on the host's network: it would take the node's connections. */
export const mesh07: Rule = {
    id: "MESH-07",
    title: "Meshed pods have a network of their own",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening"), cis("5.2.5")],
    remedy: "remove hostNetwork, so that the pod gets an address and a proxy of its own",
    documentation: "docs/policies.md#mesh-07",
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
