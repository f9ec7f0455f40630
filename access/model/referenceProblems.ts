import { closest, type Problem } from "zero-trust-manifests";
import type { AccessModel, WorkloadRef } from "./model";

/** An identity of a governed namespace has to be a workload's. */
export function governedProblems(
    path: string,
    { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
    model: AccessModel,
): Problem[] {
    const governed = model.namespaces[namespace];
    if (governed === undefined) {
        return [];
    }
    const own = Object.entries(governed.workloads).find(
        ([name, workload]) => (workload.serviceAccount ?? name) === serviceAccount,
    );
    return [
        own !== undefined
            ? {
                  path,
                  reason: `is workload ${namespace}/${own[0]} of the model`,
                  remedy: "let that call",
              }
            : {
                  path: `${path}.serviceAccount`,
                  ...unknown("workload", `${namespace}/${serviceAccount}`, workloadNames(model)),
              },
    ];
}

export function ingressProblems(path: string, ref: WorkloadRef, model: AccessModel): Problem[] {
    const missing = workloadRefProblems(path, ref, model);
    if (missing.length > 0) {
        return missing;
    }
    const workload = model.namespaces[ref.namespace]?.workloads[ref.workload];
    return (workload?.listeners ?? []).length > 0
        ? []
        : [
              {
                  path,
                  reason: `${ref.namespace}/${ref.workload} has no listeners, so the internet does not reach it`,
                  remedy: "give those of an ingress",
              },
          ];
}

export function workloadRefProblems(path: string, ref: WorkloadRef, model: AccessModel): Problem[] {
    const name = `${ref.namespace}/${ref.workload}`;
    return model.namespaces[ref.namespace]?.workloads[ref.workload] === undefined
        ? [{ path, ...unknown("workload", name, workloadNames(model)) }]
        : [];
}

export function declaredProblems(
    path: string,
    what: string,
    name: string,
    declared: Readonly<Record<string, unknown>>,
): Problem[] {
    return declared[name] === undefined
        ? [{ path, ...unknown(what, name, Object.keys(declared)) }]
        : [];
}

/** `there is no port htpp of faces/face; did you mean http?` */
export function unknown(
    what: string,
    name: string,
    candidates: readonly string[],
    where = "",
): Pick<Problem, "reason" | "remedy"> {
    const near = closest(name, candidates);
    const remedy =
        near !== undefined
            ? `did you mean ${near}?`
            : candidates.length === 0
              ? "there is none at all"
              : `there is ${candidates.slice(0, 5).join(", ")}`;
    return { reason: `there is no ${what} ${name}${where}`, remedy };
}

function workloadNames(model: AccessModel): string[] {
    return Object.entries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        Object.keys(workloads).map((workload) => `${namespace}/${workload}`),
    );
}
