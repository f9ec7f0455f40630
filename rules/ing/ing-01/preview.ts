import { decryptedProtocols, isHost, isIngress, isListener } from "../../ingress/emissary";
import { isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { readStrings } from "../../reading/stringList";

const ACTION = ["spec", "requestPolicy", "insecure", "action"];
const SAFE_ACTIONS = ["Redirect", "Reject"];
const MODEL = ["spec", "securityModel"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-01-no-cleartext-http",
        demand: "Every Host redirects or rejects cleartext requests, no Listener takes them for secure, and every Ingress has TLS.",
        appliesTo: (type) => isHost(type) || isListener(type) || isIngress(type),
        check: (resource) =>
            isHost(resource.type)
                ? host(resource)
                : isListener(resource.type)
                  ? listener(resource)
                  : ingress(resource),
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

/** What a Listener takes for secure no Host redirects. */
function* listener(resource: Resource): Generator<Verdict> {
    const model = readString(resource.object, MODEL);
    const protocol = readString(resource.object, ["spec", "protocol"]);
    const stack = readStrings(resource.object, ["spec", "protocolStack"]);
    const decrypts =
        decryptedProtocols.includes(valueOf(protocol) ?? "") ||
        stack.texts.some(({ value }) => value === "TLS");
    if (isUnsettled(model)) {
        yield unsettled(resource, model);
    } else if (valueOf(model) === "SECURE" && !decrypts) {
        const open = [protocol, ...stack.unsettled].find(isUnsettled);
        yield open
            ? unsettled(resource, open)
            : violation(
                  resource,
                  MODEL,
                  "takes cleartext requests for secure, so that no Host redirects them",
                  "set it to XFP",
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
