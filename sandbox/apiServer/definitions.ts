import type { ReferenceData } from "../referenceData";
import { definitionOf, DefinitionSet } from "../standins/customResources";
import { isPlainObject, textAt, type PlainObject } from "../standins/properties";
import type { Thing } from "../standins/world";

/**
 * A definition as an API server takes it: the chart's own where reference data has it, else one that
 * takes any field, from what is known of the kind.
 */
export function definitionManifest(
    thing: Thing,
    reference: ReferenceData | undefined,
): PlainObject {
    return chartDefinition(thing.id, reference) ?? minimalDefinition(thing);
}

function chartDefinition(
    name: string,
    reference: ReferenceData | undefined,
): PlainObject | undefined {
    return Object.values(DefinitionSet)
        .flatMap((set) => reference?.documents(...set.split("/")) ?? [])
        .map((document) => document as PlainObject)
        .filter(isPlainObject)
        .find((document) => textAt(document, "metadata", "name") === name);
}

/** @throws Error where the thing is not a definition */
export function minimalDefinition({ id, state }: Thing): PlainObject {
    const definition = definitionOf(state);
    if (definition === undefined) {
        throw new Error(`${id} is not a CustomResourceDefinition`);
    }
    const { group, kind, plural, namespaced, versions } = definition;
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: {
            name: id,
            // The API server lets only approved definitions into groups of the Kubernetes project.
            annotations: group.endsWith(".k8s.io")
                ? { "api-approved.kubernetes.io": "unapproved, a sandbox without its definition" }
                : {},
        },
        spec: {
            group,
            scope: namespaced ? "Namespaced" : "Cluster",
            names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
            versions: versions.map((name, index) => ({
                name,
                served: true,
                storage: index === 0,
                schema: {
                    openAPIV3Schema: {
                        type: "object",
                        "x-kubernetes-preserve-unknown-fields": true,
                    },
                },
                subresources: { status: {} },
            })),
        },
    };
}
