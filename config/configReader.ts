import { isRecord } from "zero-trust-manifests";

import { type Problem, problemText } from "../components/validation";
import type { ConfigSource } from "./configSource";

/**
 * Reads typed values and collects problems instead of throwing at the first. An empty text counts
 * as unset, because an optional key must be declared with some default.
 */
export class ConfigReader {
    readonly problems: Problem[] = [];

    constructor(readonly source: ConfigSource) {}

    optionalString(key: string): string | undefined {
        const text = this.source.text(key);
        return text === "" ? undefined : text;
    }

    string(key: string, remedy: string): string {
        const text = this.optionalString(key);
        if (text === undefined) {
            this.problems.push({ path: key, reason: "is not set", remedy });
        }
        return text ?? "";
    }

    choice<Choice extends string>(key: string, choices: readonly [Choice, ...Choice[]]): Choice {
        const text = this.optionalString(key) ?? choices[0];
        const found = choices.find((choice) => choice === text);
        if (found === undefined) {
            this.problems.push({
                path: key,
                value: text,
                reason: "is not one of the choices",
                remedy: `give ${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`,
            });
        }
        return found ?? choices[0];
    }

    boolean(key: string): boolean | undefined {
        const text = this.optionalString(key);
        if (text !== undefined && text !== "true" && text !== "false") {
            this.problems.push({
                path: key,
                value: text,
                reason: "is not a truth value",
                remedy: "give true or false",
            });
        }
        return text === undefined ? undefined : text === "true";
    }

    integer(key: string): number | undefined {
        const text = this.optionalString(key);
        if (text === undefined) {
            return undefined;
        }
        if (!/^-?\d{1,15}$/.test(text)) {
            this.problems.push({
                path: key,
                value: text,
                reason: "is not a whole number",
                remedy: "give e.g. 3",
            });
            return undefined;
        }
        return Number(text);
    }

    strings(key: string): string[] {
        const value = this.json(key) ?? [];
        if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
            this.problems.push({
                path: key,
                value,
                reason: "is not a list of strings",
                remedy: `set its items, e.g. pulumi config set --path '${key}[0]' VALUE`,
            });
            return [];
        }
        return value;
    }

    object(key: string): Record<string, unknown> {
        const value = this.json(key) ?? {};
        if (!isRecord(value)) {
            this.problems.push({
                path: key,
                value,
                reason: "is not an object",
                remedy: "give keys and values in YAML below it",
            });
            return {};
        }
        return value;
    }

    /** The PEM itself, or the content of the file that `value` names; it ends in one newline. */
    pem(key: string, value: string): string {
        try {
            const pem = value.includes("-----BEGIN ") ? value : this.source.readFile(value);
            return `${pem.trimEnd()}\n`;
        } catch {
            this.problems.push({
                path: key,
                value,
                reason: "is neither PEM nor a file that can be read",
                remedy: "give either; npm run demonstration-ca makes the files of the demonstration CA",
            });
            return "";
        }
    }

    /** A secret, from the configuration or from a variable of the environment. */
    token(key: string, variable: string): string {
        const token = this.optionalString(key) ?? this.source.environment[variable] ?? "";
        if (token === "") {
            this.problems.push({
                path: key,
                reason: `is not set, and neither is ${variable}`,
                remedy: `set one of them: pulumi config set --secret ${key}`,
            });
        }
        return token;
    }

    private json(key: string): unknown {
        const text = this.optionalString(key);
        if (text === undefined) {
            return undefined;
        }
        try {
            return JSON.parse(text);
        } catch {
            return text;
        }
    }
}

/** The one error that names every problem of a stack's configuration. */
export function configurationError(problems: Problem[]): string {
    return ["The configuration of this stack has problems; nothing was changed:"]
        .concat(problems.map((problem) => `  - ${problemText(problem)}`))
        .join("\n");
}
