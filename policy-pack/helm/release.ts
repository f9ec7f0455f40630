import { formatPath, type Path } from "zero-trust-manifests";
import {
    type Finding,
    gov05,
    isObject,
    type Json,
    type JsonObject,
    PACK_POLICY,
    readObject,
    type Resource,
    unknownIn,
    valueOf,
} from "zero-trust-rules";
import { readObjects } from "zero-trust-manifests";
import { toResource } from "../readResource";
import { HelmError, helmTemplate } from "./helmTemplate";
import { type ReleaseRequest, argumentsOf, readRelease } from "./releaseRequest";
import { replaceUnknown, restoreUnknown } from "./unknownValues";
import { withoutPassword, withoutValues } from "./withoutValues";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const NAMED_PATHS = 3;

/** Kinds of charts that have no namespace; all others go to that of the release. */
const CLUSTER_WIDE =
    /^(Namespace|Node|PersistentVolume|CustomResourceDefinition|APIService|Bundle|CSIDriver|Cluster.+|.+Class|.+WebhookConfiguration|.+AdmissionPolicy(Binding)?)$/;

/** What a Helm release was rendered to. */
export interface RenderedRelease {
    /** Each under the release's URN, and with the template and the chart that it comes from. */
    readonly objects: readonly Resource[];
    /** GOV-05: why the release, or a part of it, is not among the objects. */
    readonly undecided: readonly Finding[];
}

/** Whether it can be looked into: a Chart's objects are resources of the stack anyway. */
export function isRelease({ type }: Resource): boolean {
    return type === RELEASE;
}

/**
 * The objects of a Helm release, rendered by `helm template`: hooks and definitions too, tests not.
 * The chart comes from where the release says, which can be a folder, a repository or a registry.
 * What a value that is not known goes into is not known either; which branches of a template it
 * decides cannot be told, so that it leaves the release undecided.
 * @param folder from where a chart in a folder is looked for
 */
export async function lookInto(
    release: Resource,
    folder = process.cwd(),
): Promise<RenderedRelease> {
    try {
        const request = readRelease(release);
        const values = replaceUnknown(request.values);
        const text = await helmTemplate(
            argumentsOf(request),
            isObject(values) ? values : {},
            folder,
        );
        return {
            objects: objectsIn(text, release, request),
            undecided: unknownValues(release, request),
        };
    } catch (error) {
        if (!(error instanceof HelmError)) {
            throw error;
        }
        const message = `is not rendered: ${error.message}`;
        return { objects: [], undecided: [undecided(release, [], message, error.remedy)] };
    }
}

function objectsIn(text: string, release: Resource, request: ReleaseRequest): Resource[] {
    const problems: string[] = [];
    const objects = readObjects(text, "what helm template prints", problems).map(toResource);
    if (problems.length > 0) {
        throw new HelmError(
            withoutValues(problems.join("; "), request.values),
            "mend chart or values, so that every template renders to Kubernetes objects",
        );
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
            renderedFrom: `${template ?? "a template"} of chart ${withoutPassword(request.chart)}${version}`,
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

function unknownValues(release: Resource, { values }: ReleaseRequest): Finding[] {
    const paths = unknownIn(values, ["values"]).map(({ path }) => path);
    const [first] = paths;
    if (first === undefined) {
        return [];
    }
    const more = paths.length > NAMED_PATHS ? ` and ${paths.length - NAMED_PATHS} more` : "";
    return [
        undecided(
            release,
            first,
            `is rendered without ${paths.slice(0, NAMED_PATHS).map(formatPath).join(", ")}${more}, not known yet, which can decide what the chart makes`,
            "give plain values, or judge the stack again once they are known",
        ),
    ];
}

/** Under the pack's own policy, which is mandatory: a rule that is may be the one that is blind. */
function undecided(release: Resource, path: Path, message: string, remedy: string): Finding {
    return {
        rule: gov05.id,
        policy: PACK_POLICY,
        level: "mandatory",
        status: "undecided",
        resource: release,
        path: formatPath(path),
        message,
        remedy,
    };
}
