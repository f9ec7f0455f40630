import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../policy-pack/audit/run";
import { remedyOf } from "../support/ruleTexts";

const ROOT = join(__dirname, "..", "..");

function pod(name: string, image: string): string {
    return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
spec:
  containers:
    - name: app
      image: ${image}
`;
}

const good = pod("good", "ghcr.io/example/app:1.2.3");
const bad = pod("bad", "ghcr.io/example/app:latest");

describe("the audit command", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "audit-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string, text: string | Buffer): string {
        const file = join(folder, name);
        writeFileSync(file, text);
        return file;
    }

    /** By the one rule on image tags, which is all that the manifests here are about. */
    function audit(...argv: string[]) {
        return run(["--rule", "SC-01", ...argv]);
    }

    /** What was found as file, line and name of the object. */
    async function found(...argv: string[]): Promise<string[]> {
        const { output } = await audit("--format", "json", ...argv);
        const { findings } = JSON.parse(output) as {
            findings: { file: string; line: number; resource: { name: string } }[];
        };
        return findings.map(
            ({ file, line, resource }) =>
                `${file.replace(`${folder}/`, "")}:${line} ${resource.name}`,
        );
    }

    it("says of a tenant's file alone that it would make him somebody in the mesh", async () => {
        const file = write(
            "forged.yaml",
            `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: anyone, namespace: shop }
spec:
  isCA: true
  secretName: anyone
  dnsNames: [identity.linkerd.cluster.local]
  issuerRef: { name: enterprise-clusterissuer, kind: ClusterIssuer }
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: { name: raw, namespace: shop }
spec:
  request: Cg==
  issuerRef: { name: own, kind: Issuer }
`,
        );
        const { exitCode, output } = await run(["--format", "json", file]);
        const { findings } = JSON.parse(output) as {
            findings: { rule: string; level: string; resource: { name: string } }[];
        };
        const mandatory = findings
            .filter(({ level }) => level === "mandatory")
            .map(({ rule, resource }) => `${rule} ${resource.name}`);
        assert.deepEqual(
            [exitCode, [...new Set(mandatory)].sort()],
            [1, ["PKI-08 anyone", "PKI-15 anyone", "PKI-15 raw"]],
        );
    });

    it("exits with 0 and says how much it judged where nothing is wrong", async () => {
        assert.deepEqual(await audit(write("good.yaml", good)), {
            output: "1 object judged: nothing found",
            errors: "",
            exitCode: 0,
        });
    });

    it("exits with 1 and says what is wrong, where, and what to do", async () => {
        const file = write("bad.yaml", `${good}---\n${bad}`);
        assert.deepEqual(await audit(file), {
            output: [
                `${file}:19: SC-01 mandatory violation: Pod "shop/bad" runs "ghcr.io/example/app:latest", whose tag moves from image to image (spec.containers[0].image) — Fix: ${remedyOf("SC-01")}`,
                "2 objects judged: 1 mandatory violation",
            ].join("\n"),
            errors: "",
            exitCode: 1,
        });
    });

    it("writes JSON with exactly the documented keys", async () => {
        const file = write("bad.yaml", bad);
        const { output, exitCode } = await audit("--format", "json", file);
        assert.equal(exitCode, 1);
        assert.deepEqual(JSON.parse(output), {
            findings: [
                {
                    rule: "SC-01",
                    level: "mandatory",
                    status: "violation",
                    resource: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "bad" },
                    path: "spec.containers[0].image",
                    message:
                        'Pod "shop/bad" runs "ghcr.io/example/app:latest", whose tag moves from image to image',
                    remedy: remedyOf("SC-01"),
                    file,
                    line: 9,
                },
            ],
            checked: 1,
        });
    });

    it("judges by all rules unless some are chosen", async () => {
        const file = write("bad.yaml", bad);
        const rulesOf = async (argv: string[]) => {
            const report = JSON.parse((await run(["--format", "json", ...argv, file])).output) as {
                findings: { rule: string }[];
            };
            return new Set(report.findings.map(({ rule }) => rule));
        };
        assert.ok((await rulesOf([])).size > 2);
        assert.deepEqual(await rulesOf(["--rule", "SC-01"]), new Set(["SC-01"]));
        assert.deepEqual(
            await rulesOf(["--rule", "SC-01", "--rule", "MESH-01"]),
            new Set(["MESH-01", "SC-01"]),
        );
    });

    it("sorts what it finds by file, line and rule, in whichever order it is given", async () => {
        const files = ["b.yaml", "a.yaml"].map((name) => write(name, `${bad}---\n${bad}`));
        const first = await audit("--format", "json", ...files);
        assert.deepEqual(await audit("--format", "json", ...files.reverse()), first);
        assert.deepEqual(await found(...files), [
            "a.yaml:9 bad",
            "a.yaml:19 bad",
            "b.yaml:9 bad",
            "b.yaml:19 bad",
        ]);
    });

    it("looks into folders at any depth, for YAML and JSON, and judges no file twice", async () => {
        mkdirSync(join(folder, "below", "node_modules"), { recursive: true });
        mkdirSync(join(folder, ".hidden"));
        write("below/one.yml", bad);
        write(
            "two.json",
            JSON.stringify(
                {
                    apiVersion: "v1",
                    kind: "Pod",
                    metadata: { name: "two" },
                    spec: { containers: [{ image: "x" }] },
                },
                null,
                2,
            ),
        );
        write("below/node_modules/other.yaml", "a: 1");
        write(".hidden/other.yaml", "a: 1");
        write("readme.md", "a: 1");
        symlinkSync(folder, join(folder, "below", "loop"));
        assert.deepEqual(await found(folder, folder, join(folder, "two.json")), [
            "below/one.yml:9 bad",
            "two.json:10 two",
        ]);
    });

    it("takes Lists of anything and of one kind apart", async () => {
        const file = write(
            "list.yaml",
            `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: PodList
    items:
      - metadata: {name: inner}
        spec:
          containers:
            - image: x
  - apiVersion: v1
    kind: Pod
    metadata: {name: outer}
    spec:
      containers: [{image: y}]
---
apiVersion: v1
kind: ConfigMapList
`,
        );
        assert.deepEqual(await found(file), ["list.yaml:10 inner", "list.yaml:15 outer"]);
    });

    it("does not take for a list what only has such a name", async () => {
        const file = write("allow.yaml", "apiVersion: example.com/v1\nkind: AllowList\nspec: {}\n");
        assert.equal((await audit(file)).output, "1 object judged: nothing found");
    });

    it("reads text with a byte order mark", async () => {
        assert.deepEqual(await found(write("bom.yaml", `\ufeff${bad}`)), ["bom.yaml:9 bad"]);
    });

    it("reads standard input, as the program that is installed", () => {
        const result = spawnSync(
            process.execPath,
            ["--import", "tsx", "policy-pack/audit/main.ts", "--rule", "SC-01", "-"],
            { cwd: ROOT, input: bad, encoding: "utf8" },
        );
        assert.equal(result.status, 1);
        assert.match(
            result.stdout,
            /^standard input:9: SC-01 mandatory violation: Pod "shop\/bad"/,
        );
        assert.equal(result.stderr, "");
    });

    it("explains itself", async () => {
        const { output, exitCode } = await run(["--help"]);
        assert.equal(exitCode, 0);
        assert.match(output, /Exit code: 1 where a mandatory rule is violated, 2 where the input/);
    });

    it("shows no control character of a file to the terminal", async () => {
        const file = write("bad.yaml", bad.replace("name: bad", 'name: "\\e[31m"'));
        assert.match((await audit(file)).output, /Pod "shop\/\\u001b\[31m"/);
    });

    describe("refuses, with exit code 2 and nothing on standard output,", () => {
        const cases: readonly {
            what: string;
            text?: string | Buffer;
            argv?: string[];
            errors: RegExp;
        }[] = [
            {
                what: "no path at all",
                argv: [],
                errors: /^give files or folders to judge, or --state/,
            },
            {
                what: "a file that is not there",
                argv: ["missing.yaml"],
                errors: /^missing\.yaml: there is no such file or folder$/,
            },
            {
                what: "a rule that there is not",
                argv: ["--rule", "mesh-1", "x.yaml"],
                errors: /^--rule: there is no rule "mesh-1"; did you mean MESH-01\?$/,
            },
            {
                what: "an option that there is not",
                argv: ["--formt", "json", "x.yaml"],
                errors: /^Unknown option '--formt'/,
            },
            {
                what: "a format that there is not",
                argv: ["--format", "xml", "x.yaml"],
                errors: /^--format: "xml" is none of text, json, sarif, junit$/,
            },
            {
                what: "a state and paths together",
                argv: ["--state", "state.json", "x.yaml"],
                errors: /^--state: give either a state or paths/,
            },
            {
                what: "what is not YAML",
                text: `${good}---\nkind: [\n`,
                errors: /in\.yaml:12: document 2 is not valid YAML: .+$/,
            },
            {
                what: "bytes that are not text",
                text: Buffer.from([0xff, 0xfe, 0x61]),
                errors: /in\.yaml: is not UTF-8 text$/,
            },
            {
                what: "an object without a kind",
                text: `${good}---\napiVersion: v1\nmetadata: {name: x}\n`,
                errors: /in\.yaml:11: document 2 has no kind: give e\.g\. kind: Deployment$/,
            },
            {
                what: "an object without a version",
                text: "kind: Deployment\n",
                errors: /in\.yaml:1: document 1 is of kind Deployment and has no apiVersion/,
            },
            {
                what: "a kind that no rule would know for its case",
                text: "apiVersion: v1\nkind: pod\n",
                errors: /in\.yaml:1: document 1 has the kind "pod": kinds begin with a capital letter/,
            },
            {
                what: "a version that is none",
                text: "apiVersion: apps/v1/\nkind: Deployment\n",
                errors: /document 1 has the apiVersion "apps\/v1\/": give group and version/,
            },
            {
                what: "an item of a List without a kind",
                text: "apiVersion: v1\nkind: List\nitems:\n  - a: 1\n",
                errors: /in\.yaml:4: document 1, item 1 has no kind/,
            },
            {
                what: "items that are no list",
                text: "apiVersion: v1\nkind: List\nitems: {a: 1}\n",
                errors: /document 1 has items that are not a list$/,
            },
            {
                what: "a document that is no object",
                text: "- a\n",
                errors: /in\.yaml:1: document 1 is not a Kubernetes object/,
            },
            {
                what: "a file without an object",
                text: "# nothing\n",
                errors: /holds no Kubernetes object$/,
            },
        ];
        for (const { what, text, argv, errors } of cases) {
            it(what, async () => {
                const result = await run(argv ?? [write("in.yaml", text ?? "")]);
                assert.deepEqual([result.output, result.exitCode], ["", 2]);
                assert.match(result.errors, errors);
            });
        }

        it("everything that is wrong at once", async () => {
            const files = [write("a.yaml", "kind: [\n---\na: 1\n"), write("b.yaml", "- a\n")];
            assert.equal((await run(files)).errors.split("\n").length, 3);
        });
    });
});
