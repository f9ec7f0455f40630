import assert from "node:assert/strict";
import type { Phase } from "../../sandbox/operations";
import { failureDocument, outputsText, phaseText, reportOf } from "../../sandbox/report";

const changes = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };

function urn(type: string, name: string): string {
    return `urn:pulumi:dev::shop::shop:index:Parent$${type}::${name}`;
}

function phase(more: Partial<Phase> = {}): Phase {
    return {
        operation: "preview",
        result: "succeeded",
        seconds: 1.26,
        changes,
        changed: [],
        violations: [],
        diagnostics: [],
        policyPacks: ["pack"],
        outputs: undefined,
        outputChanges: [],
        ...more,
    };
}

const violation = {
    rule: "MESH-01",
    level: "mandatory" as const,
    urn: urn("kubernetes:core/v1:Namespace", "faces"),
    message: "MESH-01: not injected\nFix: label it",
};

describe("the sandbox's document", () => {
    it("of one operation has exactly the documented members", () => {
        assert.deepEqual(reportOf("preview", [phase({ outputs: { host: "a" } })], 9), {
            operation: "preview",
            result: "succeeded",
            changes,
            violations: [],
            outputs: { host: "a" },
            outputChanges: [],
            diagnostics: [],
            seconds: 1.3,
        });
    });

    it("of the tour has the changes of up, what any phase found, and each phase", () => {
        const created = { ...changes, create: 2 };
        const preview = phase({ changes: created, violations: [violation] });
        const up = phase({
            operation: "up",
            changes: created,
            violations: [violation],
            outputs: { host: "a" },
        });
        const document = reportOf("sandbox", [preview, up, phase()], 9.04);
        assert.equal(document.operation, "sandbox");
        assert.equal(document.result, "succeeded");
        assert.deepEqual(document.changes, created);
        assert.deepEqual(document.violations, [violation]);
        assert.deepEqual(document.outputs, { host: "a" });
        assert.equal(document.seconds, 9);
        assert.deepEqual(
            document.phases?.map(({ operation }) => operation),
            ["preview", "up", "preview"],
        );
    });

    it("of a tour that did not reach its end says that it failed", () => {
        const document = reportOf("sandbox", [phase(), phase({ operation: "up" })], 1);
        assert.equal(document.result, "failed");
    });

    it("of a run that did not reach the engine holds the reason", () => {
        assert.deepEqual(failureDocument("up", "no engine", 0.04), {
            operation: "up",
            result: "failed",
            changes,
            violations: [],
            outputs: {},
            outputChanges: [],
            diagnostics: [{ severity: "error", message: "no engine" }],
            seconds: 0,
        });
    });
});

describe("the sandbox's text", () => {
    it("groups what is new and gone by type, and tells where the rest differs", () => {
        const text = phaseText(
            phase({
                changes: { create: 2, update: 1, replace: 1, delete: 1, same: 7 },
                changed: [
                    { kind: "create", urn: urn("k:core/v1:Secret", "b"), properties: [] },
                    { kind: "create", urn: urn("k:core/v1:Secret", "a"), properties: [] },
                    { kind: "delete", urn: urn("k:core/v1:Service", "c"), properties: [] },
                    { kind: "update", urn: urn("k:apps/v1:Deployment", "d"), properties: ["spec"] },
                    { kind: "replace", urn: urn("k:core/v1:ConfigMap", "e"), properties: [] },
                ],
            }),
        );
        assert.deepEqual(text.split("\n"), [
            "  + Secret: b, a",
            "  - Service: c",
            "  ~ Deployment d (spec)",
            "  ± ConfigMap e",
            "  2 to create, 1 to update, 1 to replace, 1 to delete, 7 unchanged, 1.3 s",
        ]);
    });

    it("shows who refused which resource, with the reason and the remedy", () => {
        const text = phaseText(phase({ operation: "up", violations: [violation] }));
        assert.deepEqual(text.split("\n"), [
            "  no resources, 1.3 s",
            "  refused by MESH-01: Namespace faces",
            "      MESH-01: not injected",
            "      Fix: label it",
        ]);
    });

    it("shows outputs as a table, structures as JSON", () => {
        assert.equal(
            outputsText({ host: "faces.example.com", key: "[secret]", ips: ["a", 1] }),
            "Outputs\n  host  faces.example.com\n  key   [secret]\n" + `  ips   ["a",1]`,
        );
    });
});
