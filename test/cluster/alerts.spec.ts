import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import "reflect-metadata";
import { X509CertificateGenerator } from "@peculiar/x509";
import { readTrustAnchors } from "../../components/identity/trustAnchors";
import { alertGroups } from "../../components/monitoring/alerts";
import { consoleProgress } from "../../sandbox/progress";
import { admissionCases } from "./alerts/admissionCases";
import type { AlertCase } from "./alerts/alertCase";
import { certificateCases } from "./alerts/certificateCases";
import { meshCases } from "./alerts/meshCases";
import { obtainPromtool, promtool } from "./promtool";

const hour = 60 * 60 * 1000;
/** In promtool's world it is 1970, so there the anchor is valid. */
const expiry = 40 * 24;

/** A trust anchor in PEM. */
async function makeTrustAnchor(): Promise<string> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const certificate = await X509CertificateGenerator.createSelfSigned({
        name: "CN=root.linkerd.cluster.local",
        notBefore: new Date(0),
        notAfter: new Date(expiry * hour),
        keys: await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]),
        signingAlgorithm: algorithm,
    });
    return certificate.toString("pem");
}

describe("The alerts, in a real Prometheus' rule engine", function () {
    // The first run builds promtool.
    this.timeout(60 * 60_000);

    let folder: string;
    let command: string;
    let trustAnchor: string;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "alerts-"));
        command = await obtainPromtool(consoleProgress(process.stderr));
        trustAnchor = await makeTrustAnchor();
        // JSON is YAML.
        writeFileSync(
            join(folder, "rules.yaml"),
            JSON.stringify(alertGroups({ trustAnchors: [trustAnchor] })),
        );
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    const ruleOf = (alert: string) => {
        const rule = alertGroups({ trustAnchors: [trustAnchor] })
            .groups.flatMap(({ rules }) => rules)
            .find((it) => it.alert === alert);
        assert.ok(rule, `${alert} is no alert`);
        return rule;
    };

    const test = ({ alert, interval = "1m", series, at, firing }: AlertCase) => {
        const { labels, annotations } = ruleOf(alert);
        const file = join(folder, "test.yaml");
        writeFileSync(
            file,
            JSON.stringify({
                rule_files: ["rules.yaml"],
                evaluation_interval: interval,
                tests: [
                    {
                        interval,
                        input_series: Object.entries(series).map(([name, values]) => ({
                            series: name,
                            values,
                        })),
                        alert_rule_test: [
                            {
                                eval_time: interval.replace("1", String(at)),
                                alertname: alert,
                                exp_alerts: firing.map((each) => ({
                                    exp_labels: { severity: labels.severity, ...each.labels },
                                    exp_annotations: { ...annotations, summary: each.summary },
                                })),
                            },
                        ],
                    },
                ],
            }),
        );
        return promtool(command, ["test", "rules", file]);
    };

    const cases = () => {
        const [anchor] = readTrustAnchors([trustAnchor]);
        assert.ok(anchor);
        const { fingerprint } = anchor;
        return [...meshCases, ...certificateCases({ fingerprint, expiry }), ...admissionCases];
    };

    it("are rules that promtool finds nothing wrong with", async () => {
        const { exitCode, text } = await promtool(command, [
            "check",
            "rules",
            "--lint=all",
            "--lint-fatal",
            join(folder, "rules.yaml"),
        ]);
        assert.equal(exitCode, 0, text);
    });

    it("have each a case in which they fire, and one in which they do not", () => {
        const names = (fires: boolean) =>
            new Set(cases().flatMap((it) => (it.firing.length > 0 === fires ? it.alert : [])));
        const alerts = alertGroups({ trustAnchors: [trustAnchor] })
            .groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
            .sort();
        assert.deepEqual([...names(true)].sort(), alerts);
        assert.deepEqual([...names(false)].sort(), alerts);
    });

    // The fingerprint is only known when the trust anchor is made.
    for (const { alert, title } of [
        ...meshCases,
        ...certificateCases({ fingerprint: "", expiry }),
        ...admissionCases,
    ]) {
        it(`${alert} ${title}`, async () => {
            const found = cases().find((it) => it.alert === alert && it.title === title);
            assert.ok(found);
            const { exitCode, text } = await test(found);
            assert.equal(exitCode, 0, text);
        });
    }

    it("would not pass these tests with another summary", async () => {
        const [wrong] = meshCases.map((it) => ({
            ...it,
            firing: it.firing.map((each) => ({ ...each, summary: "Something else" })),
        }));
        assert.ok(wrong);
        const { exitCode, text } = await test(wrong);
        assert.equal(exitCode, 1);
        assert.match(text, /takes requests without mutual TLS/);
    });
});
