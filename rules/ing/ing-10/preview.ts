import type { Path } from "zero-trust-manifests";
import { servesNobody } from "../../ingress/emissary";
import { type Reading, isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const SAFE = ["v1.2", "v1.3"];

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "ing-10-tls-1-2-at-least",
        demand: "Every TLSContext, and every Host without one that serves somebody, sets min_tls_version to v1.2 or v1.3.",
        appliesTo: (type) => isKind(type, "getambassador.io", "Host", "TLSContext"),
        *check(resource) {
            if (isKind(resource.type, "getambassador.io", "TLSContext")) {
                yield* versions(resource, ["spec"]);
                return;
            }
            const context = readString(resource.object, ["spec", "tlsContext", "name"]);
            if (isUnsettled(context)) {
                yield unsettled(resource, context);
            } else if (context.state === "absent" && !servesNobody(resource)) {
                yield* versions(resource, ["spec", "tls"]);
            }
        },
    },
};

function* versions(resource: Resource, at: Path): Generator<Verdict> {
    const least = readString(resource.object, [...at, "min_tls_version"]);
    const most = readString(resource.object, [...at, "max_tls_version"]);
    if (isUnsettled(least)) {
        yield unsettled(resource, least);
    } else if (!isSafe(least)) {
        yield violation(
            resource,
            least.path,
            least.state === "known"
                ? `accepts TLS from version ${least.value} on`
                : "leaves the oldest TLS version to Emissary",
        );
    }
    if (isUnsettled(most)) {
        yield unsettled(resource, most);
    } else if (most.state === "known" && !isSafe(most)) {
        yield violation(
            resource,
            most.path,
            `speaks TLS up to version ${most.value} only`,
            "remove max_tls_version",
        );
    }
}

function isSafe(version: Reading<string>): boolean {
    return SAFE.includes(valueOf(version) ?? "");
}
