#!/usr/bin/env node
import { run } from "./run";

try {
    const { output, errors, exitCode } = run(process.argv.slice(2));
    if (output !== "") {
        process.stdout.write(`${output}\n`);
    }
    if (errors !== "") {
        process.stderr.write(`${errors}\n`);
    }
    process.exitCode = exitCode;
} catch (error) {
    console.error(error);
    // Node's own code for an uncaught error, 1, would look like a violation found.
    process.exitCode = 2;
}
