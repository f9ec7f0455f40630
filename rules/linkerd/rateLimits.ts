import { type Reading, isUnsettled, readNumber, readString, valueOf } from "../reading/read";
import { type Resource, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { type Doubt } from "../kubernetes/selections";
import { serverNamed, serverSelections } from "./servers";
import { serviceNamed, serviceSelections } from "../kubernetes/services";

/** A limit that Linkerd's proxy keeps for a Server. */
interface RateLimit {
    readonly resource: Resource;
    readonly namespace: Reading<string>;
    readonly server: Reading<string>;
    /** Requests per second, of all callers or of each. */
    readonly rates: readonly Reading<number>[];
}

const TARGET = ["spec", "targetRef"];

export const rateLimitsOf = oncePerIndex((index): readonly RateLimit[] =>
    index
        .ofKind("policy.linkerd.io", "HTTPLocalRateLimitPolicy")
        .filter(({ object }) => {
            const kind = readString(object, [...TARGET, "kind"]);
            return isUnsettled(kind) || valueOf(kind) === "Server";
        })
        .map((resource) => ({
            resource,
            namespace: namespaceOf(resource),
            server: readString(resource.object, [...TARGET, "name"]),
            rates: ["total", "identity"].map((whose) =>
                readNumber(resource.object, ["spec", whose, "requestsPerSecond"]),
            ),
        })),
);

/**
 * Whether a limit holds where a Service leads, or why that is not known. Where the stack shows no
 * pods of the Service, a limit of its namespace may be theirs.
 */
export function isLimited(
    index: ResourceIndex,
    service: { readonly namespace: string; readonly name: string },
): boolean | Doubt {
    const found = serviceNamed(index, service.namespace, service.name);
    const pods = found ? serviceSelections(index).podsOf(found) : [];
    let doubt: Doubt | undefined;
    for (const { resource, namespace, server, rates } of rateLimitsOf(index)) {
        const unread = [namespace, server, ...rates].find(isUnsettled);
        const elsewhere = !isUnsettled(namespace) && valueOf(namespace) !== service.namespace;
        if (elsewhere || !rates.some(isRate)) {
            continue;
        }
        if (unread) {
            doubt ??= { reading: unread, of: resource };
            continue;
        }
        const limited = serverNamed(index, service.namespace, valueOf(server) ?? "");
        const selected = limited ? serverSelections(index).podsOf(limited) : [];
        if (pods.length === 0 || pods.some((each) => selected.includes(each))) {
            return true;
        }
    }
    return doubt ?? false;
}

function isRate(rate: Reading<number>): boolean {
    return isUnsettled(rate) || (valueOf(rate) ?? 0) > 0;
}
