import type { Admission } from "../../admission/admission";
import { spec } from "../../admission/parts";
import { ingressResources, mappingResources } from "../../admission/ingresses";

/** Hosts that an object serves; an empty one is every host. */
const hosts = [
    'object.kind == "Ingress" ? dyn(object).spec.?rules.orValue([]).map(r, r.?host.orValue(""))',
    'object.kind == "Host" ? [dyn(object).?spec.?hostname.orValue("")]',
    "dyn(object).?spec.?host.hasValue() ? [dyn(object).spec.host] + (has(dyn(object).spec.hostname) ? [dyn(object).spec.hostname] : [])",
    '[dyn(object).?spec.?hostname.orValue("")]',
].join(" : ");

export const admission: Admission = {
    cel: {
        resources: [mappingResources, ingressResources],
        judged: [spec],
        variables: { hosts },
        validations: [
            {
                expression: 'variables.hosts.all(h, string(h).trim() != "")',
                wrong: "no host is named, so that all of them are served",
            },
            {
                expression: 'variables.hosts.all(h, !string(h).contains("*"))',
                wrong: "a wildcard is served",
            },
            {
                expression:
                    'object.kind != "Mapping" || !dyn(object).?spec.?host_regex.orValue(false)',
                wrong: "every host that matches a pattern is served",
            },
            {
                expression: 'object.kind != "Ingress" || !has(dyn(object).spec.defaultBackend)',
                wrong: "every host that no rule names is served",
                remedy: "remove spec.defaultBackend, and give each rule its host",
            },
        ],
    },
};
