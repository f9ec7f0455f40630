import { emissaryKind, isSameInstallation, parseServiceName } from "./emissary";
import { cisa, nist } from "./frameworks";
import { isUnsettled, readObject, readString, valueOf } from "./read";
import { isLimited, rateLimitsOf } from "./rateLimits";
import { type Resource, namespaceOf } from "./resource";
import { type ResourceIndex } from "./resourceIndex";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { doubtful } from "./selections";

/**
 * Emissary counts the requests of a Mapping by its labels, and asks the RateLimitService; Linkerd
 * counts in the proxy of the workload (HTTPLocalRateLimitPolicy), by identity. Either will do. A
 * limit that stands before the ingress, at a CDN, is not to be seen, which is why the rule is
 * advisory.
 */
export const ing12: Rule = {
    id: "ING-12",
    title: "Public paths have a rate limit",
    severity: "low",
    level: "advisory",
    references: [nist(3), cisa("Applications and Workloads")],
    remedy: "add labels for a RateLimitService, or a HTTPLocalRateLimitPolicy where the Mapping leads",
    documentation: "docs/policies.md#ing-12",
    settings: [],
    stack: {
        policy: "ing-12-public-paths-are-limited",
        demand: "Every Mapping has labels that a RateLimitService counts, or leads to pods whose Server has a HTTPLocalRateLimitPolicy.",
        *check(index) {
            for (const mapping of emissaryKind(index, "Mapping")) {
                yield* limited(mapping, index);
            }
        },
    },
};

function* limited(mapping: Resource, index: ResourceIndex): Generator<Verdict> {
    const labels = readObject(mapping.object, ["spec", "labels"]);
    const address = readString(mapping.object, ["spec", "service"]);
    const home = namespaceOf(mapping);
    const target = parseServiceName(valueOf(address) ?? "", valueOf(home) ?? "");
    const isByProxy = target !== undefined && isLimited(index, target);
    if (isByProxy === true) {
        return;
    }
    if (isUnsettled(labels)) {
        yield unsettled(mapping, labels);
    } else if (Object.keys(valueOf(labels) ?? {}).length > 0) {
        if (!isCounted(mapping, index)) {
            yield violation(
                mapping,
                labels.path,
                "has labels for rate limits, and the stack has no RateLimitService",
                "add the RateLimitService",
            );
        }
    } else if (isByProxy !== false) {
        yield doubtful(mapping, isByProxy);
    } else {
        const open = [address, home].find(isUnsettled);
        yield open && rateLimitsOf(index).length > 0
            ? unsettled(mapping, open)
            : violation(mapping, labels.path, "may be called as often as anyone likes");
    }
}

/** Where the stack has no Host, the ingress and its RateLimitService are another stack's. */
function isCounted(mapping: Resource, index: ResourceIndex): boolean {
    return (
        emissaryKind(index, "Host").length === 0 ||
        emissaryKind(index, "RateLimitService").some((each) => isSameInstallation(mapping, each))
    );
}
