import { type Reading, isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, isChart, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

/** The chart values that most charts make the type of their Service from. */
const CHART_TYPE = ["values", "service", "type"];
const TYPE = ["spec", "type"];
const EXTERNAL_IPS = ["spec", "externalIPs"];

export const preview: Preview = {
    settings: ["ingress"],
    resource: {
        policy: "ing-09-one-way-in",
        demand: "No Service is of type NodePort or has external addresses, and none but the declared ingress' is of type LoadBalancer.",
        appliesTo: (type) => isKind(type, "core", "Service") || isChart(type),
        *check(resource, settings) {
            const path = isChart(resource.type) ? CHART_TYPE : TYPE;
            yield* judgeType(resource, readString(resource.object, path), settings);
            if (!isChart(resource.type)) {
                yield* noExternalAddresses(resource);
            }
        },
    },
};

function* judgeType(
    resource: Resource,
    type: Reading<string>,
    settings: Settings,
): Generator<Verdict> {
    if (isUnsettled(type)) {
        yield unsettled(resource, type);
    } else if (valueOf(type) === "NodePort") {
        yield violation(resource, type.path, "opens a port on every node, past the ingress");
    } else if (valueOf(type) === "LoadBalancer") {
        const name = nameOf(resource);
        const namespace = namespaceOf(resource);
        const { ingress } = settings;
        const isOther =
            (name.state === "known" && name.value !== ingress.name) ||
            (namespace.state === "known" && namespace.value !== ingress.namespace);
        const open = [name, namespace].find(isUnsettled);
        if (isOther || name.state === "absent") {
            yield violation(
                resource,
                type.path,
                "has a load balancer of its own, and is not the declared ingress",
            );
        } else if (open) {
            yield unsettled(resource, open);
        }
    }
}

function* noExternalAddresses(resource: Resource): Generator<Verdict> {
    const addresses = readItems(resource.object, EXTERNAL_IPS);
    if (isUnsettled(addresses)) {
        yield unsettled(resource, addresses);
    } else if ((valueOf(addresses) ?? []).length > 0) {
        yield violation(
            resource,
            EXTERNAL_IPS,
            "takes external addresses, by which it can take over others' traffic (CVE-2020-8554)",
            "remove externalIPs",
        );
    }
}
