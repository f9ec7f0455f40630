import { type Preview, type Verdict, violation } from "../../rule";
import { type Resource } from "../../reading/resource";
import { type SecurityFields, type Step, securityFields } from "../../kubernetes/securityFields";

const STEP = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g;

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "gov-03-security-fields-are-compared",
        demand: "The option ignoreChanges of no resource covers a field that its security depends on.",
        appliesTo: (type) => securityFields(type) !== undefined,
        check: (resource) => ignored(resource),
    },
};

function ignored(resource: Resource): Verdict[] {
    const paths = resource.options?.ignoreChanges ?? [];
    const guarded = paths.length > 0 && securityFields(resource.type);
    if (!guarded) {
        return [];
    }
    return paths.flatMap((text) => {
        const path = parsePropertyPath(text);
        return covers(path, guarded)
            ? [
                  violation(
                      resource,
                      path,
                      `ignores changes of "${text}", on which its security depends`,
                  ),
              ]
            : [];
    });
}

/** Reads a property path of Pulumi: `spec.template.metadata.annotations["linkerd.io/inject"]`. */
function parsePropertyPath(text: string): string[] {
    return [...text.matchAll(STEP)].map(
        ([, quoted, index, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? plain ?? "",
    );
}

/** Whether a path leads to a field, to what it is in, or to a part of it that is not harmless. */
function covers(path: readonly string[], { fields, harmless }: SecurityFields): boolean {
    return fields.some(
        (field) =>
            field.every(
                (step, index) => index >= path.length || matches(step, path[index] ?? ""),
            ) && !path.slice(field.length).some((step) => harmless.includes(step)),
    );
}

function matches(step: Step, given: string): boolean {
    return given === "*" || (typeof step === "string" ? step === given : step.test(given));
}
