import { type AccessModel, InputError, readModel } from "zero-trust-access";
import { type JsonObject, type Unsettled, isObject, isUnsettled, read } from "./read";
import { type Resource } from "./resource";
import { oncePerIndex } from "./resourceIndex";
import { unknownIn } from "./unknowns";

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
    const byText = new Map<string, CarriedModel>();
    for (const resource of index.resources) {
        // Kubernetes objects have no such input, and there are many of them.
        if (!resource.type.startsWith("kubernetes:") && "access" in resource.object) {
            const carried = carriedBy(resource);
            const text = carried?.model ? canonical(carried.model) : resource.urn;
            if (carried && !byText.has(text)) {
                byText.set(text, carried);
            }
        }
    }
    return [...byText.values()];
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
        return { resource, problems: [], model: undefined, unread: access };
    }
    if (access.state === "absent" || !isObject(access.value) || !looksLikeModel(access.value)) {
        return undefined; // Another component's input of the same name.
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

function looksLikeModel(value: JsonObject): boolean {
    return "namespaces" in value && "edges" in value;
}

/** The same text for equal models, in whatever order their keys are. */
export function canonical(value: unknown): string {
    return JSON.stringify(value, (_key, part: unknown) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
            ? Object.fromEntries(
                  Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
              )
            : part,
    );
}
