import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

import { run } from "./run";

async function main(): Promise<void> {
    const { output, errors, exitCode } = await run(process.argv.slice(2), {
        environment: process.env,
        readFile: (path) => readFileSync(path, "utf8"),
        readInput: () => text(process.stdin),
    });
    if (output !== "") {
        process.stdout.write(`${output}\n`);
    }
    if (errors !== "") {
        process.stderr.write(`${errors}\n`);
    }
    process.exitCode = exitCode;
}

main().catch((error: unknown) => {
    console.error(error);
    // Node's own code for an uncaught error, 1, would look like a difference found.
    process.exitCode = 2;
});
