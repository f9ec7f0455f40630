import { type AccessModel, modelProblems } from "zero-trust-access";

import type { Problem } from "./validation";

/** Models that have been checked: a program hands the same one to all of its components. */
const checked = new WeakMap<AccessModel, readonly Problem[]>();

/** Every problem of an access model, which can come from a document as well as from `accessModel`. */
export function accessProblems(access: AccessModel): readonly Problem[] {
    const known = checked.get(access);
    if (known !== undefined) {
        return known;
    }
    const problems = modelProblems(access).map((problem) => ({
        ...problem,
        path: `access.${problem.path}`,
    }));
    checked.set(access, problems);
    return problems;
}

/** The problem of a namespace or a workload that the model does not have. */
export function missingProblems(
    access: AccessModel,
    { namespace, workload }: { namespace: string; workload?: string },
): Problem[] {
    const known = access.namespaces[namespace];
    if (known === undefined) {
        return [
            {
                path: "namespace",
                value: namespace,
                reason: "is not in the access model",
                remedy: `add it, or give one that is: ${Object.keys(access.namespaces).join(", ")}`,
            },
        ];
    }
    if (workload === undefined || known.workloads[workload] !== undefined) {
        return [];
    }
    return [
        {
            path: "workload",
            value: workload,
            reason: `is not in namespace ${namespace} of the access model`,
            remedy: `add it, or give one that is: ${Object.keys(known.workloads).join(", ")}`,
        },
    ];
}
