import { formatPath, type Path } from "zero-trust-manifests";
import {
    isList,
    isObject,
    isUnsettled,
    type Json,
    type JsonObject,
    read,
    readBoolean,
    type Reading,
    readObject,
    readString,
    type Resource,
    valueOf,
} from "zero-trust-rules";
import { HelmError } from "./helmTemplate";

/** What of a Release decides what helm renders. */
export interface ReleaseRequest {
    readonly chart: string;
    readonly repository: string | undefined;
    readonly version: string | undefined;
    readonly isDevel: boolean;
    readonly name: string;
    readonly namespace: string;
    readonly hasDefinitions: boolean;
    readonly values: JsonObject;
}

/** What only the Pulumi provider does, or has. */
const BEYOND_HELM: readonly { readonly path: Path; readonly remedy: string }[] = [
    { path: ["valueYamlFiles"], remedy: "give values in values" },
    { path: ["postrender"], remedy: "do without a post-renderer" },
    {
        path: ["repositoryOpts", "username"],
        remedy: "give a repository without a password, or a registry that helm is logged in to",
    },
];

/** @throws HelmError where it is not known enough to be rendered */
export function readRelease({ object }: Resource): ReleaseRequest {
    for (const { path, remedy } of BEYOND_HELM) {
        if (!isNothing(read(object, path))) {
            throw new HelmError(`${path.join(".")} is beyond helm template`, remedy);
        }
    }
    const text = (...path: Path) => settled(readString(object, path), path);
    const flag = (...path: Path) => settled(readBoolean(object, path), path) === true;
    const chart = text("chart");
    if (chart === undefined) {
        throw new HelmError("it names no chart", "give chart");
    }
    const values = settled(readObject(object, ["values"]), ["values"]) ?? {};
    return {
        chart,
        repository: text("repositoryOpts", "repo"),
        version: text("version"),
        isDevel: flag("devel"),
        name: text("name") ?? "release",
        namespace: text("namespace") ?? "default",
        hasDefinitions: !flag("skipCrds"),
        values: flag("allowNullValues") ? values : withoutNulls(values),
    };
}

export function argumentsOf(request: ReleaseRequest): string[] {
    const { chart, repository, version, isDevel, name, namespace, hasDefinitions } = request;
    return [
        ...["--skip-tests", "--namespace", namespace],
        ...(hasDefinitions ? ["--include-crds"] : []),
        ...(isDevel ? ["--devel"] : []),
        ...(repository === undefined ? [] : ["--repo", repository]),
        ...(version === undefined ? [] : ["--version", version]),
        ...["--", name, chart],
    ];
}

function settled<T>(reading: Reading<T>, path: Path): T | undefined {
    if (isUnsettled(reading)) {
        throw reading.state === "malformed"
            ? new HelmError(
                  `${path.join(".")} is not ${reading.expected}`,
                  `put ${reading.expected} there`,
              )
            : new HelmError(
                  `${formatPath(reading.path)} is not known yet`,
                  "give a plain value, or judge the stack again once it is known",
              );
    }
    return valueOf(reading);
}

/** The provider writes empty texts and lists where nothing was given. */
function isNothing(reading: Reading<Json>): boolean {
    const value = valueOf(reading);
    return (
        reading.state === "absent" ||
        value === "" ||
        (value !== undefined && isList(value) && value.length === 0)
    );
}

/** The provider leaves them out, so that the chart's own values stay. */
function withoutNulls(values: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(values)
            .filter(([, value]) => value !== null)
            .map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]),
    );
}
