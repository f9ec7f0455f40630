import {
    type Json,
    type JsonObject,
    type ResourceOptions,
    unfold,
    UNKNOWN,
} from "zero-trust-rules";
import { InputError, isRecord, nameOf, type Path, readDocuments } from "zero-trust-manifests";
import type { ReadResource } from "../readResource";

/** The key by which Pulumi marks what is more than plain JSON, and the marks of a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Stands in a state that a preview wrote for what is not known yet. */
const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The resources of an exported stack, as they were when they were last made or refreshed. Secrets
 * are not known to the rules, whether they were exported encrypted or not. What is deleted or about
 * to be is left out.
 * @throws InputError where the text is not what `pulumi stack export` writes.
 */
export function readState(text: string, file: string): ReadResource[] {
    const { documents, problems } = readDocuments(text);
    const [document] = documents;
    const [unreadable] = problems;
    if (unreadable || !document) {
        throw new InputError([
            unreadable
                ? `${nameOf(file)}:${unreadable.line}: is not valid JSON: ${unreadable.reason}`
                : `${nameOf(file)}: is empty; give what pulumi stack export writes`,
        ]);
    }
    const resources = resourcesOf(document.value);
    if (!resources) {
        throw new InputError([
            `${nameOf(file)}: has no deployment.resources; give what pulumi stack export writes`,
        ]);
    }
    return resources.flatMap((resource, index) => {
        const path = ["deployment", "resources", index];
        if (!isRecord(resource) || !isText(resource.urn) || !isText(resource.type)) {
            throw new InputError([
                `${nameOf(file)}:${document.lineOf(path)}: the resource at index ${index} has no urn or no type`,
            ]);
        }
        const { urn, type } = resource;
        if (resource.delete === true || resource.pendingReplacement === true) {
            return [];
        }
        const inputs = propertiesOf(resource.inputs);
        const outputs = propertiesOf(resource.outputs);
        const whole = {
            urn,
            type,
            object: { ...inputs, ...outputs },
            options: optionsOf(resource),
        };
        const origin = {
            file,
            lineOf: (within: Path) => {
                const [first] = within;
                if (first === undefined) {
                    return document.lineOf(path);
                }
                const part = first in outputs ? "outputs" : "inputs";
                return document.lineOf([...path, part, ...within]);
            },
        };
        return unfold(whole).map((part) => ({ resource: part, origin }));
    });
}

function resourcesOf(state: unknown): readonly unknown[] | undefined {
    const deployment = isRecord(state) ? state.deployment : undefined;
    const resources = isRecord(deployment) ? deployment.resources : undefined;
    // An exported stack that holds nothing has null there.
    return resources === null ? [] : Array.isArray(resources) ? resources : undefined;
}

/** Without what the Kubernetes provider keeps there for itself. */
function propertiesOf(value: unknown): JsonObject {
    return isRecord(value)
        ? Object.fromEntries(
              Object.entries(value)
                  .filter(([key]) => !key.startsWith("__"))
                  .map(([key, property]) => [key, plain(property)] as const),
          )
        : {};
}

function plain(value: unknown): Json {
    if (value === UNKNOWN_VALUE) {
        return UNKNOWN;
    }
    if (Array.isArray(value)) {
        return value.map(plain);
    }
    if (!isRecord(value)) {
        return isScalar(value) ? value : null;
    }
    return value[SIGNATURE] === SECRET
        ? UNKNOWN
        : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function optionsOf(resource: Record<string, unknown>): ResourceOptions {
    const dependencies = resource.propertyDependencies;
    return {
        protect: resource.protect === true,
        ignoreChanges: textsOf(resource.ignoreChanges),
        propertyDependencies: Object.fromEntries(
            Object.entries(isRecord(dependencies) ? dependencies : {}).map(
                ([property, urns]) => [property, textsOf(urns)] as const,
            ),
        ),
    };
}

function textsOf(value: unknown): readonly string[] {
    return Array.isArray(value) ? value.filter(isText) : [];
}

function isText(value: unknown): value is string {
    return typeof value === "string";
}

function isScalar(value: unknown): value is string | number | boolean {
    return ["string", "number", "boolean"].includes(typeof value);
}
