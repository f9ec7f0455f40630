import assert from "node:assert/strict";

import { readAllYaml } from "../../manifests/yaml";
import type { JsonObject } from "../../rules/reading/read";
import type { Resource, ResourceOptions } from "../../rules/reading/resource";
import { type Outcome, exampleText } from "../../scripts/exampleFiles";
import {
    isPlainObject,
    type PlainObject,
    type PlainValue,
    textAt,
} from "../../sandbox/standins/properties";

/** The documents of a rule's example, in the order in which they are applied; the last is judged. */
export function exampleOf(rule: string, outcome: Outcome): PlainObject[] {
    const text = exampleText({ id: rule }, outcome);
    assert.ok(text !== undefined, `${rule} has no example of what is ${outcome}`);
    return readAllYaml(text).map((document) => {
        const object = document as PlainValue;
        assert.ok(isPlainObject(object), `${rule}, ${outcome}`);
        return object;
    });
}

/** Whether a document is an object of Kubernetes, and not a resource as Pulumi YAML has it. */
export function isOfKubernetes(document: PlainObject): boolean {
    return document.apiVersion !== undefined;
}

/** The documents as the rules have them. */
export function exampleResources(documents: readonly PlainObject[]): Resource[] {
    return documents.map((document, position) =>
        isOfKubernetes(document) ? asResource(document, position) : pulumiResource(document),
    );
}

/** An object of Kubernetes as the rules have it. */
export function asResource(document: PlainObject, position: number): Resource {
    const apiVersion = textAt(document, "apiVersion") ?? "";
    const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    const type = `kubernetes:${version}:${textAt(document, "kind") ?? ""}`;
    return { urn: urnOf(type, String(position)), type, object: document as JsonObject };
}

function pulumiResource(document: PlainObject): Resource {
    const { type, name, properties = {}, options = {}, ...rest } = document;
    assert.ok(typeof type === "string" && typeof name === "string");
    assert.ok(isPlainObject(properties) && isPlainObject(options));
    assert.deepEqual(rest, {}, `${type} has more than a resource of Pulumi YAML`);
    return {
        urn: urnOf(type, name),
        type,
        object: properties as JsonObject,
        options: { ...usualOptions, ...(options as Partial<ResourceOptions>) },
    };
}

const usualOptions: ResourceOptions = {
    protect: false,
    ignoreChanges: [],
    propertyDependencies: {},
};

function urnOf(type: string, name: string): string {
    return `urn:pulumi:dev::shop::${type}::${name}`;
}
