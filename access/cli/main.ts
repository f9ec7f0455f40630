import { run } from "./run";

const { output, errors, exitCode } = run(process.argv.slice(2));
if (output !== "") {
    process.stdout.write(`${output}\n`);
}
if (errors !== "") {
    process.stderr.write(`${errors}\n`);
}
process.exitCode = exitCode;
