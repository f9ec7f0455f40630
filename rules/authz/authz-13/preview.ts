import { type Preview, violation } from "../../rule";

/** The version to write of each policy kind, and others that are served and not deprecated. */
const VERSIONS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
    ["Server", ["v1beta3", "v1beta2"]],
    ["AuthorizationPolicy", ["v1alpha1"]],
    ["MeshTLSAuthentication", ["v1alpha1"]],
    ["NetworkAuthentication", ["v1alpha1"]],
    ["HTTPRoute", ["v1beta3", "v1beta2"]],
    ["EgressNetwork", ["v1alpha1"]],
    ["HTTPLocalRateLimitPolicy", ["v1alpha1"]],
]);

interface Outdated {
    readonly message: string;
    readonly remedy: string;
}

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "authz-13-policy-versions-are-served",
        demand: "No object of policy.linkerd.io has a version that Linkerd does not serve or has deprecated, and none is a ServerAuthorization.",
        appliesTo: (type) => outdated(type) !== undefined,
        *check(resource) {
            const found = outdated(resource.type);
            if (found) {
                yield violation(resource, [], found.message, found.remedy);
            }
        },
    },
};

function outdated(type: string): Outdated | undefined {
    const [, version, kind] = /^kubernetes:policy\.linkerd\.io\/([^/:]+):(\w+)$/.exec(type) ?? [];
    if (version === undefined || kind === undefined) {
        return undefined;
    }
    if (kind === "ServerAuthorization") {
        return {
            message: "is of a kind that AuthorizationPolicy has superseded",
            remedy: "write an AuthorizationPolicy with a MeshTLSAuthentication",
        };
    }
    const versions = VERSIONS.get(kind);
    return versions === undefined || versions.includes(version)
        ? undefined
        : {
              message: `has version ${version}, which Linkerd does not serve or has deprecated`,
              remedy: `write policy.linkerd.io/${versions[0]}`,
          };
}
