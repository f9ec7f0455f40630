import { leadsToTheApi } from "../../kubernetes/ofKubernetes";
import {
    UNKNOWN,
    readItems,
    isObject,
    isUnsettled,
    peek,
    readObject,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, describe, isKind, namespaceOf } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";

const SELECTOR = ["spec", "selector"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-08-services-select-pods",
        demand: "Every Service selects pods, but for that of the Kubernetes API.",
        appliesTo: isService,
        *check(resource) {
            const type = readString(resource.object, ["spec", "type"]);
            if (valueOf(type) === "ExternalName" || leadsToTheApi(resource)) {
                return;
            }
            const selector = readObject(resource.object, SELECTOR);
            if (isUnsettled(selector)) {
                yield unsettled(resource, selector);
            } else if (Object.keys(valueOf(selector) ?? {}).length === 0) {
                yield isUnsettled(type)
                    ? unsettled(resource, type)
                    : violation(
                          resource,
                          SELECTOR,
                          "selects no pods, so that it leads wherever its Endpoints say",
                      );
            }
        },
    },
    stack: {
        policy: "ing-08-service-selectors-are-unique",
        demand: "No two Services of a namespace lead to the same port of the same pods, but a headless one beside one that is not.",
        *check(index) {
            const owners = new Map<string, Resource>();
            const seen = new Set<string>();
            for (const service of index.ofKind("core", "Service")) {
                const key = keyOf(service);
                if (key === undefined) {
                    continue; // What cannot be read the check of the single object reports.
                }
                const ports = readItems(service.object, ["spec", "ports"]);
                if (isUnsettled(ports) && seen.has(key)) {
                    yield unsettled(service, ports);
                }
                seen.add(key);
                const owner = targetsOf(service)
                    .map((target) => owners.get(`${key} ${target}`))
                    .find((each) => each !== undefined);
                if (owner) {
                    yield violation(
                        service,
                        SELECTOR,
                        `selects the same pods as ${describe(owner)}, and leads to the same port`,
                    );
                }
                for (const target of targetsOf(service)) {
                    owners.set(`${key} ${target}`, owner ?? service);
                }
            }
        },
    },
};

function isService(type: string): boolean {
    return isKind(type, "core", "Service");
}

function keyOf(service: Resource): string | undefined {
    const selector = peek(service.object, SELECTOR);
    const namespace = valueOf(namespaceOf(service));
    const isHeadless = peek(service.object, ["spec", "clusterIP"]) === "None";
    if (!isObject(selector) || namespace === undefined) {
        return undefined;
    }
    const entries = Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 || entries.some(([, value]) => value === UNKNOWN)
        ? undefined
        : JSON.stringify([namespace, isHeadless, entries]);
}

/** The container ports that a Service leads to, by number or name; a Service without ports to none. */
function targetsOf({ object }: Resource): readonly string[] {
    const ports = readItems(object, ["spec", "ports"]);
    if (ports.state !== "known") {
        return ports.state === "absent" ? [""] : [];
    }
    return ports.value.flatMap((port) => {
        const target = peek(object, [...port, "targetPort"]) ?? peek(object, [...port, "port"]);
        return typeof target === "string" || typeof target === "number" ? [`${target}`] : [];
    });
}
