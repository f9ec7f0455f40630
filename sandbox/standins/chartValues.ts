import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { readYaml } from "zero-trust-manifests";
import type { ReferenceData } from "../referenceData";
import type { Chart } from "./charts";
import {
    at,
    isPlainObject,
    joinPath,
    textAt,
    type PlainObject,
    type PlainValue,
} from "./properties";
import type { CheckFailure } from "./provider";
import { validator, type JsonSchema, type Validate } from "./structuralSchema";

const validators = new Map<string, Validate>();

/**
 * Checks a release's values: against the chart's schema where it has one, else every key that is set
 * must be one that the chart's `values.yaml` knows, because Helm would ignore it without a word.
 */
export function checkValues(
    chart: Chart,
    values: PlainObject,
    reference: ReferenceData | undefined,
): CheckFailure[] {
    const read = reader(chart, reference);
    const schema = read("values.schema.json");
    const failures =
        schema !== undefined
            ? schemaValidator(schema)(coalesce(parseYaml(read("values.yaml")), values))
            : unknownValues(chart, values, reference);
    return failures.map(({ property, reason }) => ({
        property: property.startsWith("[") ? `values${property}` : `values.${property}`,
        reason,
    }));
}

function reader(
    chart: Chart,
    reference: ReferenceData | undefined,
): (file: string) => string | undefined {
    return (file) => {
        if (chart.folder !== undefined) {
            const local = path.join(chart.folder, file);
            return existsSync(local) ? readFileSync(local, "utf8") : undefined;
        }
        return reference?.text(...chart.reference.split("/"), file);
    };
}

function parseYaml(text: string | undefined): PlainObject | undefined {
    const content = text === undefined ? undefined : (readYaml(text) as PlainValue);
    return isPlainObject(content) ? content : undefined;
}

function schemaValidator(schema: string): Validate {
    const known = validators.get(schema);
    if (known !== undefined) {
        return known;
    }
    const validate = validator(JSON.parse(schema) as JsonSchema);
    validators.set(schema, validate);
    return validate;
}

/** Values over defaults, as Helm lays them: objects merge, anything else replaces. */
export function coalesce(defaults: PlainObject | undefined, values: PlainObject): PlainObject {
    const result = { ...defaults };
    for (const [name, value] of Object.entries(values)) {
        const below = result[name];
        result[name] =
            isPlainObject(value) && isPlainObject(below) ? coalesce(below, value) : value;
    }
    return result;
}

/** Subcharts have values of their own, which a parent's `values.yaml` need not repeat. */
function subcharts(metadata: PlainObject | undefined): PlainObject {
    const dependencies = at(metadata, "dependencies");
    return Object.fromEntries(
        (Array.isArray(dependencies) ? dependencies : []).map((dependency) => [
            textAt(dependency, "alias") ?? textAt(dependency, "name") ?? "",
            {},
        ]),
    );
}

/** Values that a chart does not show, neither by default nor as a subchart's. */
export function unknownValues(
    chart: Chart,
    values: PlainObject,
    reference: ReferenceData | undefined,
): CheckFailure[] {
    const read = reader(chart, reference);
    const defaults = parseYaml(read("values.yaml"));
    return defaults === undefined
        ? []
        : unknownKeys(chart, values, [
              defaults,
              parseYaml(read("values-ha.yaml")),
              subcharts(parseYaml(read("Chart.yaml"))),
          ]);
}

function unknownKeys(
    chart: Chart,
    values: PlainObject,
    shapes: (PlainObject | undefined)[],
): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const walk = (value: PlainObject, known: PlainObject[], where: string): void => {
        for (const [name, member] of Object.entries(value)) {
            const place = joinPath(where, name);
            if (chart.undocumentedValues?.includes(place) === true) {
                continue;
            }
            const holders = known.filter((shape) => name in shape);
            if (holders.length === 0) {
                failures.push({
                    property: place,
                    reason:
                        `the chart ${chart.name} ${chart.version} has no such value; ` +
                        `it knows ${[...new Set(known.flatMap((shape) => Object.keys(shape)))].join(", ")}`,
                });
                continue;
            }
            const below = holders.map((shape) => shape[name]);
            const objects = below.filter(isPlainObject);
            // What is empty or null by default takes whatever its template makes of it.
            const open = below.some(
                (each) => !isPlainObject(each) || Object.keys(each).length === 0,
            );
            if (isPlainObject(member) && !open) {
                walk(member, objects, place);
            }
        }
    };
    // Every chart takes `global` and passes it to its subcharts.
    walk(values, [{ global: {} }, ...shapes.filter((shape) => shape !== undefined)], "");
    return failures;
}
