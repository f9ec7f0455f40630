import type { Path } from "zero-trust-manifests";
import { isUnsettled, readItems } from "../../reading/read";
import { type Resource, isKind, kindOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** The lists of which each kind needs at least one that is not empty. */
const LISTS: ReadonlyMap<string, readonly Path[]> = new Map([
    [
        "MeshTLSAuthentication",
        [
            ["spec", "identities"],
            ["spec", "identityRefs"],
        ],
    ],
    ["NetworkAuthentication", [["spec", "networks"]]],
    ["AuthorizationPolicy", [["spec", "requiredAuthenticationRefs"]]],
]);

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "authz-17-no-empty-authentication",
        demand: "Every MeshTLSAuthentication, NetworkAuthentication and AuthorizationPolicy names whom it lets in.",
        appliesTo: (type) => isKind(type, "policy.linkerd.io", ...LISTS.keys()),
        *check(resource) {
            const paths = LISTS.get(kindOf(resource.type)?.kind ?? "") ?? [];
            yield* notEmpty(resource, paths);
        },
    },
};

function* notEmpty(resource: Resource, paths: readonly Path[]): Generator<Verdict> {
    const lists = paths.map((path) => readItems(resource.object, path));
    for (const list of lists) {
        if (isUnsettled(list)) {
            yield unsettled(resource, list);
        } else if (list.state === "known" && list.value.length === 0) {
            yield violation(resource, list.path, `has an empty list of ${nameOf(list.path)}`);
        }
    }
    if (lists.every(({ state }) => state === "absent")) {
        const names = paths.map(nameOf).join(" and no ");
        yield violation(resource, paths[0] ?? [], `names nobody: it has no ${names}`);
    }
}

function nameOf(path: Path): string {
    return String(path.at(-1));
}
