import assert from "node:assert/strict";
import { createRequire } from "node:module";
import Ajv from "ajv";
import { rules } from "../../rules/rules";
import { formatJunit } from "../../policy-pack/audit/junitReport";
import { type Report, type ReportedFinding } from "../../policy-pack/audit/report";
import { formatSarif } from "../../policy-pack/audit/sarifReport";
import { formatText } from "../../policy-pack/audit/textReport";

const require = createRequire(__filename);
const chosen = rules.filter(({ id }) => id === "SC-01" || id === "MESH-01");

function finding(over: Partial<ReportedFinding> = {}): ReportedFinding {
    return {
        rule: "SC-01",
        level: "mandatory",
        status: "violation",
        resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "cart" },
        path: "spec.image",
        message: 'Deployment "shop/cart" has <a> & "b"\u0001\ud800',
        remedy: "name it",
        file: "the shop/cart.yaml",
        line: 7,
        ...over,
    };
}

function report(...findings: ReportedFinding[]): Report {
    return { findings, checked: 3, rules: chosen };
}

describe("the SARIF report", () => {
    interface Log {
        runs: [{ results: { level: string; kind: string; suppressions?: object[] }[] }];
    }
    // The schema is of draft 4, of which it uses nothing that has changed but how it names itself.
    const { $schema, id, ...schema } =
        require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as Record<
            string,
            unknown
        >;
    const validate = new Ajv({
        strict: false,
        validateFormats: false,
        unicodeRegExp: false,
    }).compile(schema);

    const all = report(
        finding(),
        finding({ level: "advisory", resource: { ...finding().resource, namespace: null } }),
        finding({ status: "undecided", path: "" }),
        finding({ status: "exempt" }),
    );

    it("follows the schema of SARIF 2.1.0", () => {
        assert.match(`${String($schema)} ${String(id)}`, /draft-04.*sarif-2\.1\.0/);
        for (const given of [all, report()]) {
            validate(JSON.parse(formatSarif(given)));
            assert.deepEqual(validate.errors, null);
        }
    });

    it("fails what is violated, leaves open what is undecided, suppresses what is exempt", () => {
        const log = JSON.parse(formatSarif(all)) as Log;
        assert.deepEqual(
            log.runs[0].results.map(({ kind, level, suppressions }) => [
                kind,
                level,
                suppressions?.length ?? 0,
            ]),
            [
                ["fail", "error", 0],
                ["fail", "warning", 0],
                ["open", "none", 0],
                ["fail", "error", 1],
            ],
        );
    });

    it("writes file names as URIs", () => {
        assert.match(formatSarif(all), /"uri": "the%20shop\/cart\.yaml"/);
    });
});

describe("the JUnit report", () => {
    it("has a suite for each rule, and fails what fails the command", () => {
        const text = formatJunit(
            report(finding(), finding({ level: "advisory", message: "advised", path: "" })),
        );
        const suites = chosen.map(({ id, title }) => ({ id, title }));
        assert.deepEqual(text.split("\n"), [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<testsuites name="zero-trust-audit" tests="3" failures="1" errors="0" skipped="1">',
            `  <testsuite name="MESH-01: ${suites[0]?.title ?? ""}" tests="1" failures="0" errors="0" skipped="0">`,
            `    <testcase classname="MESH-01" name="${suites[0]?.title ?? ""}"/>`,
            "  </testsuite>",
            `  <testsuite name="SC-01: ${suites[1]?.title ?? ""}" tests="2" failures="1" errors="0" skipped="1">`,
            '    <testcase classname="SC-01" name="Deployment/shop/cart spec.image" file="the shop/cart.yaml" line="7">',
            '      <failure message="Deployment &quot;shop/cart&quot; has &lt;a&gt; &amp; &quot;b&quot;\ufffd\ufffd" type="SC-01">the shop/cart.yaml:7',
            "Deployment &quot;shop/cart&quot; has &lt;a&gt; &amp; &quot;b&quot;\ufffd\ufffd",
            "Fix: name it</failure>",
            "    </testcase>",
            '    <testcase classname="SC-01" name="Deployment/shop/cart" file="the shop/cart.yaml" line="7">',
            '      <skipped message="advisory: advised"/>',
            "    </testcase>",
            "  </testsuite>",
            "</testsuites>",
        ]);
    });

    it("skips what is undecided or exempt", () => {
        const text = formatJunit(
            report(finding({ status: "undecided" }), finding({ status: "exempt" })),
        );
        assert.match(
            text,
            /<testsuites name="zero-trust-audit" tests="3" failures="0" errors="0" skipped="2">/,
        );
        assert.match(text, /<skipped message="undecided: /);
        assert.match(text, /<skipped message="exempt: /);
    });
});

describe("the text report", () => {
    it("counts what it found by what it means", () => {
        const text = formatText(
            report(
                finding(),
                finding(),
                finding({ level: "advisory" }),
                finding({ status: "undecided" }),
                finding({ status: "exempt" }),
            ),
        );
        assert.equal(
            text.split("\n").at(-1),
            "3 objects judged: 2 mandatory violation, 1 advisory violation, 1 undecided, 1 exempt",
        );
    });
});
