import type { Path } from "zero-trust-manifests";
import { FIREWALL, faultOf } from "../../cloud/firewall";
import { includesPort, parsePorts } from "../../kubernetes/ports";
import { isUnsettled, readBoolean, readItems, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const ADMINISTRATION = new Map([
    [6443, "the Kubernetes API"],
    [22, "SSH"],
]);

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "cld-01-firewall-keeps-the-api-private",
        demand: "A Civo firewall is made without default rules and opens neither 6443 nor 22 to every address.",
        appliesTo: (type) => type === FIREWALL,
        *check(resource) {
            yield* noDefaultRules(resource);
            yield* noOpenAdministration(resource);
        },
    },
};

function* noDefaultRules(resource: Resource): Generator<Verdict> {
    const path = ["createDefaultRules"];
    const created = readBoolean(resource.object, path);
    if (isUnsettled(created)) {
        yield unsettled(resource, created);
    } else if (valueOf(created) !== false) {
        yield violation(
            resource,
            path,
            "is made with Civo's default rules, which open every port to every address",
            "set createDefaultRules: false and list the rules",
        );
    }
}

function* noOpenAdministration(resource: Resource): Generator<Verdict> {
    const rules = readItems(resource.object, ["ingressRules"]);
    if (isUnsettled(rules)) {
        yield unsettled(resource, rules);
        return;
    }
    for (const rule of valueOf(rules) ?? []) {
        yield* ingressRule(resource, rule);
    }
}

function* ingressRule(resource: Resource, rule: Path): Generator<Verdict> {
    const action = readString(resource.object, [...rule, "action"]);
    const protocol = readString(resource.object, [...rule, "protocol"]);
    if (valueOf(action) === "deny" || ["udp", "icmp"].includes(valueOf(protocol) ?? "tcp")) {
        return;
    }
    const range = readString(resource.object, [...rule, "portRange"]);
    const ports =
        range.state === "known" && range.value !== ""
            ? parsePorts(range.value)
            : [{ from: 1, to: 65535 }];
    if (!ports) {
        yield violation(
            resource,
            range.path,
            "has an ingress rule whose ports cannot be read",
            "write one port or one range, e.g. 443 or 6000-6010",
        );
        return;
    }
    const opened = [...ADMINISTRATION].filter(([port]) => includesPort(ports, port));
    if (opened.length === 0) {
        return;
    }
    const sources = readItems(resource.object, [...rule, "cidrs"]);
    if (isUnsettled(sources)) {
        yield unsettled(resource, sources);
        return;
    }
    for (const path of valueOf(sources) ?? []) {
        const source = readString(resource.object, path);
        if (isUnsettled(source)) {
            yield unsettled(resource, source);
            continue;
        }
        const fault = faultOf(valueOf(source) ?? "");
        if (fault === undefined) {
            continue;
        }
        const open = [action, protocol, range].find(isUnsettled);
        const what = opened.map(([port, name]) => `${port} (${name})`).join(" and ");
        yield open
            ? unsettled(resource, open)
            : violation(resource, path, `opens ${what} to "${valueOf(source) ?? ""}", ${fault}`);
    }
}
