import type { Path } from "zero-trust-manifests";
import { type Json, isObject, peek, read, valueOf } from "../../reading/read";
import { type Resource, isKind, kindOf, nameOf } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { workloadOf } from "../../kubernetes/workload";

/** By these keys, tools let whoever writes an object take it out of their checks. */
const EXEMPTING: readonly { readonly tool: string; readonly key: RegExp }[] = [
    { tool: "Polaris", key: /^polaris\.fairwinds\.com\/(?:.*-)?exempt$/ },
    { tool: "Gatekeeper", key: /^admission\.gatekeeper\.sh\/ignore$/ },
    {
        tool: "kube-linter",
        key: /^(?:ignore-check\.kube-linter\.io\/|kube-linter\.io\/ignore-all$)/,
    },
    { tool: "kube-score", key: /^kube-score\/ignore$/ },
    { tool: "Checkov", key: /^checkov\.io\/skip\d*$/ },
    { tool: "Datree", key: /^datree\.skip\// },
];
/** One look that rules out nearly every key. */
const SUSPECT = /exempt|ignore|skip/;
const SWITCHED_OFF: readonly Json[] = ["", "false", false];
const FIELDS = ["annotations", "labels"];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "gov-02-no-object-exempts-itself",
        demand: "Outside the exempt namespaces, no annotation or label of an object or a pod template takes it out of a check.",
        appliesTo: (type) => kindOf(type) !== undefined,
        check(resource, settings) {
            const isExempt =
                isKind(resource.type, "core", "Namespace") &&
                settings.exemptNamespaces.includes(valueOf(nameOf(resource)) ?? "");
            return isExempt ? [] : unlessExempt(resource, settings, exempting(resource));
        },
    },
};

function exempting(resource: Resource): Verdict[] {
    const verdicts: Verdict[] = [];
    keys(resource, ["metadata"], verdicts);
    const template = workloadOf(resource)?.template;
    if (template && template.length > 0) {
        keys(resource, [...template, "metadata"], verdicts);
    }
    return verdicts;
}

function keys(resource: Resource, at: Path, verdicts: Verdict[]): void {
    const metadata = peek(resource.object, at);
    for (const field of FIELDS) {
        const entries = peek(metadata, [field]);
        if (isObject(entries)) {
            for (const key of Object.keys(entries)) {
                const exempts = SUSPECT.test(key) && EXEMPTING.find((each) => each.key.test(key));
                if (exempts) {
                    entry(resource, [...at, field, key], exempts.tool, verdicts);
                }
            }
        } else if (entries !== undefined) {
            const reading = read(resource.object, [...at, field]);
            if (verdicts.at(-1)?.path.join() !== reading.path.join()) {
                verdicts.push(
                    unsettled(
                        resource,
                        reading.state === "unknown"
                            ? reading
                            : { state: "malformed", path: reading.path, expected: "texts by key" },
                    ),
                );
            }
        }
    }
}

function entry(resource: Resource, path: Path, tool: string, verdicts: Verdict[]): void {
    const value = read(resource.object, path);
    if (value.state === "unknown") {
        verdicts.push(unsettled(resource, value));
    } else if (value.state === "known" && !SWITCHED_OFF.includes(value.value)) {
        verdicts.push(violation(resource, path, `takes itself out of checks of ${tool}`));
    }
}
