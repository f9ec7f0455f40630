import type { AdmissionRule } from "../admissionRule";
import { parameters } from "../parameters";
import { spec } from "../parts";

export const ing09: AdmissionRule = {
    id: "ING-09",
    title: "The ingress is the only way in",
    remedy: "set the type to ClusterIP, and publish it by a Mapping or an Ingress",
    level: "mandatory",
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
