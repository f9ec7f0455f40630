import { describe } from "../objects";
import { isRecord, type KubernetesObject } from "zero-trust-manifests";

/** A value somewhere in an object, read with its type checked; a wrong type is reported once. */
export class Field {
    private readonly value: unknown;
    private readonly path: string;
    private readonly object: KubernetesObject;
    private readonly problems: string[];

    private constructor(
        object: KubernetesObject,
        problems: string[],
        value: unknown,
        path: string,
    ) {
        this.object = object;
        this.problems = problems;
        // The API server drops null, so null is the same as absent.
        this.value = value ?? undefined;
        this.path = path;
    }

    static root(object: KubernetesObject, problems: string[]): Field {
        return new Field(object, problems, object, "");
    }

    get present(): boolean {
        return this.value !== undefined;
    }

    report(problem: string): void {
        this.problems.push(`${describe(this.object)}: ${this.path}: ${problem}`);
    }

    at(...keys: string[]): Field {
        const [key, ...rest] = keys;
        if (key === undefined) {
            return this;
        }
        const path = this.path === "" ? key : `${this.path}.${key}`;
        const record = this.record();
        return new Field(this.object, this.problems, record?.[key], path).at(...rest);
    }

    items(): Field[] {
        if (this.value === undefined) {
            return [];
        }
        if (!Array.isArray(this.value)) {
            this.report("must be a sequence");
            return [];
        }
        return this.value.map(
            (item: unknown, index) =>
                new Field(this.object, this.problems, item, `${this.path}[${index}]`),
        );
    }

    string(): string | undefined {
        if (this.value === undefined || typeof this.value === "string") {
            return this.value;
        }
        this.report("must be a string");
        return undefined;
    }

    requiredString(): string {
        const text = this.string();
        if (!this.present) {
            this.report("is missing");
        }
        return text ?? "";
    }

    /** A time as the API server writes it. */
    time(): string | undefined {
        const text = this.string();
        if (text !== undefined && Number.isNaN(Date.parse(text))) {
            this.report(`"${text}" is no time; give e.g. 2026-01-31T12:00:00Z`);
            return undefined;
        }
        return text;
    }

    oneOf<Choice extends string>(choices: readonly Choice[]): Choice | undefined {
        const text = this.string();
        const choice = choices.find((candidate) => candidate === text);
        if (text !== undefined && choice === undefined) {
            this.report(`"${text}" is none of ${choices.join(", ")}`);
        }
        return choice;
    }

    boolean(): boolean | undefined {
        if (this.value === undefined || typeof this.value === "boolean") {
            return this.value;
        }
        this.report("must be true or false");
        return undefined;
    }

    integer(least = 1, most = 65535): number | undefined {
        if (this.value === undefined) {
            return undefined;
        }
        if (
            typeof this.value === "number" &&
            Number.isInteger(this.value) &&
            this.value >= least &&
            this.value <= most
        ) {
            return this.value;
        }
        this.report(`must be a whole number from ${least} to ${most}`);
        return undefined;
    }

    /** A port by its number or its name. */
    port(): number | string | undefined {
        return typeof this.value === "string" ? this.value : this.integer();
    }

    strings(): string[] {
        return this.items().flatMap((item) => item.string() ?? []);
    }

    stringMap(): Record<string, string> {
        const record = this.record() ?? {};
        return Object.fromEntries(
            Object.keys(record).map((key) => [key, this.at(key).string() ?? ""]),
        );
    }

    keys(): string[] {
        return Object.keys(this.record() ?? {});
    }

    private record(): Record<string, unknown> | undefined {
        if (this.value === undefined) {
            return undefined;
        }
        if (!isRecord(this.value)) {
            this.report("must be a mapping");
            return undefined;
        }
        return this.value;
    }
}
