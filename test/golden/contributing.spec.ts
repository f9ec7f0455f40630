import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const repository = join(__dirname, "..", "..");

/** A step of the worked examples: a new file, lines in one that is there, or commands. */
type Step =
    | { kind: "file"; file: string; text: string }
    | { kind: "lines"; file: string; before: string; text: string }
    | { kind: "commands"; text: string };

const guide = readFileSync(join(repository, "CONTRIBUTING.md"), "utf8");

function stepsIn(section: string): Step[] {
    const start = guide.indexOf(`\n## ${section}\n`);
    assert.ok(start >= 0, section);
    const text = guide.slice(start, guide.indexOf("\n## ", start + 1));
    const blocks = text.matchAll(
        /(?:^`([^`]+)`(?:, before `([^`]+)`)?\n\n)?^```\w+\n(.*?)^```$/gms,
    );
    return [...blocks].map(([, file, before, block = ""]) =>
        file === undefined
            ? { kind: "commands", text: block }
            : before === undefined
              ? { kind: "file", file, text: block }
              : { kind: "lines", file, before, text: block },
    );
}

/** A copy of the sources, whose packages are its own and whose dependencies are ours. */
function copyOfRepository(): string {
    const copy = mkdtempSync(join(tmpdir(), "contributing-"));
    const left = new Set([".git", "node_modules", "dist"]);
    cpSync(repository, copy, {
        recursive: true,
        preserveTimestamps: true,
        filter: (source) => source === repository || !left.has(basename(source)),
    });
    mkdirSync(join(copy, "node_modules"));
    for (const entry of readdirSync(join(repository, "node_modules"))) {
        const own = entry.startsWith("zero-trust-");
        symlinkSync(
            own
                ? join("..", entry.slice("zero-trust-".length))
                : join(repository, "node_modules", entry),
            join(copy, "node_modules", entry),
        );
    }
    return copy;
}

describe("The worked examples of CONTRIBUTING.md", () => {
    let copy: string;

    before(() => {
        copy = copyOfRepository();
    });

    after(() => {
        rmSync(copy, { recursive: true });
    });

    function run(command: string): void {
        const expected = Number(/# exits with (\d)$/.exec(command)?.[1] ?? 0);
        const { status, stdout, stderr } = spawnSync(command, {
            cwd: copy,
            shell: true,
            encoding: "utf8",
        });
        assert.equal(status, expected, `${command}\n${stdout}${stderr}`);
    }

    function follow(step: Step): void {
        if (step.kind === "commands") {
            step.text.trimEnd().split("\n").forEach(run);
            return;
        }
        const file = join(copy, step.file);
        if (step.kind === "file") {
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, step.text);
            return;
        }
        const text = readFileSync(file, "utf8");
        assert.equal(text.split(step.before).length, 2, `${step.file}: ${step.before}`);
        writeFileSync(
            file,
            text.replace(step.before, () => `${step.text}${step.before}`),
        );
    }

    it("add a rule by three files and nothing else, which refuses what it is to refuse", () => {
        const steps = stepsIn("A new rule");
        assert.deepEqual(
            steps.map((step) => (step.kind === "file" ? basename(step.file) : step.kind)),
            ["rule.ts", "allowed.yaml", "refused.yaml", "commands"],
        );
        steps.forEach(follow);
    });

    it("add a chart by a row, a component, and the lines that export and make one", () => {
        const steps = stepsIn("A new add-on");
        assert.deepEqual(
            steps.map((step) => step.kind),
            ["lines", "file", "lines", "lines", "lines", "commands"],
        );
        steps.forEach(follow);
    });

    it("leave a repository whose types are right, and whose tests of rules and of stacks pass", () => {
        run("npx tsc -p tsconfig.json --noEmit");
        const specs = [
            "test/golden/golden.spec.ts",
            ...["brokenArchitectures", "examples", "policyDocument", "everyRule", "ruleList"].map(
                (name) => `test/policy/${name}.spec.ts`,
            ),
        ];
        run(`npx mocha ${specs.map((spec) => `--spec ${spec}`).join(" ")}`);
    });
});
