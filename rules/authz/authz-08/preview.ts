import { isUnsettled, readBoolean, readItems, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { isLinkerdPolicy } from "../../linkerd/servers";

const FLAGS = [
    { path: ["spec", "client", "unauthenticated"], lets: "callers without identity" },
    {
        path: ["spec", "client", "meshTLS", "unauthenticatedTLS"],
        lets: "every TLS client, whoever it is",
    },
];
const IDENTITIES = ["spec", "client", "meshTLS", "identities"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "authz-08-no-unauthenticated-server-authorization",
        demand: "No ServerAuthorization lets in unauthenticated clients, or every client with TLS.",
        appliesTo: (type) => isLinkerdPolicy(type, "ServerAuthorization"),
        *check(resource) {
            for (const { path, lets } of FLAGS) {
                const flag = readBoolean(resource.object, path);
                if (isUnsettled(flag)) {
                    yield unsettled(resource, flag);
                } else if (flag.state === "known" && flag.value) {
                    yield violation(resource, path, `lets in ${lets}`);
                }
            }
            yield* exactIdentities(resource);
        },
    },
};

function* exactIdentities(resource: Resource): Generator<Verdict> {
    const identities = readItems(resource.object, IDENTITIES);
    if (isUnsettled(identities)) {
        yield unsettled(resource, identities);
    }
    for (const path of valueOf(identities) ?? []) {
        const identity = readString(resource.object, path);
        if (isUnsettled(identity)) {
            yield unsettled(resource, identity);
        } else if (identity.state === "known" && identity.value.includes("*")) {
            yield violation(
                resource,
                path,
                `lets in every identity that matches "${identity.value}"`,
            );
        }
    }
}
