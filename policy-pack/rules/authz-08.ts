import { cisa, nist, nsa } from "./frameworks";
import { isUnsettled, readBoolean, readItems, readString, valueOf } from "./read";
import { type Resource } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { isLinkerdPolicy } from "./servers";

const FLAGS = [
    { path: ["spec", "client", "unauthenticated"], lets: "callers without identity" },
    {
        path: ["spec", "client", "meshTLS", "unauthenticatedTLS"],
        lets: "every TLS client, whoever it is",
    },
];
const IDENTITIES = ["spec", "client", "meshTLS", "identities"];

/** The older kind of authorization can leave out who calls. */
export const authz08: Rule = {
    id: "AUTHZ-08",
    title: "No ServerAuthorization lets in who has no identity",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "write an AuthorizationPolicy with a MeshTLSAuthentication instead",
    documentation: "docs/policies.md#authz-08",
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
