import { append } from "./groupBy";
import { type Reading, type Unsettled, isUnsettled, valueOf } from "./read";
import { type Resource, chartName, isChart, kindOf, nameOf } from "./resource";
import { type Workload, workloadOf } from "../kubernetes/workload";

/** All objects of a stack, with the look-ups that relations between them need; built once. */
export class ResourceIndex {
    readonly workloads: readonly Workload[];
    /** Helm releases and charts. */
    readonly charts: readonly Resource[];
    private readonly byKind = new Map<string, Resource[]>();
    private readonly namespaces = new Map<string, Resource>();
    private readonly byChart = new Map<string, Resource[]>();
    private readonly unnamedNamespace: Unsettled | undefined;

    constructor(readonly resources: readonly Resource[]) {
        this.workloads = resources.flatMap((resource) => workloadOf(resource) ?? []);
        this.charts = resources.filter((resource) => isChart(resource.type));
        for (const resource of resources) {
            const found = kindOf(resource.type);
            if (found) {
                append(this.byKind, keyOf(found.group, found.kind), resource);
            }
        }
        for (const chart of this.charts) {
            const name = valueOf(chartName(chart));
            if (name !== undefined) {
                append(this.byChart, name, chart);
            }
        }
        for (const namespace of this.ofKind("core", "Namespace")) {
            const name = nameOf(namespace);
            if (name.state === "known") {
                if (!namespace.isPatch || !this.namespaces.has(name.value)) {
                    this.namespaces.set(name.value, namespace);
                }
            } else if (isUnsettled(name)) {
                this.unnamedNamespace = name;
            }
        }
    }

    /** The objects of one kind, in whichever version. `core` is the group without a name. */
    ofKind(group: string, kind: string): readonly Resource[] {
        return this.byKind.get(keyOf(group, kind)) ?? [];
    }

    /** The stack's Namespace of that name; unknown while a Namespace's own name is not known. */
    namespace(name: string): Reading<Resource> {
        const path = ["metadata", "namespace"];
        const found = this.namespaces.get(name);
        if (found) {
            return { state: "known", path, value: found };
        }
        return this.unnamedNamespace ?? { state: "absent", path };
    }

    /** The releases of one chart, by the chart's own name. */
    releasesOf(chart: string): readonly Resource[] {
        return this.byChart.get(chart) ?? [];
    }
}

function keyOf(group: string, kind: string): string {
    return `${group}/${kind}`;
}

/** Works something out of an index once, however many rules ask for it. */
export function oncePerIndex<T extends object>(
    derive: (index: ResourceIndex) => T,
): (index: ResourceIndex) => T {
    const known = new WeakMap<ResourceIndex, T>();
    return (index) => {
        const before = known.get(index);
        if (before !== undefined) {
            return before;
        }
        const derived = derive(index);
        known.set(index, derived);
        return derived;
    };
}
