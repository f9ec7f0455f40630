import { closest } from "zero-trust-manifests";
import type { AccessModel, WorkloadRef } from "./model";

/** An identity of a governed namespace has to be a workload's. */
export function governedProblems(
    path: string,
    { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
    model: AccessModel,
): string[] {
    const governed = model.namespaces[namespace];
    if (governed === undefined) {
        return [];
    }
    const own = Object.entries(governed.workloads).find(
        ([name, workload]) => (workload.serviceAccount ?? name) === serviceAccount,
    );
    return [
        own !== undefined
            ? `${path}: is workload ${namespace}/${own[0]} of the model; let that call`
            : `${path}.serviceAccount: ${unknown("workload", `${namespace}/${serviceAccount}`, workloadNames(model))}`,
    ];
}

export function ingressProblems(path: string, ref: WorkloadRef, model: AccessModel): string[] {
    const missing = workloadRefProblems(path, ref, model);
    if (missing.length > 0) {
        return missing;
    }
    const workload = model.namespaces[ref.namespace]?.workloads[ref.workload];
    return (workload?.listeners ?? []).length > 0
        ? []
        : [
              `${path}: ${ref.namespace}/${ref.workload} has no listeners, so the internet does not reach it; give those of an ingress`,
          ];
}

export function workloadRefProblems(path: string, ref: WorkloadRef, model: AccessModel): string[] {
    const name = `${ref.namespace}/${ref.workload}`;
    return model.namespaces[ref.namespace]?.workloads[ref.workload] === undefined
        ? [`${path}: ${unknown("workload", name, workloadNames(model))}`]
        : [];
}

export function declaredProblems(
    path: string,
    what: string,
    name: string,
    declared: Readonly<Record<string, unknown>>,
): string[] {
    return declared[name] === undefined
        ? [`${path}: ${unknown(what, name, Object.keys(declared))}`]
        : [];
}

/** `there is no port htpp of faces/face; did you mean http?` */
export function unknown(
    what: string,
    name: string,
    candidates: readonly string[],
    where = "",
): string {
    const near = closest(name, candidates);
    const hint =
        near !== undefined
            ? `did you mean ${near}?`
            : candidates.length === 0
              ? "there is none at all"
              : `there is ${candidates.slice(0, 5).join(", ")}`;
    return `there is no ${what} ${name}${where}; ${hint}`;
}

function workloadNames(model: AccessModel): string[] {
    return Object.entries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        Object.keys(workloads).map((workload) => `${namespace}/${workload}`),
    );
}
