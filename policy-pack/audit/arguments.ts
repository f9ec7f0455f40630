import { parseArgs } from "node:util";
import { type Rule, rules } from "zero-trust-rules";
import { InputError } from "zero-trust-manifests";
import { nearest } from "./nearest";

export const formats = ["text", "json", "sarif", "junit"] as const;

export type Format = (typeof formats)[number];

export interface Arguments {
    readonly paths: readonly string[];
    readonly state: string | undefined;
    readonly config: string | undefined;
    readonly format: Format;
    /** Those to judge by, in the pack's order. */
    readonly rules: readonly Rule[];
}

export const usage = `Judges Kubernetes objects, or a stack's state, by the rules of the zero trust policy pack.

  zero-trust-audit [--format text|json|sarif|junit] [--config FILE] [--rule ID]… PATH…
  zero-trust-audit [--format text|json|sarif|junit] [--config FILE] [--rule ID]… --state FILE

  PATH      YAML or JSON files, folders with such files at any depth, "-" for standard input
  --state   what "pulumi stack export" writes, "-" for standard input
  --config  the policy pack's configuration, YAML or JSON: levels, settings, exemptions
  --rule    judge by this rule alone, e.g. MESH-01; can be given more than once
  --format  text, which is the default, json, sarif (2.1.0) or junit

Exit code: 1 where a mandatory rule is violated, 2 where the input cannot be judged, and else 0.
What is advisory, exempt or undecided is reported and does not fail.`;

/** @throws InputError where the command line says what cannot be. */
export function readArguments(argv: readonly string[]): Arguments | "help" {
    const { values, positionals: paths } = parse(argv);
    if (values.help === true) {
        return "help";
    }
    const problems: string[] = [];
    const format = formats.find((candidate) => candidate === (values.format ?? "text"));
    if (format === undefined) {
        problems.push(`--format: "${values.format ?? ""}" is none of ${formats.join(", ")}`);
    }
    if (values.state === undefined && paths.length === 0) {
        problems.push(`give files or folders to judge, or --state\n\n${usage}`);
    }
    if (values.state !== undefined && paths.length > 0) {
        problems.push("--state: give either a state or paths; they are judged one by one");
    }
    const chosen = values.rule ?? [];
    problems.push(...chosen.flatMap((id) => unknownRule(id) ?? []));
    if (format === undefined || problems.length > 0) {
        throw new InputError(problems);
    }
    return {
        paths,
        state: values.state,
        config: values.config,
        format,
        rules: chosen.length === 0 ? rules : rules.filter(({ id }) => chosen.includes(id)),
    };
}

function parse(argv: readonly string[]) {
    const text = { type: "string" } as const;
    try {
        return parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                format: text,
                config: text,
                state: text,
                rule: { type: "string", multiple: true },
                help: { type: "boolean", short: "h" },
            },
        });
    } catch (error) {
        throw new InputError([error instanceof Error ? error.message : String(error)]);
    }
}

function unknownRule(id: string): string | undefined {
    const ids = rules.map((rule) => rule.id);
    if (ids.includes(id)) {
        return undefined;
    }
    return `--rule: there is no rule "${id}"; did you mean ${nearest(id, ids)}?`;
}
