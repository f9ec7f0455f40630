import type { Path } from "zero-trust-manifests";
import {
    emissaryKind,
    ingressesOf,
    isSameInstallation,
    parseServiceName,
    type ServiceName,
} from "../../ingress/emissary";
import {
    isObject,
    isUnsettled,
    peek,
    readBoolean,
    readItems,
    readNumber,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, chartName, isChart, isKind, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

/** Emissary's and Linkerd's own administration. */
const ADMIN_PORTS = [8877, 4191];
const PUBLIC_TYPES = ["LoadBalancer", "NodePort"];

export const preview: Preview = {
    settings: ["adminServices"],
    resource: {
        policy: "ing-11-no-public-administration",
        demand: "Emissary's diagnostics answer local requests only, and no public Service opens an administration port.",
        appliesTo: (type) =>
            isKind(type, "getambassador.io", "Module") ||
            isKind(type, "core", "Service") ||
            isChart(type),
        *check(resource) {
            if (isKind(resource.type, "core", "Service")) {
                yield* service(resource);
            } else if (isChart(resource.type)) {
                yield* chart(resource);
            } else {
                yield* diagnostics(resource, ["spec", "config", "diagnostics"]);
            }
        },
    },
    stack: {
        policy: "ing-11-dashboards-ask-for-authentication",
        demand: "No Mapping and no Ingress leads to an administration service without authentication.",
        *check(index, settings) {
            for (const mapping of emissaryKind(index, "Mapping")) {
                yield* mapped(mapping, index, settings);
            }
            for (const ingress of ingressesOf(index)) {
                yield* throughIngress(ingress, index, settings);
            }
        },
    },
};

function* chart(release: Resource): Generator<Verdict> {
    const name = chartName(release);
    if (isUnsettled(name)) {
        yield unsettled(release, name);
    }
    if (valueOf(name) !== "emissary-ingress") {
        return;
    }
    yield* diagnostics(release, ["values", "module", "diagnostics"]);
    const type = readString(release.object, ["values", "adminService", "type"]);
    if (isUnsettled(type)) {
        yield unsettled(release, type);
    } else if (PUBLIC_TYPES.includes(valueOf(type) ?? "")) {
        yield violation(release, type.path, "publishes Emissary's administration port");
    }
}

/** Emissary answers diagnostics through the ingress only where it is told to. */
function* diagnostics(resource: Resource, at: Path): Generator<Verdict> {
    const enabled = readBoolean(resource.object, [...at, "enabled"]);
    const nonLocal = readBoolean(resource.object, [...at, "allow_non_local"]);
    if (valueOf(enabled) === false || valueOf(nonLocal) === false) {
        return;
    }
    if (isUnsettled(nonLocal)) {
        yield unsettled(resource, nonLocal);
    } else if (nonLocal.state === "known") {
        yield isUnsettled(enabled)
            ? unsettled(resource, enabled)
            : violation(
                  resource,
                  nonLocal.path,
                  "publishes Emissary's diagnostics, which show every route and upstream",
                  "remove allow_non_local",
              );
    }
}

function* service(resource: Resource): Generator<Verdict> {
    const type = readString(resource.object, ["spec", "type"]);
    if (isUnsettled(type)) {
        yield unsettled(resource, type);
        return;
    }
    if (!PUBLIC_TYPES.includes(valueOf(type) ?? "")) {
        return;
    }
    const ports = readItems(resource.object, ["spec", "ports"]);
    if (isUnsettled(ports)) {
        yield unsettled(resource, ports);
    }
    for (const port of valueOf(ports) ?? []) {
        const target = peek(resource.object, [...port, "targetPort"]);
        const number = readNumber(resource.object, [...port, "port"]);
        const served = typeof target === "number" ? target : valueOf(number);
        if (ADMIN_PORTS.includes(served ?? 0) || ADMIN_PORTS.includes(valueOf(number) ?? 0)) {
            yield violation(
                resource,
                port,
                `opens the administration port ${served ?? ""} to the outside`,
            );
        } else if (isUnsettled(number)) {
            yield unsettled(resource, number);
        }
    }
}

function* mapped(mapping: Resource, index: ResourceIndex, settings: Settings): Generator<Verdict> {
    const address = readString(mapping.object, ["spec", "service"]);
    const namespace = namespaceOf(mapping);
    const open = [address, namespace].find(isUnsettled);
    if (open) {
        yield unsettled(mapping, open);
        return;
    }
    const target = parseServiceName(valueOf(address) ?? "", valueOf(namespace) ?? "");
    if (!target || !isAdministration(target, settings)) {
        return;
    }
    const what = `publishes ${target.namespace}/${target.name}`;
    const bypass = readBoolean(mapping.object, ["spec", "bypass_auth"]);
    if (isUnsettled(bypass)) {
        yield unsettled(mapping, bypass);
    } else if (valueOf(bypass) === true) {
        yield violation(mapping, address.path, `${what} past authentication`);
    } else if (!hasAuthService(mapping, index)) {
        yield violation(mapping, address.path, `${what}, and the stack has no AuthService`);
    }
}

function hasAuthService(resource: Resource, index: ResourceIndex): boolean {
    return emissaryKind(index, "AuthService").some((each) => isSameInstallation(resource, each));
}

function isAdministration({ namespace, name, port }: ServiceName, settings: Settings): boolean {
    return (
        ADMIN_PORTS.includes(port) ||
        settings.adminServices.includes(`${namespace}/${name}`) ||
        settings.adminServices.includes(`*/${name}`)
    );
}

function* throughIngress(
    ingress: Resource,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const { object } = ingress;
    const annotations = peek(object, ["metadata", "annotations"]);
    const isEmissarys =
        peek(object, ["spec", "ingressClassName"]) === "ambassador" ||
        peek(object, ["metadata", "annotations", "kubernetes.io/ingress.class"]) === "ambassador";
    const asks =
        (isObject(annotations) && Object.keys(annotations).some((key) => key.includes("auth"))) ||
        (isEmissarys && hasAuthService(ingress, index));
    const namespace = valueOf(namespaceOf(ingress));
    if (asks || namespace === undefined) {
        return;
    }
    for (const rule of valueOf(readItems(object, ["spec", "rules"])) ?? []) {
        for (const path of valueOf(readItems(object, [...rule, "http", "paths"])) ?? []) {
            const backend = [...path, "backend", "service"];
            const name = readString(object, [...backend, "name"]);
            const port = valueOf(readNumber(object, [...backend, "port", "number"])) ?? 0;
            if (isUnsettled(name)) {
                yield unsettled(ingress, name);
            } else if (
                name.state === "known" &&
                isAdministration({ namespace, name: name.value, port }, settings)
            ) {
                yield violation(
                    ingress,
                    name.path,
                    `publishes ${namespace}/${name.value} without authentication`,
                );
            }
        }
    }
}
