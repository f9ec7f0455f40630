import type { Path } from "zero-trust-manifests";
import { type Reading, isUnsettled, peek, read, readBoolean, valueOf } from "../../reading/read";
import { type Resource, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { serviceAccountOf } from "../../kubernetes/serviceAccounts";
import { type Settings } from "../../settings";
import { type Workload, isWorkload, podSpecPath, workloadOf } from "../../kubernetes/workload";

const FIELD = "automountServiceAccountToken";

export const preview: Preview = {
    settings: ["exemptNamespaces", "apiClients"],
    resource: {
        policy: "id-03-no-token-is-asked-for",
        demand: "No pod and no ServiceAccount outside the exempt namespaces, but for the listed clients of the Kubernetes API, asks for its token to be mounted.",
        appliesTo: (type) => isWorkload(type) || isKind(type, "core", "ServiceAccount"),
        check: (resource, settings) =>
            unlessExempt(resource, settings, asksForToken(resource, settings)),
    },
    stack: {
        policy: "id-03-no-token-by-default",
        demand: "Every pod outside the exempt namespaces, but for the listed clients of the Kubernetes API, or the ServiceAccount it names, refuses the token.",
        *check(index, settings) {
            const accounts = serviceAccountsOf(index);
            for (const workload of index.workloads) {
                const { object } = workload.resource;
                if (peek(object, podSpecPath(workload, FIELD)) === undefined) {
                    yield* unlessExempt(
                        workload.resource,
                        settings,
                        getsToken(workload, accounts, settings),
                    );
                }
            }
        },
    },
};

function* asksForToken(resource: Resource, settings: Settings): Generator<Verdict> {
    const workload = workloadOf(resource);
    const path = workload ? podSpecPath(workload, FIELD) : [FIELD];
    const mounts = readBoolean(resource.object, path);
    if (mounts.state === "absent" || valueOf(mounts) === false) {
        return;
    }
    const account = workload ? serviceAccountOf(workload) : nameOf(resource);
    const isClient = isApiClient(resource, account, settings);
    if (isUnsettled(mounts)) {
        yield unsettled(resource, mounts);
    } else if (typeof isClient !== "boolean") {
        yield unsettled(resource, isClient);
    } else if (!isClient) {
        yield violation(resource, path, "asks for a token of the Kubernetes API");
    }
}

function* getsToken(
    workload: Workload,
    accounts: ReadonlyMap<string, Resource>,
    settings: Settings,
): Generator<Verdict> {
    const { resource } = workload;
    if (!hasPod(workload)) {
        return;
    }
    const account = serviceAccountOf(workload);
    const namespace = namespaceOf(resource);
    const isClient = isApiClient(resource, account, settings);
    if (typeof isClient !== "boolean") {
        yield unsettled(resource, isClient);
        return;
    }
    if (isClient) {
        return;
    }
    const path: Path = podSpecPath(workload, FIELD);
    const name = valueOf(account) ?? "default";
    const found = accounts.get(`${valueOf(namespace) ?? ""}/${name}`);
    const mounts = found && readBoolean(found.object, [FIELD]);
    if (mounts && isUnsettled(mounts)) {
        yield unsettled(resource, mounts, `ServiceAccount "${name}"`);
    } else if (mounts === undefined || valueOf(mounts) !== false) {
        yield violation(
            resource,
            path,
            `gets a token of the Kubernetes API: neither it nor the ServiceAccount "${name}" of this stack refuses`,
        );
    }
}

function hasPod(workload: Workload): boolean {
    return read(workload.resource.object, podSpecPath(workload)).state === "known";
}

function isApiClient(
    resource: Resource,
    account: Reading<string>,
    { apiClients }: Settings,
): boolean | Exclude<Reading<string>, { state: "known" | "absent" }> {
    const namespace = namespaceOf(resource);
    if (apiClients.length === 0) {
        return false;
    }
    if (isUnsettled(namespace)) {
        return namespace;
    }
    if (isUnsettled(account)) {
        return account;
    }
    return apiClients.includes(`${valueOf(namespace) ?? ""}/${valueOf(account) ?? "default"}`);
}

function serviceAccountsOf(index: ResourceIndex): Map<string, Resource> {
    return new Map(
        index
            .ofKind("core", "ServiceAccount")
            .map((account) => [
                `${valueOf(namespaceOf(account)) ?? "?"}/${valueOf(nameOf(account)) ?? "?"}`,
                account,
            ]),
    );
}
