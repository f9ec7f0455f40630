import { isDeepStrictEqual } from "node:util";
import { type AccessModel, readModel } from "zero-trust-access";
import {
    type Json,
    type JsonObject,
    type Unsettled,
    UNKNOWN,
    isObject,
    isUnsettled,
    read,
} from "../reading/read";
import { type Resource } from "../reading/resource";
import { oncePerIndex } from "../reading/resourceIndex";
import { unknownIn } from "../reading/unknowns";
import { InputError } from "zero-trust-manifests";

const ACCESS = ["access"];

/** An access model, and the component that carries it as its input `access`. */
export interface CarriedModel {
    readonly resource: Resource;
    /** What is wrong with it; empty where it can be read. */
    readonly problems: readonly string[];
    readonly model: AccessModel | undefined;
    /** Why it is not known. */
    readonly unread: Unsettled | undefined;
}

/** The access models of a stack, equal ones once. */
export const accessModelsOf = oncePerIndex((index): readonly CarriedModel[] => {
    const seen: Json[] = [];
    return index.resources.flatMap((resource) => {
        const { access } = resource.object;
        // Kubernetes objects have no such input, and there are many of them.
        if (access === undefined || resource.type.startsWith("kubernetes:")) {
            return [];
        }
        // A program hands the same model to all of its components: it is read once.
        if (access !== UNKNOWN && seen.some((before) => isDeepStrictEqual(before, access))) {
            return [];
        }
        seen.push(access);
        return carriedBy(resource) ?? [];
    });
});

/** The networks outside of the mesh that the stack's access models let in. */
export const declaredNetworks = oncePerIndex((index): readonly string[] =>
    accessModelsOf(index).flatMap(({ model }) =>
        Object.values(model?.networks ?? {}).flatMap((cidrs) => [...cidrs]),
    ),
);

function carriedBy(resource: Resource): CarriedModel | undefined {
    const access = read(resource.object, ACCESS);
    if (isUnsettled(access)) {
        return isOurs(resource)
            ? { resource, problems: [], model: undefined, unread: access }
            : undefined;
    }
    if (access.state === "absent" || !isObject(access.value) || !looksLikeModel(access.value)) {
        return undefined; // Another resource's input of the same name.
    }
    const [unread] = unknownIn(access.value, ACCESS);
    if (unread) {
        return { resource, problems: [], model: undefined, unread };
    }
    try {
        return { resource, problems: [], model: readModel(access.value), unread: undefined };
    } catch (error) {
        if (error instanceof InputError) {
            return { resource, problems: error.problems, model: undefined, unread: undefined };
        }
        throw error;
    }
}

/** Of other resources, an input `access` is taken for a model once it looks like one. */
function isOurs({ type }: Resource): boolean {
    return type.startsWith("zero-trust-components:");
}

function looksLikeModel(value: JsonObject): boolean {
    return "namespaces" in value && "edges" in value;
}
