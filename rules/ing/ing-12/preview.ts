import { emissaryKind, isSameInstallation, parseServiceName } from "../../ingress/emissary";
import { isUnsettled, readObject, readString, valueOf } from "../../reading/read";
import { isLimited, rateLimitsOf } from "../../linkerd/rateLimits";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";

export const preview: Preview = {
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
