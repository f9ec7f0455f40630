import { certificatesOf } from "../../certificates/certManager";
import {
    type Reading,
    type Unsettled,
    isUnsettled,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

interface Watch {
    readonly what: string;
    /** What the metric that an alert looks at is called, or ends in. */
    readonly metric: string;
}

/** cert-manager's gauge by Certificate. */
const CERTIFICATES: Watch = {
    what: "the expiry of cert-manager's certificates",
    metric: "certmanager_certificate_expiration_timestamp_seconds",
};
/** Of Linkerd's identity service: what it signs with, which can be older than the Secret. */
const ISSUER: Watch = {
    what: "the issuer that Linkerd signs with",
    metric: "issuer_cert_ttl_seconds",
};
/** Of every proxy; older ones name it without the prefix. */
const PROXIES: Watch = {
    what: "the certificates that proxies have",
    metric: "identity_cert_expiration_timestamp_seconds",
};

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "pki-14-expiry-alerts-exist",
        demand: "A stack with cert-manager, Certificates or Linkerd has PrometheusRules that alert on the expiry of certificates, issuer and proxies.",
        *check(index) {
            const rules = index.ofKind("monitoring.coreos.com", "PrometheusRule");
            const [certManager = certificatesOf(index)[0]] = index.releasesOf("cert-manager");
            const [linkerd] = index.releasesOf("linkerd-control-plane");
            yield* watched(certManager, CERTIFICATES, rules);
            yield* watched(linkerd, ISSUER, rules);
            yield* watched(linkerd, PROXIES, rules);
        },
    },
};

function* watched(
    resource: Resource | undefined,
    { what, metric }: Watch,
    rules: readonly Resource[],
): Generator<Verdict> {
    if (!resource) {
        return;
    }
    const expressions = rules.flatMap((rule) => [...expressionsOf(rule)]);
    const isWatched = expressions.some(
        (expression) => expression.state === "known" && expression.value.includes(metric),
    );
    if (!isWatched) {
        const open = expressions.find(isUnsettled);
        yield open
            ? unsettled(resource, open, "a PrometheusRule")
            : violation(resource, [], `has no alert on ${what} (${metric})`);
    }
}

/** The expressions of a PrometheusRule's alerts, and what of it cannot be read. */
function* expressionsOf({ object }: Resource): Generator<Reading<string> | Unsettled> {
    const groups = readItems(object, ["spec", "groups"]);
    if (isUnsettled(groups)) {
        yield groups;
    }
    for (const group of valueOf(groups) ?? []) {
        const rules = readItems(object, [...group, "rules"]);
        if (isUnsettled(rules)) {
            yield rules;
        }
        for (const rule of valueOf(rules) ?? []) {
            if (readString(object, [...rule, "alert"]).state !== "absent") {
                yield readString(object, [...rule, "expr"]);
            }
        }
    }
}
