import { type Source, proxyPorts } from "zero-trust-access";
import { identityEnding, parseIdentity } from "../../linkerd/identities";
import { DEFAULT_INBOUND_POLICY } from "../../linkerd/linkerd";
import { type Pods, podsIn, podsOf } from "../../kubernetes/pods";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, nameOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";
import { isServed, serverSelections } from "../../linkerd/servers";
import { type Settings } from "../../settings";
import { doubtIn, stackEvaluator, stackObjects } from "../../linkerd/stackEvaluator";
import { mayHoldMore } from "../../reading/visibility";

const METRICS = { method: "GET", path: "/metrics", query: "", headers: {}, host: undefined };

export const preview: Preview = {
    settings: [
        "exemptNamespaces",
        "metricsScrapers",
        "trustDomain",
        "controlPlaneNamespace",
        "ingress",
    ],
    stack: {
        policy: "authz-15-metrics-are-for-prometheus",
        demand: "In every default-deny Namespace outside the exempt ones, the declared scrapers that the stack runs may read the proxies' metrics, and nobody else.",
        *check(index, settings) {
            const scrapers = settings.metricsScrapers.filter((each) => isRun(each, index));
            for (const namespace of index.ofKind("core", "Namespace")) {
                const name = valueOf(nameOf(namespace)) ?? "";
                if (settings.exemptNamespaces.includes(name)) {
                    continue;
                }
                const pods = podsIn(index, name).find(({ meshed }) => meshed === true);
                const at = ["metadata", "annotations", DEFAULT_INBOUND_POLICY];
                const policy = readString(namespace.object, at);
                if (isUnsettled(policy)) {
                    yield unsettled(namespace, policy);
                } else if (pods && valueOf(policy) === "deny") {
                    yield* scraped(namespace, pods, scrapers, index, settings);
                }
            }
        },
    },
};

function* scraped(
    namespace: Resource,
    pods: Pods,
    scrapers: readonly string[],
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const { kind, namespace: home, name } = pods.facts;
    // Under deny, nobody may call a port without a Server.
    const sources =
        isServed(index, pods, proxyPorts.admin) === false
            ? []
            : stackEvaluator(index, settings).sourcesFor(
                  kind,
                  `${home}/${name}`,
                  proxyPorts.admin,
                  METRICS,
              );
    const allowed = new Set(settings.metricsScrapers);
    const callers = new Set<string>();
    for (const { who, because } of sources) {
        const identity =
            who !== "anybody" && "identity" in who
                ? parseIdentity(who.identity, settings)
                : undefined;
        const text = identity && `${identity.namespace}/${identity.serviceAccount}`;
        callers.add(text ?? "");
        if (text === undefined || !allowed.has(text)) {
            const resource = resourceOf(because[0], index) ?? namespace;
            yield violation(
                resource,
                ["spec"],
                `lets ${text ?? wordFor(who, settings)} read the proxies' metrics in ${home}`,
                "let in the identity of Prometheus alone",
            );
        }
    }
    const missing = scrapers.filter((scraper) => !callers.has(scraper));
    if (missing.length > 0 && !mayHoldMore(index, home)) {
        const doubt = doubtIn(index, home) ?? serverSelections(index).doubtOfPods(pods);
        yield doubt
            ? doubtful(namespace, doubt)
            : violation(namespace, [], `does not let ${missing.join(", ")} scrape its proxies`);
    }
}

/** A caller that is no single ServiceAccount of the mesh. */
function wordFor(who: Source["who"], settings: Settings): string {
    if (who === "anybody") {
        return "callers without identity";
    }
    if ("identity" in who) {
        return who.identity;
    }
    return who.ending === ""
        ? "every identity"
        : `*${who.ending.replace(identityEnding(settings), "")}`;
}

/** Whether the stack shows a scraper, or a Helm release that may be it. */
function isRun(scraper: string, index: ResourceIndex): boolean {
    const [namespace = "", name = ""] = scraper.split("/");
    return (
        mayHoldMore(index, namespace) ||
        podsOf(index).some(
            ({ facts }) => facts.namespace === namespace && facts.serviceAccount === name,
        )
    );
}

function resourceOf(
    object:
        { readonly kind: string; readonly namespace: string; readonly name: string } | undefined,
    index: ResourceIndex,
): Resource | undefined {
    return object && stackObjects(index).find(object.kind, object.namespace, object.name);
}
