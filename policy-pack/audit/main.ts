#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { run } from "./run";

// Node 20 begins to optimise so early that the command is over before it has paid: of a second, a
// third. Later versions wait by themselves, and do not know the flag.
if (process.versions.node.startsWith("20.")) {
    setFlagsFromString("--interrupt-budget=400000");
}

run(process.argv.slice(2)).then(
    ({ output, errors, exitCode }) => {
        if (output !== "") {
            process.stdout.write(`${output}\n`);
        }
        if (errors !== "") {
            process.stderr.write(`${errors}\n`);
        }
        process.exitCode = exitCode;
    },
    (error: unknown) => {
        console.error(error);
        // Node's own code for an uncaught error, 1, would look like a violation found.
        process.exitCode = 2;
    },
);
