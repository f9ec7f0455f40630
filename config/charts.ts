import {
    type ChartOverride,
    chartOverrideProblems,
    type ChartOverrides,
    charts,
    type Problem,
} from "../components/index";
import { isRecord } from "zero-trust-manifests";

/** The changes to charts, by chart. */
export function readCharts(given: Record<string, unknown>, problems: Problem[]): ChartOverrides {
    const overrides: Record<string, ChartOverride> = {};
    for (const [name, value] of Object.entries(given)) {
        if (!(name in charts)) {
            problems.push({
                path: `charts.${name}`,
                reason: "is not a chart of the platform",
                remedy: `use one of ${Object.keys(charts).join(", ")}`,
            });
        } else if (isChartOverride(value)) {
            overrides[name] = value;
            problems.push(...chartOverrideProblems(`charts.${name}`, value));
        } else {
            problems.push({
                path: `charts.${name}`,
                value,
                reason: "is not a change to a chart",
                remedy: "give version and location as strings, values as an object, nothing else",
            });
        }
    }
    return overrides;
}

function isChartOverride(value: unknown): value is ChartOverride {
    return (
        isRecord(value) &&
        Object.entries(value).every(([key, part]) =>
            key === "values"
                ? isRecord(part)
                : ["version", "location"].includes(key) && typeof part === "string",
        )
    );
}
