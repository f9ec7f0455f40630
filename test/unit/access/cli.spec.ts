import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { run } from "../../../access/cli/run";
import { authorization, deployment, namespace, server } from "./manifests";

const objects = [
    namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
    deployment(),
    server("http"),
    authorization("ui", "Server/http", "ServiceAccount/ui/web"),
];

describe("The access command", () => {
    let folder = "";
    let file = "";

    beforeEach(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), "access-"));
        file = write("shop.yaml", objects.join("\n---\n"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string, text: string): string {
        writeFileSync(path.join(folder, name), text);
        return path.join(folder, name);
    }

    function evaluate(...more: string[]): ReturnType<typeof run> {
        return run(["evaluate", file, ...more]);
    }

    it("answers one question", async () => {
        const { output, exitCode } = await evaluate(
            ...["--from", "web/ui", "--to", "shop/cart", "--port", "http"],
            ...["--method", "GET", "--path", "/", "--format", "json"],
        );
        assert.deepEqual(JSON.parse(output), {
            verdict: "allow",
            because: [
                {
                    kind: "AuthorizationPolicy",
                    namespace: "shop",
                    name: "ui",
                    why: "allows ui.web.serviceaccount.identity.linkerd.cluster.local (ServiceAccount web/ui)",
                },
                {
                    kind: "Server",
                    namespace: "shop",
                    name: "http",
                    why: "selects port 8000, as a protocol to be detected",
                },
            ],
        });
        assert.equal(exitCode, 0);
    });

    it("lists everything that is allowed", async () => {
        assert.deepEqual((await evaluate()).output.split("\n"), [
            "FROM    TO         PORT  REQUEST  VERDICT  BECAUSE",
            "web/ui  shop/cart  8000  *        allow    AuthorizationPolicy shop/ui, ServiceAccount web/ui",
        ]);
        assert.equal((await evaluate("--from", "web/other")).output, "nothing is allowed");
    });

    it("draws what is allowed", async () => {
        assert.deepEqual((await evaluate("--format", "mermaid")).output.split("\n"), [
            "flowchart LR",
            '    n0["web/ui"]',
            '    n1["shop/cart"]',
            '    n0 -->|"8000"| n1',
        ]);
    });

    it("writes what is allowed as one HTML document", async () => {
        const { output, errors, exitCode } = await evaluate("--format", "html");
        assert.match(output, /^<!doctype html>\n<html lang="en">.*<\/html>$/s);
        assert.deepEqual({ errors, exitCode }, { errors: "", exitCode: 0 });
    });

    for (const format of ["mermaid", "html"]) {
        it(`answers one question, or those of a file, not as ${format}`, async () => {
            const one = ["--from", "web/ui", "--to", "shop/cart", "--port", "http"];
            const refused = [
                [
                    ["evaluate", file, ...one, "--format", format],
                    `--format: one question has table and json; for ${format} leave out --from, --to or --port`,
                ],
                [
                    ["evaluate", file, "--questions", file, "--format", format],
                    `--format: --questions is answered in json, not in ${format}`,
                ],
                [
                    ["diff", file, file, "--format", format],
                    `--format: diff has table and json, not ${format}`,
                ],
            ] as const;
            for (const [argv, errors] of refused) {
                assert.deepEqual(await run(argv), { output: "", errors, exitCode: 2 });
            }
        });
    }

    it("takes the cluster's default policy", async () => {
        file = write("open.yaml", [namespace(), deployment()].join("\n---\n"));
        const ask = ["--from", "unauthenticated", "--to", "shop/cart", "--port", "8000"];
        assert.match((await evaluate(...ask)).output, /^allow/);
        assert.match((await evaluate(...ask, "--default-policy", "deny")).output, /^deny/);
    });

    it("answers the questions of a file in their order", async () => {
        const questions = write(
            "questions.json",
            JSON.stringify([
                { from: "web/other", to: "shop/cart", port: 8000, method: "GET", path: "/" },
                { from: "web/ui", to: "shop/cart", port: "http" },
            ]),
        );
        const answers = JSON.parse((await evaluate("--questions", questions)).output) as {
            verdict: string;
        }[];
        assert.deepEqual(
            answers.map(({ verdict }) => verdict),
            ["deny", "allow"],
        );
    });

    it("says of a file of questions that is not there what it says of others", async () => {
        const questions = path.join(folder, "none.json");
        assert.deepEqual(await evaluate("--questions", questions), {
            output: "",
            errors: `${questions}: there is no such file or folder`,
            exitCode: 2,
        });
    });

    it("refuses bad questions with file and place, and answers none", async () => {
        const questions = write(
            "questions.json",
            JSON.stringify([
                { from: "web/ui", to: "shop/crat", port: 8000 },
                { from: "web", to: "shop/cart", port: 8000 },
                { from: "web/ui", to: "shop/cart", port: "htp" },
            ]),
        );
        assert.deepEqual(await evaluate("--questions", questions), {
            output: "",
            errors: [
                `${questions}: question 1: to: there is no workload or pod shop/crat; did you mean shop/cart?`,
                `${questions}: question 2: from: "web" is no caller; give NAMESPACE/SERVICEACCOUNT, unauthenticated, unauthenticated@IP or internet`,
                `${questions}: question 3: port: shop/cart has no port named htp; did you mean http?`,
            ].join("\n"),
            exitCode: 2,
        });
    });

    it("refuses wrong types with object, file and document", async () => {
        file = write("bad.yaml", [deployment(), server("http", { port: true })].join("\n---\n"));
        const { errors, exitCode } = await evaluate();
        assert.equal(
            errors,
            `Server shop/http (${file}:3, document 2): spec.port: must be a whole number from 1 to 65535`,
        );
        assert.equal(exitCode, 2);
    });

    for (const [title, argv] of Object.entries({
        "no command": [],
        "an unknown command": ["prove"],
        "an unknown option": ["evaluate", ".", "--form", "x"],
        "an unknown format": ["evaluate", ".", "--format", "xml"],
        "no path": ["evaluate"],
        "a path that does not exist": ["evaluate", "/nowhere"],
        "one path to diff": ["diff", "x"],
    })) {
        it(`refuses ${title} with exit code 2`, async () => {
            const { output, errors, exitCode } = await run(argv);
            assert.equal(output, "");
            assert.notEqual(errors, "");
            assert.equal(exitCode, 2);
        });
    }

    it("exits with 1 where a change newly allows or denies, and else with 0", async () => {
        const after = write("after.yaml", objects.slice(0, 3).join("\n---\n"));
        assert.deepEqual(await run(["diff", file, file]), { output: "", errors: "", exitCode: 0 });
        assert.deepEqual(await run(["diff", file, after]), {
            output: "- newly denied: web/ui → shop/cart:8000 * (AuthorizationPolicy shop/ui, ServiceAccount web/ui)",
            errors: "",
            exitCode: 1,
        });
    });
});
