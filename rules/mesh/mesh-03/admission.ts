import type { Admission } from "../../admission/admission";
import { isIngress, namespaceResources, workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { annotationsSchema, objectSchema } from "../../admission/podSchema";

const blank = { type: "string", pattern: "^\\s*$" };

export const admission: Admission = {
    cel: {
        resources: [...workloadResources, ...namespaceResources],
        judged: "pods",
        parameters: { ingress: parameters.ingress },
        variables: {
            outbound:
                '["config.linkerd.io/skip-outbound-ports", "config.linkerd.io/skip-subnets"].filter(k, k in variables.annotations && string(variables.annotations[k]).trim() != "")',
            inbound:
                'string(variables.annotations[?"config.linkerd.io/skip-inbound-ports"].orValue("")).trim()',
            ranges: 'variables.inbound.split(",").map(r, r.split("-").map(p, p.trim()))',
            isIngress,
        },
        validations: [
            {
                expression: "variables.outbound.size() == 0",
                wrong: "outbound connections skip the proxy",
            },
            {
                expression: 'variables.inbound == "" || variables.isIngress',
                wrong: "inbound connections skip the proxy, and this is not the declared ingress",
            },
            {
                expression:
                    'variables.inbound == "" || !variables.isIngress || variables.ranges.all(r, r.size() <= 2 && r.all(p, p.matches("^[0-9]{1,5}$")) && int(r[0]) <= int(r[r.size() - 1]) && variables.ingress.listenerPorts.filter(l, int(l) >= int(r[0]) && int(l) <= int(r[r.size() - 1])).size() == int(r[r.size() - 1]) - int(r[0]) + 1)',
                wrong: "the ingress skips its proxy on ports where it does not listen to the public",
                remedy: "skip the ports of the Listeners only",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () =>
            annotationsSchema(
                objectSchema(
                    Object.fromEntries(
                        ["skip-inbound-ports", "skip-outbound-ports", "skip-subnets"].map(
                            (name) => [`config.linkerd.io/${name}`, blank],
                        ),
                    ),
                ),
            ),
        wrong: "connections skip the proxy",
        exemptsIngress: true,
    },
    differences: {
        polaris:
            "judges no Namespace, and not the ingress: its exemptions cannot tell one port from another",
    },
};
