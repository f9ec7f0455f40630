import type { Admission } from "../../admission/admission";
import { parameters } from "../../admission/parameters";
import { spec } from "../../admission/parts";

export const admission: Admission = {
    cel: {
        resources: [{ apiGroups: [""], resources: ["services"], kinds: ["Service"] }],
        judged: [spec],
        parameters: { ingress: parameters.ingress },
        variables: { type: 'dyn(object).spec.?type.orValue("ClusterIP")' },
        validations: [
            {
                expression: 'variables.type != "NodePort"',
                wrong: "the Service opens a port on every node, past the ingress",
            },
            {
                expression:
                    'variables.type != "LoadBalancer" || object.metadata.namespace == variables.ingress.namespace && object.metadata.name == variables.ingress.name',
                wrong: "the Service has a load balancer of its own, and is not the declared ingress",
            },
            {
                expression: "dyn(object).spec.?externalIPs.orValue([]).size() == 0",
                wrong: "the Service takes external addresses, by which it can take over others' traffic",
                remedy: "remove externalIPs",
            },
        ],
    },
};
