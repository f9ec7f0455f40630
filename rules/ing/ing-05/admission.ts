import type { Admission } from "../../admission/admission";

export const admission: Admission = {
    rego: [
        {
            name: "Unique",
            kinds: [
                { apiGroups: ["networking.k8s.io"], kinds: ["Ingress"] },
                { apiGroups: ["getambassador.io"], kinds: ["Host", "Mapping"] },
            ],
            sync: [
                { group: "networking.k8s.io", version: "v1", kind: "Ingress" },
                { group: "getambassador.io", version: "v3alpha1", kind: "Host" },
                { group: "getambassador.io", version: "v3alpha1", kind: "Mapping" },
            ],
            judged: "owned(resource)",
            source: `
broken contains msg if {
    some mine in owned(input.review.object)
    some namespace, name
    other := data.inventory.namespace[namespace][_][input.review.object.kind][name]
    [namespace, name] != [input.review.object.metadata.namespace, input.review.object.metadata.name]
    some theirs in owned(other)
    mine == theirs
    msg := sprintf("ING-05: %v belongs to %v %v/%v already; %v", [concat("", mine.name), other.kind, namespace, name, input.parameters.remedy])
}

owned(resource) := {route |
    resource.kind == "Ingress"
    not resource.metadata.annotations["nginx.ingress.kubernetes.io/canary"]
    some rule in resource.spec.rules
    some path in rule.http.paths
    route := {"name": [lower(object.get(rule, "host", "*")), object.get(path, "path", "/")], "match": object.get(path, "pathType", "Prefix") == "Exact"}
} | {route |
    resource.kind == "Host"
    route := {"name": [lower(object.get(resource.spec, "hostname", "*"))], "match": installation(resource)}
} | {route |
    resource.kind == "Mapping"
    not "weight" in object.keys(resource.spec)
    not "shadow" in object.keys(resource.spec)
    route := {"name": [lower(object.get(resource.spec, "hostname", object.get(resource.spec, "host", "*"))), resource.spec.prefix], "match": [installation(resource), conditions(resource.spec)]}
}

installation(resource) := object.get(resource.spec, "ambassador_id", ["default"])

# What tells the requests of a Mapping from those of another for the same prefix.
conditions(spec) := {key: spec[key] |
    some key in ["prefix_exact", "prefix_regex", "method", "headers", "regex_headers", "query_parameters", "regex_query_parameters"]
    key in object.keys(spec)
}
`,
        },
    ],
    differences: {
        gatekeeper:
            "compares Ingresses with Ingresses and Mappings with Mappings, not one with the other",
    },
};
