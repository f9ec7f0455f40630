import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

import { usage } from "../../../verify/arguments";
import { run } from "../../../verify/run";

const host = ["--host", "faces.example.com"];
const files: Record<string, string> = {
    empty: "",
    list: "[]",
    other: '{ "https://other.example.com/ → a/b:http": "every request" }',
    broken: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
};

const outcomeOf = (args: string[], environment: Record<string, string> = {}, input = "") =>
    run(args, {
        environment,
        readFile: (path) => {
            const content = files[path];
            if (content === undefined) {
                throw new Error("no such file");
            }
            return content;
        },
        readInput: () => Promise.resolve(input),
    });

/** The problems alone, without the hint at the help. */
const problemsOf = async (args: string[], environment?: Record<string, string>, input?: string) => {
    const { output, errors, exitCode } = await outcomeOf(args, environment, input);
    assert.equal(output, "");
    assert.equal(exitCode, 2);
    const lines = errors.split("\n");
    assert.equal(lines.pop(), "npm run -s verify -- --help tells all options.");
    return lines;
};

describe("verify's command line", () => {
    it("names every problem at once, and never repeats what may be a password", async () => {
        const problems = await problemsOf([
            ...["--host", "faces", "--user", "a:b", "--address", "the balancer"],
            ...[
                "--https-port",
                "0",
                "--http-port",
                "http",
                "--timeout",
                "601",
                "--days-left",
                "-1",
            ],
            ...["--ca", "empty", "--access", "list", "--json=yes", "--password", "hunter2"],
        ]);
        assert.deepEqual(problems, [
            "--json: takes no value",
            "--password: there is no such option",
            "every argument belongs to an option; the password is never one",
            '--host: "faces" is not a fully qualified name in lower case; give e.g. --host faces.example.com',
            '--address: "the balancer" is neither an IP address nor a fully qualified name',
            '--user: "a:b" is not a user name for HTTP Basic authentication; use letters, digits, dots, dashes and underscores',
            '--https-port: "0" is not a whole number from 1 to 65535',
            '--http-port: "http" is not a whole number from 1 to 65535',
            "--ca: empty: holds no certificate in PEM",
            '--timeout: "601" is not a whole number from 1 to 600',
            "--access: list: is not a JSON object, as pulumi stack output access --json prints it",
            '--days-left: "-1" is not a whole number from 0 to 3650',
        ]);
    });

    const cases: Record<
        string,
        { args: string[]; environment?: Record<string, string>; says: RegExp }
    > = {
        "no host": { args: [], says: /^--host: is missing; give e\.g\. --host / },
        "a host twice": { args: [...host, ...host], says: /^--host: give it one value, once$/ },
        "an option without a value": {
            args: [...host, "--user"],
            says: /^--user: give it one value, once$/,
        },
        "a file that is not there": {
            args: [...host, "--ca", "none"],
            says: /^--ca: none: no such file$/,
        },
        "a certificate that is none": {
            args: [...host, "--ca", "broken"],
            says: /^--ca: broken: /,
        },
        "a matrix that is no JSON": {
            args: [...host, "--access", "empty"],
            says: /^--access: empty: .*JSON/,
        },
        "a host that the matrix does not know": {
            args: [...host, "--access", "other"],
            says: /^--access: lets nobody in at faces\.example\.com, only at other\.example\.com$/,
        },
        "no password": {
            args: host,
            says: /^the ingress wants a password: set VERIFY_PASSWORD, or give --password-stdin$/,
        },
        "an empty standard input, though the variable is set": {
            args: [...host, "--password-stdin"],
            environment: { VERIFY_PASSWORD: "secret" },
            says: /^--password-stdin: standard input is empty$/,
        },
    };
    for (const [title, { args, environment, says }] of Object.entries(cases)) {
        it(`refuses ${title}`, async () => {
            const [problem = "", ...more] = await problemsOf(args, environment, "\n");
            assert.match(problem, says);
            assert.deepEqual(more, []);
        });
    }

    it("tells all options", async () => {
        assert.deepEqual(await outcomeOf(["--help"]), { output: usage, errors: "", exitCode: 0 });
    });

    it("takes the password from standard input, as a process", () => {
        const root = resolve(__dirname, "../../..");
        const verify = (...args: string[]) =>
            spawnSync(
                process.execPath,
                ["--import", "tsx", join(root, "verify/main.ts"), ...args],
                { cwd: root, input: "correct-horse-battery-staple\n", encoding: "utf8" },
            );
        // Nobody listens on port 1.
        const address = ["--address", "127.0.0.1", "--https-port", "1", "--http-port", "1"];
        const { status, stdout } = verify(...host, ...address, "--password-stdin");
        assert.equal(status, 1);
        // In cleartext nobody has to answer.
        assert.match(stdout, /\n15 of 19 checks differ\.\n$/);
        assert.doesNotMatch(stdout, /correct-horse/);
        assert.equal(verify("--nothing").status, 2);
    });
});
