import { INJECT, injects } from "../../linkerd/linkerd";
import { isUnsettled, readItems, readObject, readString, valueOf } from "../../reading/read";
import { type Resource, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Doubt, doubtful } from "../../kubernetes/selections";
import { isLinkerdPolicy } from "../../linkerd/servers";

const TRAFFIC = ["spec", "trafficPolicy"];
/** Where Linkerd looks for an EgressNetwork that is for all namespaces. */
const GLOBAL = "linkerd-egress";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "authz-18-egress-networks-deny",
        demand: "Every EgressNetwork has the trafficPolicy Deny.",
        appliesTo: (type) => isLinkerdPolicy(type, "EgressNetwork"),
        *check(resource) {
            const policy = readString(resource.object, TRAFFIC);
            if (isUnsettled(policy)) {
                yield unsettled(resource, policy);
            } else if (valueOf(policy) !== "Deny") {
                yield violation(
                    resource,
                    TRAFFIC,
                    "lets everything out that no route is for",
                    "set trafficPolicy: Deny, and attach a route for each destination",
                );
            }
        },
    },
    stack: {
        policy: "authz-18-meshed-namespaces-deny-egress",
        demand: "Every meshed Namespace of the stack outside the exempt ones denies egress by default, by an EgressNetwork or by a NetworkPolicy for all of its pods.",
        *check(index, settings) {
            const denied = deniedNamespaces(index);
            if (denied.names.has(GLOBAL)) {
                return;
            }
            for (const namespace of index.ofKind("core", "Namespace")) {
                const name = valueOf(nameOf(namespace)) ?? "";
                if (!settings.exemptNamespaces.includes(name) && !denied.names.has(name)) {
                    yield* refuseIfMeshed(namespace, denied.doubt);
                }
            }
        },
    },
};

function* refuseIfMeshed(namespace: Resource, doubt: Doubt | undefined): Generator<Verdict> {
    const inject = readString(namespace.object, ["metadata", "annotations", INJECT]);
    if (isUnsettled(inject)) {
        yield unsettled(namespace, inject);
    } else if (inject.state === "known" && injects(inject.value)) {
        yield doubt
            ? doubtful(namespace, doubt)
            : violation(
                  namespace,
                  [],
                  "lets its pods call anywhere: nothing denies egress by default",
              );
    }
}

const deniedNamespaces = oncePerIndex((index: ResourceIndex) => {
    const names = new Set<string>();
    let doubt: Doubt | undefined;
    const denying: (readonly [Resource, boolean | Doubt])[] = [
        ...index
            .ofKind("policy.linkerd.io", "EgressNetwork")
            // Whether it denies is said of itself.
            .map((resource) => [resource, true] as const),
        ...index
            .ofKind("networking.k8s.io", "NetworkPolicy")
            .map((resource) => [resource, deniesEgress(resource)] as const),
    ];
    for (const [resource, denies] of denying) {
        const namespace = namespaceOf(resource);
        if (denies === false) {
            continue;
        }
        if (isUnsettled(namespace)) {
            doubt ??= { reading: namespace, of: resource };
        } else if (denies !== true) {
            doubt ??= denies;
        } else {
            names.add(valueOf(namespace) ?? "");
        }
    }
    return { names, doubt };
});

/** Whether a NetworkPolicy is for all pods and for egress: then only what rules list goes out. */
function deniesEgress(resource: Resource): boolean | Doubt {
    const { object } = resource;
    const selector = readObject(object, ["spec", "podSelector"]);
    const types = readItems(object, ["spec", "policyTypes"]);
    const listed = (valueOf(types) ?? []).map((path) => readString(object, path));
    const rules = readItems(object, ["spec", "egress"]);
    const listedRules = (valueOf(rules) ?? []).map((path) => readObject(object, path));
    const unread = [selector, types, rules, ...listed, ...listedRules].find((reading) =>
        isUnsettled(reading),
    );
    if (unread && isUnsettled(unread)) {
        return { reading: unread, of: resource };
    }
    const isForAll = Object.keys(valueOf(selector) ?? {}).length === 0;
    const isForEgress =
        types.state === "known"
            ? listed.some((type) => valueOf(type) === "Egress")
            : rules.state === "known";
    const isOpen = listedRules.some((rule) => Object.keys(valueOf(rule) ?? {}).length === 0);
    return isForAll && isForEgress && !isOpen;
}
