import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestSandbox } from "./support";

const KUBECONFIG = "plain-0b5e55ed-kubeconfig";
const DAY = 24 * 60 * 60 * 1000;

/** A day from now on, as the pack's configuration has it. */
function inDays(days: number): string {
    return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

function exemption(change: object = {}): object {
    return {
        rule: "SC-01",
        resource: { kind: "Deployment", namespace: "faces", name: "face" },
        owner: "platform@example.com",
        reason: "the vendor has no other tag",
        expiry: inDays(30),
        ...change,
    };
}

interface State {
    urn: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

describe("the policy pack's configuration in the engine", function () {
    let sandbox: TestSandbox;

    beforeEach(() => {
        sandbox = new TestSandbox("violations");
    });

    afterEach(() => {
        sandbox.remove();
    });

    async function run(operation: "preview" | "up", program: string, configuration: object) {
        const file = join(sandbox.home, "policies.json");
        writeFileSync(file, JSON.stringify(configuration));
        const { code, document } = await sandbox.run(
            operation,
            ...["--config", `rule=${program}`, "--config", `kubeconfig=${KUBECONFIG}`],
            ...["--policy-pack-config", file],
        );
        return {
            code,
            violations: document.violations.map(({ rule, level, message }) =>
                [level, rule, message.replace(/^[A-Z]+-\d+: | — Fix: .*/gs, "")].join(" "),
            ),
            errors: document.diagnostics
                .filter(({ severity }) => severity === "error")
                .map(({ message }) => message)
                .join("\n"),
        };
    }

    /** Nothing but the rule on image tags, and what the pack itself has to say. */
    function only(settings: object): object {
        return {
            all: "disabled",
            "zero-trust": { enforcementLevel: "mandatory", ...settings },
            "sc-01-no-floating-tag": "mandatory",
        };
    }

    /** What the state of the stack has of a provider, inputs and outputs. */
    function kubeconfigsInState(): unknown[] {
        const [file = ""] = sandbox
            .filesContaining("")
            .filter((path) => path.endsWith(join("stacks", "violations", "dev.json")));
        const state = JSON.parse(readFileSync(join(sandbox.home, file), "utf8")) as {
            checkpoint: { latest: { resources: State[] } };
        };
        return state.checkpoint.latest.resources
            .filter(({ urn }) => urn.endsWith("::cluster"))
            .flatMap(({ inputs, outputs }) => [inputs?.kubeconfig, outputs?.kubeconfig]);
    }

    it("encrypts in the state a credential that came as a plain text", async () => {
        const { code, violations } = await run("up", "kubeconfig", {
            all: "disabled",
            "zero-trust": "mandatory",
            "sec-02-secret-material-is-secret": "remediate",
        });
        assert.deepEqual([code, violations], [0, []]);
        const encrypted = ["4dabf18193072939515e22adb298388d", "ciphertext"];
        assert.deepEqual(
            kubeconfigsInState().map((kubeconfig) => Object.keys(kubeconfig as object)),
            [encrypted, encrypted],
        );
    });

    it("leaves it in the clear where that remediation is disabled", async () => {
        const { code } = await run("up", "kubeconfig", { all: "disabled" });
        assert.equal(code, 0);
        assert.deepEqual(kubeconfigsInState(), [KUBECONFIG, KUBECONFIG]);
    });

    it("holds for every rule that has no setting of its own, be it that the engine fills in defaults", async () => {
        const { code, violations } = await run("preview", "SC-01", only({ floatingTags: ["rc"] }));
        assert.deepEqual([code, violations], [0, []]);
    });

    it("lets pass what is exempt, and nothing else", async () => {
        assert.deepEqual(await run("preview", "SC-01", only({ exemptions: [exemption()] })), {
            code: 0,
            violations: [],
            errors: "",
        });
    });

    it("refuses an exemption that is over, before anything is made", async () => {
        const expiry = inDays(-1);
        const { code, violations } = await run(
            "preview",
            "SC-01",
            only({ exemptions: [exemption({ expiry })] }),
        );
        assert.equal(code, 1);
        assert.deepEqual(violations, [
            `mandatory GOV-01 Exemption "SC-01 for Deployment faces/face" expired on ${expiry} (exemptions[0].expiry)`,
            'mandatory SC-01 Deployment "faces/face" runs "ghcr.io/buoyantio/faces-face:latest", whose tag moves from image to image (spec.template.spec.containers[0].image)',
        ]);
    });

    it("refuses an exemption that is not needed", async () => {
        const { code, violations } = await run(
            "preview",
            "MESH-01",
            only({ exemptions: [exemption()] }),
        );
        assert.equal(code, 1);
        assert.deepEqual(violations, [
            'mandatory GOV-01 Exemption "SC-01 for Deployment faces/face" is not needed: the rule finds nothing there (exemptions[0])',
        ]);
    });

    it("refuses what is undecided where strict is set", async () => {
        const { code, violations } = await run("preview", "unknown image", only({ strict: true }));
        assert.equal(code, 1);
        assert.ok(
            violations.includes(
                'mandatory SC-01 Deployment "faces/face" cannot be judged: it depends on spec.template.spec.containers[0].image, which is not known yet (spec.template.spec.containers[0].image)',
            ),
        );
    });

    it("refuses in production what it advises elsewhere", async () => {
        const settings = (environment: string) => ({
            ...only({ environment }),
            "sc-01-no-floating-tag": "disabled",
            "sc-02-image-has-a-digest": "advisory",
            "sc-02-image-has-a-digest-in-production": "mandatory",
        });
        const levels = async (environment: string) => {
            const { code, violations } = await run("preview", "SC-01", settings(environment));
            return [code, ...violations.map((line) => line.split(" ").slice(0, 2).join(" "))];
        };
        assert.deepEqual(await levels("development"), [0, "advisory SC-02"]);
        assert.deepEqual(await levels("production"), [1, "mandatory SC-02"]);
    });

    const mistakes: [string, object, RegExp][] = [
        [
            "a value that there is not",
            { "zero-trust": { environment: "prod" } },
            /zero-trust: environment: environment must be one of the following: "production", "development"/,
        ],
        [
            "a value of a wrong type",
            { "zero-trust": { exemptNamespaces: "faces" } },
            /zero-trust: exemptNamespaces: Invalid type. Expected: array, given: string/,
        ],
        [
            "an exemption without an end",
            { "zero-trust": { exemptions: [exemption({ expiry: undefined })] } },
            /zero-trust: exemptions.0: expiry is required/,
        ],
        [
            "a level that there is not",
            { "sc-01-no-floating-tag": "fatal" },
            /parsing enforcement level for "sc-01-no-floating-tag": "fatal" is not a valid enforcement level/,
        ],
    ];
    for (const [title, configuration, message] of mistakes) {
        it(`refuses ${title}, before it begins`, async () => {
            const { code, errors } = await run("preview", "MESH-01", configuration);
            assert.equal(code, 1);
            assert.match(errors, message);
        });
    }

    it("refuses a key that there is not, of the pack and of one policy", async () => {
        const { code, violations } = await run("preview", "MESH-01", {
            ...only({ enviroment: "production" }),
            "sc-01-no-floating-tag": { enforcementLevel: "mandatory", floatingTag: [] },
        });
        assert.equal(code, 1);
        assert.deepEqual(violations, [
            'mandatory GOV-01 in the configuration, zero-trust has no key "enviroment"',
            'mandatory GOV-01 in the configuration, sc-01-no-floating-tag has no key "floatingTag"',
        ]);
    });
});
