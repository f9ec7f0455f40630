import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { parameters } from "../../admission/parameters";

const proxies =
    'variables.containers.filter(c, c.name == "linkerd-proxy" && c.image.startsWith(variables.proxyImages + "/"))';

/** By these the proxy knows who it is, and whom to believe. */
const anchors = "LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS";
const localName = "LINKERD2_PROXY_IDENTITY_LOCAL_NAME";

export const admission: Admission = {
    cel: {
        resources: [
            { apiGroups: [""], resources: ["pods"], operations: ["CREATE"], kinds: ["Pod"] },
        ],
        judged: "pods",
        parameters: {
            proxyImages: parameters.proxyImages,
            identityEnding: parameters.identityEnding,
        },
        variables: { proxies },
        validations: [
            {
                expression: "variables.proxies.size() > 0",
                wrong: "the pod comes without Linkerd's proxy, which the injector should have added",
            },
            {
                expression: `variables.proxies.all(p, p.?env.orValue([]).exists(e, e.name == ${celLiteral(anchors)}) && p.?env.orValue([]).exists(e, e.name == ${celLiteral(localName)} && e.?value.orValue("").endsWith(variables.identityEnding)))`,
                wrong: "Linkerd's proxy has no identity of this mesh",
            },
        ],
    },
    differences: {
        preview:
            "sees no pods: the proxy is injected by a webhook of the cluster, after the preview",
    },
};
