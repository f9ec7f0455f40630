import type { Admission } from "../../admission/admission";
import { spec } from "../../admission/parts";

export const admission: Admission = {
    cel: {
        resources: [{ apiGroups: [""], resources: ["services"], kinds: ["Service"] }],
        judged: [spec],
        validations: [
            {
                expression:
                    'dyn(object).spec.?type.orValue("") == "ExternalName" || dyn(object).spec.?selector.orValue({}).size() > 0 || object.metadata.name == "kubernetes" && object.metadata.namespace == "default"',
                wrong: "the Service selects no pods, so that it leads wherever its Endpoints say",
            },
        ],
    },
    rego: [
        {
            name: "Unique",
            kinds: [{ apiGroups: [""], kinds: ["Service"] }],
            sync: [{ group: "", version: "v1", kind: "Service" }],
            judged: '[object.get(resource.spec, "selector", {}), is_headless(resource), targets(resource)]',
            source: `
broken contains msg if {
    mine := input.review.object
    count(object.get(mine.spec, "selector", {})) > 0
    namespace := mine.metadata.namespace
    other := data.inventory.namespace[namespace]["v1"].Service[name]
    name != mine.metadata.name
    other.spec.selector == mine.spec.selector
    is_headless(other) == is_headless(mine)
    count(targets(other) & targets(mine)) > 0
    msg := sprintf("ING-08: the pods are those of Service %v/%v already; %v", [namespace, name, input.parameters.remedy])
}

is_headless(service) := object.get(service.spec, "clusterIP", "") == "None"

targets(service) := {target |
    some port in service.spec.ports
    target := object.get(port, "targetPort", port.port)
} | {"" |
    count(object.get(service.spec, "ports", [])) == 0
}
`,
        },
    ],
    differences: {
        validatingAdmissionPolicy: "looks up no other object, so a selector that is taken passes",
    },
};
