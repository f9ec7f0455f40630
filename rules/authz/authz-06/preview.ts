import type { Path } from "zero-trust-manifests";
import { kindKey, readReference } from "../../linkerd/authorizationPolicies";
import { type Identity, identityEnding, parseIdentity } from "../../linkerd/identities";
import { podsOf } from "../../kubernetes/pods";
import { isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { isLinkerdPolicy } from "../../linkerd/servers";
import { type Settings } from "../../settings";
import { isShown } from "../../reading/visibility";

const IDENTITIES = ["spec", "identities"];
const REFS = ["spec", "identityRefs"];

export const preview: Preview = {
    settings: ["trustDomain", "controlPlaneNamespace"],
    resource: {
        policy: "authz-06-identities-are-exact",
        demand: "Every MeshTLSAuthentication names single ServiceAccounts of the mesh, and no pattern and no whole Namespace.",
        appliesTo: (type) => isLinkerdPolicy(type, "MeshTLSAuthentication"),
        *check(resource, settings) {
            const lists = [IDENTITIES, REFS].map((path) => readItems(resource.object, path));
            for (const list of lists) {
                if (isUnsettled(list)) {
                    yield unsettled(resource, list);
                }
            }
            for (const path of valueOf(lists[0] ?? none) ?? []) {
                yield* exact(resource, path, settings);
            }
            for (const path of valueOf(lists[1] ?? none) ?? []) {
                yield* exactRef(resource, path);
            }
        },
    },
    stack: {
        policy: "authz-06-identities-are-known",
        demand: "Every ServiceAccount that a MeshTLSAuthentication names is in the stack, if its Namespace is and no Helm release there may bring it.",
        *check(index, settings) {
            for (const resource of index.ofKind("policy.linkerd.io", "MeshTLSAuthentication")) {
                for (const [path, identity] of identitiesOf(resource, settings)) {
                    yield* isKnown(resource, path, identity, index);
                }
            }
        },
    },
};

const none = { state: "absent", path: [] } as const;

function* exact(resource: Resource, path: Path, settings: Settings): Generator<Verdict> {
    const identity = readString(resource.object, path);
    if (isUnsettled(identity)) {
        yield unsettled(resource, identity);
        return;
    }
    const text = valueOf(identity) ?? "";
    if (text.includes("*")) {
        yield violation(resource, path, `lets in every identity that matches "${text}"`);
    } else if (parseIdentity(text, settings) === undefined && !text.startsWith("spiffe://")) {
        yield violation(
            resource,
            path,
            `names "${text}", which is no identity of this mesh`,
            `write SERVICEACCOUNT.NAMESPACE${identityEnding(settings)}, or use identityRefs`,
        );
    }
}

function* exactRef(resource: Resource, path: Path): Generator<Verdict> {
    const { group, kind, name, namespace } = readReference(resource, path);
    const unread = [group, kind, name, namespace].find(isUnsettled);
    if (unread) {
        yield unsettled(resource, unread);
        return;
    }
    const key = kindKey(valueOf(group), valueOf(kind));
    if (key === kindKey("", "Namespace")) {
        yield violation(
            resource,
            path,
            `lets in every identity of Namespace "${valueOf(name) ?? ""}"`,
        );
    } else if (key !== SERVICE_ACCOUNT) {
        yield violation(
            resource,
            path,
            `names a ${valueOf(kind) ?? "thing without kind"}, which has no identity`,
        );
    } else if (name.state === "absent") {
        yield violation(resource, [...path, "name"], "names a ServiceAccount without name");
    }
}

const SERVICE_ACCOUNT = kindKey("", "ServiceAccount");

/** What is known of the identities that an authentication names, each with its path. */
function identitiesOf(resource: Resource, settings: Settings): (readonly [Path, Identity])[] {
    const { object } = resource;
    const named = (valueOf(readItems(object, IDENTITIES)) ?? []).map((path) => {
        const text = valueOf(readString(object, path));
        return [path, text === undefined ? undefined : parseIdentity(text, settings)] as const;
    });
    const referred = (valueOf(readItems(object, REFS)) ?? []).map((path) => {
        const { group, kind, name, namespace } = readReference(resource, path);
        const serviceAccount = valueOf(name);
        const home = namespace.state === "absent" ? namespaceOf(resource) : namespace;
        const isAccount = kindKey(valueOf(group), valueOf(kind)) === SERVICE_ACCOUNT;
        return [
            [...path, "name"],
            serviceAccount !== undefined && home.state === "known" && isAccount
                ? { serviceAccount, namespace: home.value }
                : undefined,
        ] as const;
    });
    return [...named, ...referred].flatMap(([path, identity]) =>
        identity ? [[path, identity] as const] : [],
    );
}

function* isKnown(
    resource: Resource,
    path: Path,
    { serviceAccount, namespace }: Identity,
    index: ResourceIndex,
): Generator<Verdict> {
    const { names, doubt } = serviceAccounts(index);
    if (
        serviceAccount === "default" ||
        names.has(`${namespace}/${serviceAccount}`) ||
        !isShown(index, namespace)
    ) {
        return;
    }
    yield doubt
        ? unsettled(resource, doubt, "a ServiceAccount")
        : violation(
              resource,
              path,
              `lets in ServiceAccount "${namespace}/${serviceAccount}", which does not exist`,
          );
}

/** Those that the stack makes, and those that its workloads run as. */
const serviceAccounts = oncePerIndex((index) => {
    const made = index
        .ofKind("core", "ServiceAccount")
        .map((resource) => [namespaceOf(resource), nameOf(resource)] as const);
    return {
        names: new Set([
            ...made.map(
                ([namespace, name]) => `${valueOf(namespace) ?? ""}/${valueOf(name) ?? ""}`,
            ),
            ...podsOf(index).map(({ facts }) => `${facts.namespace}/${facts.serviceAccount}`),
        ]),
        doubt: made.flat().find(isUnsettled),
    };
});
