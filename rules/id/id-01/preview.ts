import { isUnsettled, valueOf } from "../../reading/read";
import { describe, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { serviceAccountOf, serviceAccountPath } from "../../kubernetes/serviceAccounts";
import { type Settings } from "../../settings";
import { type Workload } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "id-01-service-accounts-are-not-shared",
        demand: "No two workloads of the stack outside the exempt namespaces share a ServiceAccount.",
        *check(index, settings) {
            for (const workloads of byServiceAccount(index, settings).values()) {
                if (workloads.length > 1) {
                    yield* shared(workloads);
                }
            }
            for (const workload of index.workloads) {
                const namespace = namespaceOf(workload.resource);
                const account = serviceAccountOf(workload);
                if (isUnsettled(namespace)) {
                    yield unsettled(workload.resource, namespace);
                } else if (
                    isUnsettled(account) &&
                    !settings.exemptNamespaces.includes(valueOf(namespace) ?? "")
                ) {
                    yield unsettled(workload.resource, account);
                }
            }
        },
    },
};

function byServiceAccount(index: ResourceIndex, settings: Settings): Map<string, Workload[]> {
    const groups = new Map<string, Workload[]>();
    for (const workload of index.workloads) {
        const namespace = valueOf(namespaceOf(workload.resource));
        const account = valueOf(serviceAccountOf(workload)) ?? "default";
        if (
            namespace === undefined ||
            account === "default" ||
            settings.exemptNamespaces.includes(namespace)
        ) {
            continue;
        }
        const key = `${namespace}/${account}`;
        groups.set(key, [...(groups.get(key) ?? []), workload]);
    }
    return groups;
}

function* shared(workloads: readonly Workload[]): Generator<Verdict> {
    for (const workload of workloads) {
        const others = workloads
            .filter((other) => other !== workload)
            .map(({ resource }) => describe(resource))
            .join(", ");
        const account = valueOf(serviceAccountOf(workload)) ?? "";
        yield violation(
            workload.resource,
            serviceAccountPath(workload),
            `shares the ServiceAccount "${account}" with ${others}`,
        );
    }
}
