import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { alertGroups, Alerts, alertsProblems } from "../../../components/monitoring/alerts";
import { type Authority, makeAuthority } from "../../support/authorities";
import { only, recordResources } from "../../support/recordResources";

describe("Alerts", () => {
    let authority: Authority;
    let other: Authority;

    before(async () => {
        authority = await makeAuthority();
        other = await makeAuthority();
    });

    const rulesOf = (trustAnchors: string[], runbooks?: string) =>
        alertGroups({ trustAnchors, runbooks }).groups.flatMap(({ rules }) => rules);

    it("are a PrometheusRule that kube-prometheus-stack selects", async () => {
        const trustAnchors = [authority.trustAnchor];
        const resources = await recordResources(() => {
            new Alerts("alerts", { trustAnchors });
        });
        const rule = only(resources, "kubernetes:monitoring.coreos.com/v1:PrometheusRule");
        assert.deepEqual(rule.metadata, {
            name: "zero-trust",
            namespace: "linkerd",
            labels: { release: "kube-prometheus-stack" },
        });
        assert.deepEqual(rule.spec, alertGroups({ trustAnchors }));
    });

    it("stand where a stack wants them, by the labels that its Prometheus selects", async () => {
        const resources = await recordResources(() => {
            new Alerts("alerts", {
                trustAnchors: [authority.trustAnchor],
                namespace: "monitoring",
                labels: { prometheus: "platform" },
            });
        });
        assert.deepEqual(
            only(resources, "kubernetes:monitoring.coreos.com/v1:PrometheusRule").metadata,
            { name: "zero-trust", namespace: "monitoring", labels: { prometheus: "platform" } },
        );
    });

    it("know each trust anchor's expiry, from the anchor itself", () => {
        const expiring = rulesOf([authority.trustAnchor, other.trustAnchor]).filter(
            ({ alert }) => alert === "LinkerdTrustAnchorExpires",
        );
        assert.equal(expiring.length, 2);
        assert.equal(new Set(expiring.map(({ labels }) => labels.fingerprint)).size, 2);
        for (const { expr } of expiring) {
            const expiry = Number(/^vector\((\d+)\) - time\(\) < 2592000$/.exec(expr)?.[1]);
            assert.ok(expiry * 1000 > Date.now(), expr);
        }
    });

    it("have each a severity, a summary, a description and a runbook", () => {
        const runbooks = "https://git.example.com/platform/blob/main/docs/alerts.md";
        for (const { alert, labels, annotations } of rulesOf([authority.trustAnchor], runbooks)) {
            assert.match(labels.severity, /^(warning|critical)$/, alert);
            assert.ok(annotations.summary.length > 0, alert);
            assert.match(annotations.description, /\.$/, alert);
            assert.equal(annotations.runbook_url, `${runbooks}#${alert.toLowerCase()}`);
        }
    });

    it("have a runbook each that says what it means, how to look and how to mend", () => {
        const text = readFileSync(join(__dirname, "../../../docs/alerts.md"), "utf8");
        const sections = text
            .split(/^## /m)
            .slice(1)
            .map((section) => [section.split("\n", 1)[0] ?? "", section] as const);
        const runbooks = sections.filter(([heading]) => /^\w+$/.test(heading));
        assert.deepEqual(
            runbooks.map(([heading]) => heading),
            rulesOf([authority.trustAnchor]).map(({ alert }) => alert),
        );
        for (const [heading, section] of runbooks) {
            const parts = [...section.matchAll(/^\*\*(\w+):\*\*/gm)].map(([, part]) => part);
            assert.deepEqual(parts, ["Means", "Look", "Mend"], heading);
        }
    });

    it("name every problem of their arguments at once", () => {
        assert.deepEqual(
            alertsProblems({
                trustAnchors: [],
                namespace: "Monitoring",
                labels: { "a b": "x", release: "two words" },
                runbooks: "docs/alerts.md#top",
            }).map(({ path, reason }) => `${path} ${reason}`),
            [
                "trustAnchors is empty, so no proxy could trust another",
                "namespace is not a DNS label",
                "labels.a b has not the form of a label's key",
                "labels.release is not the value of a label",
                "runbooks is not the URL of a document, to which an alert's heading can be added",
            ],
        );
        assert.throws(() => new Alerts("alerts", { trustAnchors: [] }), /Alerts "alerts" cannot/);
    });
});
