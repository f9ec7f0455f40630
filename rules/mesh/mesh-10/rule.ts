import { cisa, nist, nsa } from "../../frameworks";
import type { RuleElsewhere } from "../../rule";
import { admission } from "./admission";

export const mesh10: RuleElsewhere = {
    id: "MESH-10",
    title: "Running pods really have the proxy, with an identity",
    why: "A pod that asks for the proxy and comes without it, because the injector was away, calls and is called in cleartext and as nobody.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "wait until Linkerd's injector is back, and make the pod again",
    admission,
    elsewhere: {
        because: "the proxy is injected by a webhook of the cluster, after the preview",
        enforcer:
            "Linkerd (`linkerd check --proxy`), and admission by Gatekeeper or a ValidatingAdmissionPolicy",
    },
};
