import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { runCommand } from "zero-trust-access";
import { run } from "./run";

void runCommand(() =>
    run(process.argv.slice(2), {
        environment: process.env,
        readFile: (path) => readFileSync(path, "utf8"),
        readInput: () => text(process.stdin),
    }),
);
