import { spawnSync } from "node:child_process";
import {
    type Json,
    type JsonObject,
    type Path,
    UNKNOWN,
    isList,
    isObject,
    isUnsettled,
    read,
    readObject,
    readString,
    valueOf,
} from "../rules/read";
import { type Resource, describe } from "../rules/resource";
import { readManifests } from "./manifests";

const RELEASE = /^kubernetes:helm\.sh\/v3:Release$/;
const TIMEOUT_SECONDS = 120;
const LARGEST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Stands in the values for what is not known, and is looked for in what is rendered. */
const PLACEHOLDER = "zero-trust-unknown-04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ENCODED_PLACEHOLDER = Buffer.from(PLACEHOLDER).toString("base64");

/** Kinds of charts that have no namespace; all others go to that of the release. */
const CLUSTER_WIDE =
    /^(Namespace|Node|PersistentVolume|CustomResourceDefinition|APIService|Bundle|CSIDriver|Cluster.+|.+Class|.+WebhookConfiguration|.+AdmissionPolicy(Binding)?)$/;

/** Why a release cannot be looked into, with what to do. */
export class HelmError extends Error {}

/** Whether `renderRelease` can look into it: a Chart's objects are resources of the stack anyway. */
export function isRelease(type: string): boolean {
    return RELEASE.test(type);
}

/**
 * The objects of a Helm release, rendered by `helm template`: hooks too, tests not. The chart comes
 * from where the release says, which can be a folder, a repository or a registry. What a value that
 * is not known goes into is not known either; which branches of a template it decides cannot be
 * told.
 * @throws HelmError where there is no helm, no chart, or no result.
 */
export function renderRelease(release: Resource): Resource[] {
    const request = requestOf(release);
    const rendered = spawnSync("helm", argumentsOf(request), {
        input: JSON.stringify(replaceUnknown(request.values)),
        encoding: "utf8",
        timeout: TIMEOUT_SECONDS * 1000,
        maxBuffer: LARGEST_OUTPUT_BYTES,
    });
    if (rendered.error) {
        throw new HelmError(
            `${describe(release)} cannot be looked into: ${causeOf(rendered.error)}`,
        );
    }
    if (rendered.status !== 0) {
        throw new HelmError(
            `${describe(release)} cannot be looked into: helm template says ${rendered.stderr.trim()}`,
        );
    }
    return objectsOf(rendered.stdout, release, request);
}

interface Request {
    readonly chart: string;
    readonly repository: string | undefined;
    readonly version: string | undefined;
    readonly name: string;
    readonly namespace: string;
    readonly values: JsonObject;
}

function requestOf(release: Resource): Request {
    const text = (...path: Path): string | undefined => {
        const reading = readString(release.object, path);
        if (isUnsettled(reading)) {
            throw new HelmError(
                `${describe(release)} cannot be looked into: ${path.join(".")} is not a known text`,
            );
        }
        return valueOf(reading);
    };
    for (const path of [
        ["repositoryOpts", "username"],
        ["valueYamlFiles", 0],
    ]) {
        if (read(release.object, path).state !== "absent") {
            throw new HelmError(
                `${describe(release)} cannot be looked into with ${path[0]}: give values in values, and a chart that helm can fetch without a password`,
            );
        }
    }
    const chart = text("chart");
    if (chart === undefined) {
        throw new HelmError(`${describe(release)} cannot be looked into: it names no chart`);
    }
    const values = readObject(release.object, ["values"]);
    if (isUnsettled(values)) {
        throw new HelmError(
            `${describe(release)} cannot be looked into: its values are not a known object`,
        );
    }
    return {
        chart,
        repository: text("repositoryOpts", "repo"),
        version: text("version"),
        name: text("name") ?? "release",
        namespace: text("namespace") ?? "default",
        values: valueOf(values) ?? {},
    };
}

function argumentsOf({ chart, repository, version, name, namespace }: Request): string[] {
    return [
        ...["template", "--skip-tests", "--namespace", namespace, "--values", "-"],
        ...(repository === undefined ? [] : ["--repo", repository]),
        ...(version === undefined ? [] : ["--version", version]),
        ...["--", name, chart],
    ];
}

function objectsOf(text: string, release: Resource, request: Request): Resource[] {
    const problems: string[] = [];
    const objects = readManifests(text, "helm template", problems);
    if (problems.length > 0) {
        throw new HelmError(`${describe(release)} cannot be looked into: ${problems.join("; ")}`);
    }
    const templates = templatesIn(text);
    const version = request.version === undefined ? "" : ` ${request.version}`;
    return objects.map(({ resource, origin }) => {
        const line = origin.lineOf([]);
        const template = templates.filter((candidate) => candidate.line < line).at(-1)?.template;
        return {
            urn: release.urn,
            type: resource.type,
            object: inNamespace(restoreUnknown(resource.object), resource.type, request.namespace),
            renderedFrom: `${template ?? "a template"} of chart ${request.chart}${version}`,
        };
    });
}

/** Helm writes above each object which template made it. */
function templatesIn(text: string): { readonly line: number; readonly template: string }[] {
    return text.split("\n").flatMap((content, index) => {
        const template = /^# Source: (.+)$/.exec(content)?.[1];
        return template === undefined ? [] : { line: index + 1, template };
    });
}

function inNamespace(object: Json, type: string, namespace: string): JsonObject {
    const known = isObject(object) ? object : {};
    const metadata = valueOf(readObject(known, ["metadata"])) ?? {};
    const kind = type.slice(type.lastIndexOf(":") + 1);
    return CLUSTER_WIDE.test(kind) ? known : { ...known, metadata: { namespace, ...metadata } };
}

function replaceUnknown(value: Json): Json {
    return value === UNKNOWN ? PLACEHOLDER : mapParts(value, replaceUnknown);
}

function restoreUnknown(value: Json): Json {
    const isFromUnknown =
        typeof value === "string" &&
        (value.includes(PLACEHOLDER) || value.includes(ENCODED_PLACEHOLDER));
    return isFromUnknown ? UNKNOWN : mapParts(value, restoreUnknown);
}

function mapParts(value: Json, map: (part: Json) => Json): Json {
    if (isList(value)) {
        return value.map(map);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part)]))
        : value;
}

function causeOf(error: Error): string {
    const { code } = error as NodeJS.ErrnoException;
    switch (code) {
        case "ENOENT":
            return "there is no helm on the PATH; install it, or set lookIntoReleases to false";
        case "ETIMEDOUT":
            return `helm took more than ${TIMEOUT_SECONDS} s; is the chart's repository reachable?`;
        default:
            return error.message;
    }
}
