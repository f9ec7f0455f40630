import { type Source, proxyPorts } from "zero-trust-access";
import { cisa, nist } from "./frameworks";
import { identityEnding, parseIdentity } from "./identities";
import { DEFAULT_INBOUND_POLICY } from "./linkerd";
import { type Pods, podsIn, podsOf } from "./pods";
import { isUnsettled, readString, valueOf } from "./read";
import { type Resource, nameOf } from "./resource";
import { type ResourceIndex } from "./resourceIndex";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { doubtful } from "./selections";
import { isServed, serverSelections } from "./servers";
import { type Settings } from "./settings";
import { doubtIn, stackEvaluator, stackObjects } from "./stackEvaluator";
import { mayHoldMore } from "./visibility";

const METRICS = { method: "GET", path: "/metrics", query: "", headers: {}, host: undefined };

/**
 * The proxies' metrics tell who calls whom, and under deny nobody may read them unless he is let
 * in. Whoever else may is one too many.
 */
export const authz15: Rule = {
    id: "AUTHZ-15",
    title: "Prometheus alone may scrape the proxies' metrics",
    severity: "low",
    level: "advisory",
    references: [nist(7), cisa("Networks")],
    remedy: "authorize the identity of Prometheus for a route GET /metrics of a Server on port linkerd-admin",
    documentation: "docs/policies.md#authz-15",
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
