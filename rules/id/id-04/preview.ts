import { type Unsettled, isUnsettled, valueOf } from "../../reading/read";
import { nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { serviceAccountOf } from "../../kubernetes/serviceAccounts";
import { type Workload } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "id-04-service-accounts-exist",
        demand: "Every workload outside the exempt namespaces names a ServiceAccount that the stack makes in its namespace.",
        *check(index, settings) {
            const accounts = new Accounts(index);
            for (const workload of index.workloads) {
                yield* unlessExempt(workload.resource, settings, exists(workload, accounts));
            }
        },
    },
};

function* exists(workload: Workload, accounts: Accounts): Generator<Verdict> {
    const { resource } = workload;
    const account = serviceAccountOf(workload);
    const namespace = namespaceOf(resource);
    if (isUnsettled(account)) {
        yield unsettled(resource, account);
        return;
    }
    const name = valueOf(account) ?? "";
    if (name === "" || name === "default") {
        return; // Kubernetes makes this one itself.
    }
    if (isUnsettled(namespace)) {
        yield unsettled(resource, namespace);
        return;
    }
    const where = valueOf(namespace) ?? "";
    if (accounts.has(where, name)) {
        return;
    }
    if (accounts.unsettled) {
        yield unsettled(resource, accounts.unsettled, "a ServiceAccount");
    } else if (accounts.mayBeOfElsewhere(where)) {
        yield {
            status: "undecided",
            resource,
            path: account.path,
            message: `depends on the ServiceAccount "${name}", which this stack does not make; a chart or another stack may`,
            remedy: "make the ServiceAccount in this stack, or judge both together",
        };
    } else {
        yield violation(
            resource,
            account.path,
            `names the ServiceAccount "${name}", which namespace "${where}" does not have`,
        );
    }
}

class Accounts {
    readonly unsettled: Unsettled | undefined;
    private readonly names = new Set<string>();
    private readonly namespaces = new Set<string>();
    private readonly withCharts = new Set<string>();

    constructor(private readonly index: ResourceIndex) {
        for (const account of index.ofKind("core", "ServiceAccount")) {
            const name = nameOf(account);
            const namespace = namespaceOf(account);
            if (name.state === "known" && namespace.state === "known") {
                this.names.add(`${namespace.value}/${name.value}`);
                this.namespaces.add(namespace.value);
            } else {
                this.unsettled ??= [name, namespace].find(isUnsettled);
            }
        }
        for (const chart of index.charts) {
            const namespace = valueOf(namespaceOf(chart));
            if (namespace !== undefined) {
                this.withCharts.add(namespace);
            }
        }
    }

    has(namespace: string, name: string): boolean {
        return this.names.has(`${namespace}/${name}`);
    }

    /** A chart does not show its ServiceAccounts, and neither does the stack that owns a namespace. */
    mayBeOfElsewhere(namespace: string): boolean {
        return (
            this.withCharts.has(namespace) ||
            (!this.namespaces.has(namespace) && this.index.namespace(namespace).state !== "known")
        );
    }
}
