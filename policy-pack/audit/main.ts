#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { runCommand } from "zero-trust-access";
import { run } from "./run";

// Node 20 begins to optimise so early that the command is over before it has paid: of a second, a
// third. Later versions wait by themselves, and do not know the flag.
if (process.versions.node.startsWith("20.")) {
    setFlagsFromString("--interrupt-budget=400000");
}

void runCommand(() => run(process.argv.slice(2)));
