import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const command = join(__dirname, "..", "..", "..", "access", "cli", "command");

/** A process that runs a command, and what it says against it. */
function start(result: string) {
    const script = `void require(${JSON.stringify(command)}).runCommand(async () => (${result}))`;
    const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const ended = once(child, "close").then(([exitCode]) => ({
        exitCode: exitCode as number,
        errors,
    }));
    return { output: child.stdout, ended };
}

describe("A command", () => {
    it("prints its result and ends with its exit code", async () => {
        const { output, ended } = start(`{ output: "changes", errors: "but", exitCode: 1 }`);
        const printed = (await output.toArray()).join("");
        assert.deepEqual(
            { printed, ...(await ended) },
            {
                printed: "changes\n",
                errors: "but\n",
                exitCode: 1,
            },
        );
    });

    it("ends without complaint, and with its exit code, where nobody reads on", async () => {
        const { output, ended } = start(
            `{ output: "line\\n".repeat(1_000_000), errors: "", exitCode: 1 }`,
        );
        await once(output, "data");
        output.destroy();
        assert.deepEqual(await ended, { errors: "", exitCode: 1 });
    });

    it("ends as for bad input, not as for something found, where it breaks", async () => {
        const { output, ended } = start(`Promise.reject(new Error("out of order"))`);
        output.resume();
        const { errors, exitCode } = await ended;
        assert.match(errors, /^Error: out of order/);
        assert.equal(exitCode, 2);
    });
});
