import { isHost, isIngress } from "./emissary";
import { cisa, nist, nsa } from "./frameworks";
import { isUnsettled, readItems, readString } from "./read";
import { type Resource } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";

const ACTION = ["spec", "requestPolicy", "insecure", "action"];
const SAFE_ACTIONS = ["Redirect", "Reject"];

/** Nothing is served in cleartext to the outside. */
export const ing01: Rule = {
    id: "ING-01",
    title: "Cleartext HTTP is redirected or refused",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "redirect to HTTPS, or reject",
    documentation: "docs/policies.md#ing-01",
    settings: [],
    resource: {
        policy: "ing-01-no-cleartext-http",
        demand: "Every Host redirects or rejects cleartext requests, and every Ingress has TLS.",
        appliesTo: (type) => isHost(type) || isIngress(type),
        check: (resource) => (isHost(resource.type) ? host(resource) : ingress(resource)),
    },
};

function* host(resource: Resource): Generator<Verdict> {
    const action = readString(resource.object, ACTION);
    if (isUnsettled(action)) {
        yield unsettled(resource, action);
    } else if (action.state === "known" && !SAFE_ACTIONS.includes(action.value)) {
        yield violation(
            resource,
            ACTION,
            `answers cleartext requests with "${action.value}"`,
            "set it to Redirect or Reject",
        );
    }
}

function* ingress(resource: Resource): Generator<Verdict> {
    const path = ["spec", "tls"];
    const tls = readItems(resource.object, path);
    if (isUnsettled(tls)) {
        yield unsettled(resource, tls);
    } else if (tls.state === "absent" || tls.value.length === 0) {
        yield violation(
            resource,
            path,
            "has no TLS, so that it serves cleartext",
            "name the hosts and the Secret with their certificate",
        );
    }
}
