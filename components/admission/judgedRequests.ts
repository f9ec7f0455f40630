import { type CelCheck, pods } from "zero-trust-rules";

// Conditions in CEL without which a rule is not asked about a request.

/**
 * The API server's own requests, by which it makes what a cluster cannot be without; where it cannot,
 * it does not start. Nobody else is both: who may say that he is of this group may do everything,
 * and take the rules away as well.
 */
export const apiServer = { user: "system:apiserver", group: "system:masters" };

/** As {@link apiServer}; an audit has no user. */
export const notTheApiServer = {
    name: "not-the-api-server",
    expression: `!(request.?userInfo.?username.orValue("") == "${apiServer.user}" && "${apiServer.group}" in request.?userInfo.?groups.orValue([]))`,
};

/**
 * Whether a request changes what a rule reads. Controllers scale, finish, mark and delete what was
 * made before the rule; refusing them that would keep running what breaks it.
 */
export function whatIsReadChanges({ judged }: CelCheck) {
    const parts = judged === "pods" ? [pods] : judged;
    return {
        name: "what-is-judged-changes",
        expression: [
            "oldObject == null",
            ...parts.map((part) => `(${part("object")}) != (${part("oldObject")})`),
        ].join(" || "),
    };
}

/** Workloads that run nothing any more: old revisions, finished Jobs and Pods. */
const atRest = [
    'object.kind == "ReplicaSet" && dyn(object).?spec.?replicas.orValue(1) == 0 && dyn(object).?status.?replicas.orValue(0) == 0',
    'object.kind == "Job" && dyn(object).?status.?conditions.orValue([]).exists(c, c.type in ["Complete", "Failed"] && c.status == "True")',
    'object.kind == "Pod" && dyn(object).?status.?phase.orValue("") in ["Succeeded", "Failed"]',
];

/**
 * An audit, which is the only one to ask without an operation, does not ask for what nobody can mend
 * and nothing runs of. A request is judged whatever it says of the status, which is not its own.
 */
export const notAtRest = {
    name: "not-at-rest",
    expression: `request.?operation.orValue("") != "" || !(${atRest.join(" || ")})`,
};
