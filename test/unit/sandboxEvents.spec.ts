import assert from "node:assert/strict";
import {
    DiffKind,
    type EngineEvent,
    type OpType,
    type StepEventMetadata,
} from "@pulumi/pulumi/automation";
import { accountOf, maskOutputs } from "../../sandbox/events";

const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:abc",
};

function urn(type: string, name: string): string {
    return `urn:pulumi:dev::shop::${type}::${name}`;
}

function step(op: OpType, name: string, more: Partial<StepEventMetadata> = {}): EngineEvent {
    const type = "kubernetes:core/v1:ConfigMap";
    return {
        sequence: 0,
        timestamp: 0,
        resOutputsEvent: {
            metadata: { op, urn: urn(type, name), type, provider: "", ...more },
        },
    };
}

function event(content: Omit<EngineEvent, "sequence" | "timestamp">): EngineEvent {
    return { sequence: 0, timestamp: 0, ...content };
}

function summary(resourceChanges: Record<string, number>): EngineEvent {
    return event({
        summaryEvent: {
            maybeCorrupt: false,
            durationSeconds: 1,
            resourceChanges,
            policyPacks: {},
        },
    });
}

function policy(message: string, enforcementLevel: "mandatory" | "warning"): EngineEvent {
    return event({
        policyEvent: {
            resourceUrn: urn("kubernetes:core/v1:Namespace", "faces"),
            message,
            color: "never",
            policyName: "meshed-namespaces",
            policyPackName: "zero-trust",
            policyPackVersion: "",
            policyPackVersionTag: "",
            enforcementLevel,
        },
    });
}

function diagnostic(severity: "info" | "info#err" | "warning" | "error", message: string) {
    return event({ diagnosticEvent: { severity, message, color: "never" } });
}

describe("the account of an engine operation", () => {
    it("takes the changes from the engine's summary, a replacement as one", () => {
        const { changes } = accountOf([
            summary({
                create: 3,
                replace: 1,
                "create-replacement": 1,
                "delete-replaced": 1,
                same: 9,
            }),
        ]);
        assert.deepEqual(changes, { create: 3, update: 0, replace: 1, delete: 0, same: 9 });
    });

    it("counts the resources themselves where the engine was stopped before its summary", () => {
        const { changes } = accountOf([
            step("create", "a"),
            step("create", "a"),
            step("same", "b"),
            step("delete", "c"),
        ]);
        assert.deepEqual(changes, { create: 1, update: 0, replace: 0, delete: 1, same: 1 });
    });

    it("does not count a resource whose operation failed", () => {
        const failed = step("create", "a").resOutputsEvent;
        assert.ok(failed);
        const { changes } = accountOf([
            step("create", "a"),
            event({ resOpFailedEvent: { metadata: failed.metadata, status: 1, steps: 1 } }),
        ]);
        assert.equal(changes.create, 0);
    });

    it("leaves out the providers that the engine makes by itself, as the engine does", () => {
        const type = "pulumi:providers:kubernetes";
        const provider = (name: string) => step("create", name, { type, urn: urn(type, name) });
        const { changed } = accountOf([
            provider("default"),
            provider("default_4_34_2"),
            provider("cluster"),
        ]);
        assert.deepEqual(
            changed.map((change) => change.urn),
            [urn(type, "cluster")],
        );
    });

    it("tells which properties of a changed resource differ", () => {
        const { changed } = accountOf([
            step("same", "a"),
            step("update", "b", {
                detailedDiff: { "spec.replicas": { diffKind: DiffKind.update, inputDiff: true } },
            }),
            step("replace", "c", { diffs: ["metadata"] }),
            step("delete-replaced", "c"),
        ]);
        assert.deepEqual(changed, [
            {
                kind: "update",
                urn: urn("kubernetes:core/v1:ConfigMap", "b"),
                properties: ["spec.replicas"],
            },
            {
                kind: "replace",
                urn: urn("kubernetes:core/v1:ConfigMap", "c"),
                properties: ["metadata"],
            },
        ]);
    });

    it("reads a violation's rule from the message, below the policy's description", () => {
        const { violations } = accountOf([
            policy(
                "<{%fg 1%}>Namespaces are meshed.\nMESH-01: not injected<{%reset%}>\n",
                "mandatory",
            ),
        ]);
        assert.deepEqual(violations, [
            {
                rule: "MESH-01",
                level: "mandatory",
                urn: urn("kubernetes:core/v1:Namespace", "faces"),
                message: "MESH-01: not injected",
            },
        ]);
    });

    it("names the policy where its message begins with no rule", () => {
        const { violations } = accountOf([policy("think again", "warning")]);
        assert.deepEqual(
            violations.map(({ rule, level }) => [rule, level]),
            [["meshed-namespaces", "advisory"]],
        );
    });

    it("tells a violation that the engine repeats once", () => {
        const repeated = policy("MESH-01: not injected", "mandatory");
        assert.equal(accountOf([repeated, repeated]).violations.length, 1);
    });

    it("keeps what the engine and the program say, without its debug lines and repetitions", () => {
        const { diagnostics } = accountOf([
            event({
                diagnosticEvent: JSON.parse(
                    `{"severity":"debug","message":"Registering","color":"never"}`,
                ) as EngineEvent["diagnosticEvent"],
            }),
            diagnostic("warning", "using pulumi-analyzer-policy-nodejs from $PATH at /shim"),
            diagnostic("warning", "careful\n"),
            diagnostic("info#err", "from a plugin"),
            diagnostic("error", "Unhandled exception: Error: no host\n    at index.ts:3"),
            diagnostic("error", "no host\n"),
        ]);
        assert.deepEqual(diagnostics, [
            { severity: "warning", message: "careful" },
            { severity: "info", message: "from a plugin" },
            {
                severity: "error",
                message: "Unhandled exception: Error: no host\n    at index.ts:3",
            },
        ]);
    });

    it("has the stack's last outputs, and none where the engine told none", () => {
        const type = "pulumi:pulumi:Stack";
        const state = { type, urn: "", id: "", parent: "", inputs: {}, provider: "" };
        const stack = (outputs: Record<string, unknown>) =>
            step("create", "shop-dev", { type, new: { ...state, outputs } });
        assert.deepEqual(accountOf([stack({}), stack({ host: "faces", key: secret })]).outputs, {
            host: "faces",
            key: "[secret]",
        });
        assert.equal(accountOf([]).outputs, undefined);
    });
});

describe("masked outputs", () => {
    it("hide a secret wherever it stands", () => {
        assert.deepEqual(maskOutputs({ a: secret, b: { c: [1, secret], d: "plain" } }), {
            a: "[secret]",
            b: { c: [1, "[secret]"], d: "plain" },
        });
    });

    it("say which values only up will know", () => {
        assert.deepEqual(maskOutputs({ ip: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), {
            ip: "[unknown]",
        });
    });
});
