import type { Path } from "zero-trust-manifests";
import { isHost, isIngress, isMapping } from "../../ingress/emissary";
import {
    type Reading,
    isUnsettled,
    read,
    readBoolean,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, kindOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-03-no-wildcard-hostname",
        demand: "Every Host, Mapping and Ingress names the exact hosts it serves.",
        appliesTo: (type) => isHost(type) || isMapping(type) || isIngress(type),
        *check(resource) {
            switch (kindOf(resource.type)?.kind) {
                case "Host":
                    yield* exact(resource, readString(resource.object, ["spec", "hostname"]));
                    break;
                case "Mapping":
                    yield* mapping(resource);
                    break;
                default:
                    yield* ingress(resource);
            }
        },
    },
};

function* mapping(resource: Resource): Generator<Verdict> {
    const pattern = readBoolean(resource.object, ["spec", "host_regex"]);
    if (isUnsettled(pattern)) {
        yield unsettled(resource, pattern);
    } else if (valueOf(pattern) === true) {
        yield violation(resource, pattern.path, "serves every host that matches a pattern");
    }
    const hostname = readString(resource.object, ["spec", "hostname"]);
    const alias = readString(resource.object, ["spec", "host"]);
    if (alias.state !== "absent") {
        yield* exact(resource, alias);
    }
    if (hostname.state !== "absent" || alias.state === "absent") {
        yield* exact(resource, hostname);
    }
}

function* ingress(resource: Resource): Generator<Verdict> {
    const rules = readItems(resource.object, ["spec", "rules"]);
    if (isUnsettled(rules)) {
        yield unsettled(resource, rules);
        return;
    }
    for (const rule of valueOf(rules) ?? []) {
        yield* exact(resource, readString(resource.object, [...rule, "host"]));
    }
    for (const backend of ["defaultBackend", "backend"]) {
        yield* noCatchAll(resource, ["spec", backend]);
    }
}

function* noCatchAll(resource: Resource, path: Path): Generator<Verdict> {
    const backend = read(resource.object, path);
    if (backend.state !== "absent") {
        yield backend.state === "unknown"
            ? unsettled(resource, backend)
            : violation(
                  resource,
                  path,
                  "serves every host that no rule names",
                  "remove it, and give each rule its host",
              );
    }
}

function* exact(resource: Resource, hostname: Reading<string>): Generator<Verdict> {
    if (isUnsettled(hostname)) {
        yield unsettled(resource, hostname);
    } else if (hostname.state === "absent" || hostname.value.trim() === "") {
        yield violation(resource, hostname.path, "names no host, so that it serves all of them");
    } else if (hostname.value.includes("*")) {
        yield violation(resource, hostname.path, `serves the wildcard "${hostname.value}"`);
    }
}
