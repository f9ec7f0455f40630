import type { Admission } from "../../admission/admission";

const owners = [
    { group: "apps", version: "v1", kind: "Deployment" },
    { group: "apps", version: "v1", kind: "StatefulSet" },
    { group: "apps", version: "v1", kind: "DaemonSet" },
];

export const admission: Admission = {
    rego: [
        {
            name: "Unique",
            kinds: [{ apiGroups: ["apps"], kinds: owners.map(({ kind }) => kind) }],
            sync: owners,
            judged: "service_account(resource)",
            source: `
broken contains msg if {
    account := service_account(input.review.object)
    not account in {"", "default"}
    namespace := input.review.object.metadata.namespace
    other := data.inventory.namespace[namespace]["apps/v1"][kind][name]
    [kind, name] != [input.review.object.kind, input.review.object.metadata.name]
    service_account(other) == account
    msg := sprintf("ID-01: the ServiceAccount %v is that of %v %v/%v already; %v", [account, kind, namespace, name, input.parameters.remedy])
}

service_account(workload) := object.get(spec, "serviceAccountName", object.get(spec, "serviceAccount", "")) if {
    spec := workload.spec.template.spec
}
`,
        },
    ],
    differences: {
        gatekeeper: "compares Deployments, StatefulSets and DaemonSets, and no Jobs or Pods",
    },
};
