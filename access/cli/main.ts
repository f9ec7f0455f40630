import { runCommand } from "./command";
import { run } from "./run";

void runCommand(() => run(process.argv.slice(2)));
