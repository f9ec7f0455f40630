import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { spec } from "../../admission/parts";
import { objectSchema } from "../../admission/podSchema";
import { ingressResources } from "../../admission/ingresses";
import { decryptedProtocols } from "../../ingress/emissary";

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["getambassador.io"],
                resources: ["hosts", "listeners"],
                kinds: ["Host", "Listener"],
            },
            ingressResources,
        ],
        judged: [spec],
        validations: [
            {
                expression:
                    'object.kind != "Host" || dyn(object).?spec.?requestPolicy.?insecure.?action.orValue("Redirect") in ["Redirect", "Reject"]',
                wrong: "the Host answers cleartext requests",
                remedy: "set spec.requestPolicy.insecure.action to Redirect or Reject",
            },
            {
                expression: `object.kind != "Listener" || dyn(object).?spec.?securityModel.orValue("") != "SECURE" || dyn(object).?spec.?protocol.orValue("") in ${celLiteral(decryptedProtocols)} || "TLS" in dyn(object).?spec.?protocolStack.orValue([])`,
                wrong: "the Listener takes cleartext requests for secure, so that no Host redirects them",
                remedy: "set spec.securityModel to XFP",
            },
            {
                expression:
                    'object.kind != "Ingress" || dyn(object).spec.?tls.orValue([]).size() > 0',
                wrong: "the Ingress has no TLS, so that it serves cleartext",
                remedy: "name the hosts and the Secret with their certificate",
            },
        ],
    },
    polaris: {
        target: "networking.k8s.io/Ingress",
        schema: () =>
            objectSchema({ spec: objectSchema({ tls: { type: "array", minItems: 1 } }, ["tls"]) }, [
                "spec",
            ]),
        wrong: "the Ingress has no TLS, so that it serves cleartext",
    },
    differences: { polaris: "judges Ingresses, and neither Hosts nor Listeners" },
};
