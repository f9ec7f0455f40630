import { certificatesOf, isIdentityIssuer, issuersFor } from "../../certificates/certManager";
import { isForExempt, isClusterWide, subjectsOf } from "../../kubernetes/rbac";
import { isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, kindOf, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { readStrings } from "../../reading/stringList";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { serviceAccountOf } from "../../kubernetes/serviceAccounts";
import { type Settings } from "../../settings";

const ACCOUNT = ["spec", "vault", "auth", "kubernetes", "serviceAccountRef", "name"];
const TOKEN_OF = ["metadata", "annotations", "kubernetes.io/service-account.name"];

export const preview: Preview = {
    settings: ["controlPlaneNamespace", "exemptNamespaces"],
    stack: {
        policy: "pki-16-signers-account-is-cert-managers",
        demand: "No workload runs as the ServiceAccount by which the identity issuer's issuer signs in, no Secret holds its token, and no binding lets others than ServiceAccounts of the exempt namespaces make one.",
        *check(index, settings) {
            for (const account of accountsOf(index, settings)) {
                for (const { resource, reading } of usersOf(account, index)) {
                    yield* notUsed(resource, reading, account);
                }
                for (const binding of bindingsIn(account, index)) {
                    yield* notMade(binding, account, index, settings);
                }
            }
        },
    },
};

const RBAC = "rbac.authorization.k8s.io";
const ROLE_KIND = ["roleRef", "kind"];
const ROLE_NAME = ["roleRef", "name"];

interface Account {
    readonly namespace: string;
    readonly name: string;
}

/** Those of Issuers, whose namespace is theirs; a ClusterIssuer's is cert-manager's to choose. */
function accountsOf(index: ResourceIndex, settings: Settings): readonly Account[] {
    return certificatesOf(index)
        .filter((certificate) => isIdentityIssuer(certificate, settings) === true)
        .flatMap((certificate) => issuersFor(certificate, index))
        .flatMap((issuer) => {
            const name = valueOf(readString(issuer.object, ACCOUNT));
            const namespace = valueOf(namespaceOf(issuer));
            return name === undefined || namespace === undefined ? [] : [{ name, namespace }];
        });
}

function usersOf(account: Account, index: ResourceIndex) {
    const mayBeThere = (resource: Resource) =>
        [account.namespace, undefined].includes(valueOf(namespaceOf(resource)));
    return [
        ...index.workloads.map((workload) => ({
            resource: workload.resource,
            reading: serviceAccountOf(workload),
        })),
        ...index.ofKind("core", "Secret").map((resource) => ({
            resource,
            reading: readString(resource.object, TOKEN_OF),
        })),
    ].filter(({ resource }) => mayBeThere(resource));
}

function* notUsed(
    resource: Resource,
    reading: ReturnType<typeof serviceAccountOf>,
    { namespace, name }: Account,
): Generator<Verdict> {
    const home = namespaceOf(resource);
    const doubt = [home, reading].find(isUnsettled);
    if (doubt !== undefined) {
        yield unsettled(resource, doubt);
    } else if (valueOf(home) === namespace && valueOf(reading) === name) {
        yield violation(
            resource,
            reading.path,
            `has tokens of ServiceAccount "${name}", for which the mesh's CA signs whatever is asked`,
        );
    }
}

function bindingsIn({ namespace }: Account, index: ResourceIndex): readonly Resource[] {
    return [
        ...index.ofKind(RBAC, "ClusterRoleBinding"),
        ...index
            .ofKind(RBAC, "RoleBinding")
            .filter((binding) => valueOf(namespaceOf(binding)) === namespace),
    ];
}

function* notMade(
    binding: Resource,
    account: Account,
    index: ResourceIndex,
    { exemptNamespaces }: Settings,
): Generator<Verdict> {
    const roles = rolesOf(binding, index).filter((role) => makesTokens(role, account));
    if (roles.length === 0 || isForExempt(binding, exemptNamespaces)) {
        return;
    }
    const subjects = subjectsOf(binding);
    const open = [
        subjects,
        ...(valueOf(subjects) ?? []).flatMap(({ kind, namespace }) => [kind, namespace]),
    ].find(isUnsettled);
    if (open) {
        yield unsettled(binding, open);
    } else if ((valueOf(subjects) ?? []).length > 0) {
        yield violation(
            binding,
            ["subjects"],
            `lets others make tokens of ServiceAccount "${account.name}", for which the mesh's CA signs whatever is asked`,
            "bind the role to cert-manager's ServiceAccount alone",
        );
    }
}

/** The role that a binding gives, where it is one of the stack's. */
function rolesOf(binding: Resource, index: ResourceIndex): readonly Resource[] {
    const kind = valueOf(readString(binding.object, ROLE_KIND));
    const name = valueOf(readString(binding.object, ROLE_NAME));
    return ["Role", "ClusterRole"]
        .flatMap((each) => index.ofKind(RBAC, each))
        .filter(
            (role) =>
                kindOf(role.type)?.kind === kind &&
                valueOf(nameOf(role)) === name &&
                (isClusterWide(role.type) ||
                    valueOf(namespaceOf(role)) === valueOf(namespaceOf(binding))),
        );
}

function makesTokens({ object }: Resource, { name }: Account): boolean {
    return (valueOf(readItems(object, ["rules"])) ?? []).some((rule) => {
        const has = (field: string, ...wanted: readonly string[]) =>
            readStrings(object, [...rule, field]).texts.some(({ value }) => wanted.includes(value));
        const names = readStrings(object, [...rule, "resourceNames"]);
        return (
            has("apiGroups", "", "*") &&
            has("resources", "serviceaccounts/token", "serviceaccounts/*", "*/token", "*") &&
            has("verbs", "create", "*") &&
            ((names.length ?? 0) === 0 || has("resourceNames", name))
        );
    });
}
