import { selectsAll } from "../../kubernetes/labelSelector";
import { DIRECTIONS, type Direction, POD_SELECTOR, isolates } from "../../kubernetes/networkPolicy";
import { UNKNOWN, isUnsettled, peek, read, valueOf } from "../../reading/read";
import { podsIn } from "../../kubernetes/pods";
import { type Resource, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";
import { type Ternary, every } from "../../reading/ternary";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "net-01-default-deny",
        demand: "Every Namespace of the stack outside the exempt ones has NetworkPolicies that select all its pods, for ingress and for egress; default, once pods are in it.",
        *check(index, settings) {
            const policies = byNamespace(index);
            for (const namespace of index.ofKind("core", "Namespace")) {
                if (!isEmptyDefault(namespace, index)) {
                    yield* denies(namespace, policies, settings);
                }
            }
            yield* ofElsewhere(index, policies, settings);
        },
    },
};

/** Every cluster has the namespace default, whether anything is in it or not. */
function isEmptyDefault(namespace: Resource, index: ResourceIndex): boolean {
    return valueOf(nameOf(namespace)) === "default" && podsIn(index, "default").length === 0;
}

interface Policies {
    readonly of: ReadonlyMap<string, readonly Resource[]>;
    /** A policy of which the namespace is not known. */
    readonly somewhere: Resource | undefined;
}

function byNamespace(index: ResourceIndex): Policies {
    const of = new Map<string, Resource[]>();
    let somewhere: Resource | undefined;
    for (const policy of index.ofKind("networking.k8s.io", "NetworkPolicy")) {
        const namespace = namespaceOf(policy);
        if (namespace.state === "known") {
            of.set(namespace.value, [...(of.get(namespace.value) ?? []), policy]);
        } else {
            somewhere = policy;
        }
    }
    return { of, somewhere };
}

function* denies(namespace: Resource, policies: Policies, settings: Settings): Generator<Verdict> {
    const name = nameOf(namespace);
    if (isUnsettled(name)) {
        yield unsettled(namespace, name);
    } else if (name.state === "known" && !settings.exemptNamespaces.includes(name.value)) {
        for (const direction of DIRECTIONS) {
            yield* deniesDirection(namespace, name.value, direction, policies);
        }
    }
}

function* deniesDirection(
    namespace: Resource,
    name: string,
    direction: Direction,
    { of, somewhere }: Policies,
): Generator<Verdict> {
    const verdicts = (of.get(name) ?? []).map((policy) => deniesAll(policy, direction));
    if (verdicts.includes(true)) {
        return;
    }
    const open = (of.get(name) ?? []).find((_, index) => verdicts[index] === UNKNOWN) ?? somewhere;
    if (open) {
        yield undecided(namespace, open, direction);
    } else {
        yield violation(
            namespace,
            nameOf(namespace).path,
            `lets every pod ${direction === "ingress" ? "be called by everyone" : "call everything"}: no NetworkPolicy denies ${direction} for all its pods`,
        );
    }
}

function deniesAll(policy: Resource, direction: Direction): Ternary {
    return every(selectsAll(peek(policy.object, POD_SELECTOR)), isolates(policy, direction));
}

function undecided(of: Resource, policy: Resource, direction: Direction): Verdict {
    const paths = [
        ["metadata", "namespace"],
        POD_SELECTOR,
        ["spec", "policyTypes"],
        ["spec", direction],
    ];
    const reading = paths.map((path) => read(policy.object, path)).find(isUnsettled);
    return unsettled(of, reading ?? { state: "unknown", path: ["spec"] }, "a NetworkPolicy");
}

/** The policies of a namespace that another stack makes may be there too. */
function* ofElsewhere(
    index: ResourceIndex,
    policies: Policies,
    settings: Settings,
): Generator<Verdict> {
    const seen = new Set<string>();
    for (const { resource } of index.workloads) {
        const namespace = valueOf(namespaceOf(resource));
        if (
            namespace === undefined ||
            seen.has(namespace) ||
            settings.exemptNamespaces.includes(namespace)
        ) {
            continue;
        }
        seen.add(namespace);
        const isDenied = DIRECTIONS.every((direction) =>
            (policies.of.get(namespace) ?? []).some(
                (policy) => deniesAll(policy, direction) === true,
            ),
        );
        if (index.namespace(namespace).state === "absent" && !isDenied) {
            yield {
                status: "undecided",
                resource,
                path: ["metadata", "namespace"],
                message: `depends on the NetworkPolicies of namespace "${namespace}", which another stack makes`,
                remedy: "make default-deny NetworkPolicies for the namespace in this stack, or judge both together",
            };
        }
    }
}
