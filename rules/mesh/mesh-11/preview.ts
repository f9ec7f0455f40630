import type { Path } from "zero-trust-manifests";
import { type Json, type Reading, isUnsettled, readBoolean, readNumber } from "../../reading/read";
import { type Resource, chartName, isChart } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** Values of the control plane's chart that make it highly available, as its values-ha.yaml does. */
const FLAGS: readonly { readonly path: Path; readonly lack: string }[] = [
    { path: ["values", "enablePodAntiAffinity"], lack: "may run all replicas on one node" },
    { path: ["values", "enablePodDisruptionBudget"], lack: "has no PodDisruptionBudgets" },
];
const REPLICAS = ["values", "controllerReplicas"];
const LEAST = 3;

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "mesh-11-control-plane-is-highly-available",
        demand: "In production Linkerd's control plane has three replicas, on different nodes, with PodDisruptionBudgets.",
        appliesTo: isChart,
        *check(resource, settings) {
            if (settings.environment !== "production") {
                return;
            }
            const name = chartName(resource);
            if (isUnsettled(name)) {
                yield unsettled(resource, name);
            } else if (name.state === "known" && name.value === "linkerd-control-plane") {
                yield* highlyAvailable(resource);
            }
        },
    },
};

function* highlyAvailable(resource: Resource): Generator<Verdict> {
    const { object } = resource;
    yield* demand(resource, readNumber(object, REPLICAS), REPLICAS, (count) => {
        return count >= LEAST ? undefined : `has ${count} replicas instead of ${LEAST}`;
    });
    for (const { path, lack } of FLAGS) {
        yield* demand(resource, readBoolean(object, path), path, (given) =>
            given ? undefined : lack,
        );
    }
}

function* demand<T extends Json>(
    resource: Resource,
    reading: Reading<T>,
    path: Path,
    lackOf: (value: T) => string | undefined,
): Generator<Verdict> {
    if (isUnsettled(reading)) {
        yield unsettled(resource, reading);
        return;
    }
    const lack =
        reading.state === "known"
            ? lackOf(reading.value)
            : `says nothing of ${String(path.at(-1))}`;
    if (lack !== undefined) {
        yield violation(resource, path, lack);
    }
}
