import { parseArgs } from "node:util";

import { InputError } from "zero-trust-manifests";

export const formats = ["table", "json", "mermaid", "html"] as const;

export type Format = (typeof formats)[number];

export interface EvaluateArguments {
    command: "evaluate";
    paths: string[];
    from: string | undefined;
    to: string | undefined;
    port: string | undefined;
    method: string | undefined;
    path: string | undefined;
    defaultPolicy: string | undefined;
    format: Format;
    questions: string | undefined;
}

export interface DiffArguments {
    command: "diff";
    before: string;
    after: string;
    defaultPolicy: string | undefined;
    format: Format;
}

export const usage = `Who may call whom, by Kubernetes objects in files and folders ("-" is standard input).

  npm run -s access -- evaluate PATH… [--from P] [--to NS/WORKLOAD] [--port P] [--method M]
      [--path /p] [--default-policy POLICY] [--format table|json|mermaid|html]
      [--questions FILE]
  npm run -s access -- diff OLD NEW [--default-policy POLICY] [--format table|json]

  --from      NAMESPACE/SERVICEACCOUNT, unauthenticated, unauthenticated@IP, or internet
  --to        NAMESPACE/WORKLOAD or NAMESPACE/POD
  --questions a JSON array of {"from","to","port","method","path"}: answers in the same order

evaluate answers one question where from, to and port are given; else it lists what is allowed, as
a table, as JSON, as a Mermaid flowchart, or as an HTML page that needs no other file.
diff exits with 0 without a difference, 1 with one; both exit with 2 on bad input.`;

/** @throws InputError where the command line says what cannot be. */
export function readArguments(argv: readonly string[]): EvaluateArguments | DiffArguments | "help" {
    const text = { type: "string" } as const;
    let parsed;
    try {
        parsed = parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                from: text,
                to: text,
                port: text,
                method: text,
                path: text,
                "default-policy": text,
                format: text,
                questions: text,
                help: { type: "boolean", short: "h" },
            },
        });
    } catch (error) {
        throw new InputError([error instanceof Error ? error.message : String(error)]);
    }
    const { values, positionals } = parsed;
    const [command, ...paths] = positionals;
    if (values.help === true) {
        return "help";
    }
    const format = formats.find((candidate) => candidate === (values.format ?? "table"));
    if (format === undefined) {
        throw new InputError([
            `--format: "${values.format ?? ""}" is none of ${formats.join(", ")}`,
        ]);
    }
    const defaultPolicy = values["default-policy"];
    if (command === "diff") {
        const [before, after, ...more] = paths;
        if (before === undefined || after === undefined || more.length > 0) {
            throw new InputError(["diff: give two files or folders, the old and the new"]);
        }
        if (isPicture(format)) {
            throw new InputError([`--format: diff has table and json, not ${format}`]);
        }
        return { command, before, after, defaultPolicy, format };
    }
    if (command !== "evaluate") {
        throw new InputError([
            command === undefined
                ? `give a command: evaluate or diff\n${usage}`
                : `"${command}" is no command; give evaluate or diff`,
        ]);
    }
    if (paths.length === 0) {
        throw new InputError(["evaluate: give files or folders with Kubernetes objects"]);
    }
    const { from, to, port, method, path, questions } = values;
    if (questions !== undefined && [from, to, port, method, path].some((it) => it !== undefined)) {
        throw new InputError(["--questions: the file says from, to, port, method and path"]);
    }
    if (isPicture(format) && questions !== undefined) {
        throw new InputError([`--format: --questions is answered in json, not in ${format}`]);
    }
    if (isPicture(format) && from !== undefined && to !== undefined && port !== undefined) {
        throw new InputError([
            `--format: one question has table and json; for ${format} leave out --from, --to or --port`,
        ]);
    }
    return { command, paths, from, to, port, method, path, defaultPolicy, format, questions };
}

function isPicture(format: Format): boolean {
    return format === "mermaid" || format === "html";
}
