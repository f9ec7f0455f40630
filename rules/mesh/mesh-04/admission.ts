import type { Admission, Part } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import type { JsonSchema } from "../../admission/json";
import { annotations, entries, pods } from "../../admission/parts";
import { objectSchema } from "../../admission/podSchema";

const forProxy = "^(linkerd\\.io/inject$|config(\\.alpha)?\\.linkerd\\.io/)";

/** Controllers copy what stands on their object to what they make of its template. */
const ofJobs: Part = (object) =>
    entries(`dyn(${object}).?spec.?jobTemplate.?metadata.?annotations`, forProxy);

const metadata: JsonSchema = objectSchema({
    annotations: { type: "object", propertyNames: { not: { pattern: forProxy } } },
});

export const admission: Admission = {
    cel: {
        resources: workloadResources.map((rule) => ({
            ...rule,
            resources: rule.resources.filter((resource) => !resource.startsWith("pods")),
            kinds: rule.kinds.filter((kind) => kind !== "Pod"),
        })),
        judged: [annotations(forProxy), ofJobs, pods],
        variables: {
            unread: `[dyn(object).metadata.?annotations.orValue({}), dyn(object).?spec.?jobTemplate.?metadata.?annotations.orValue({})]`,
        },
        validations: [
            {
                expression: `variables.unread.all(a, a.all(k, !string(k).matches(${JSON.stringify(forProxy)})))`,
                wrong: "an annotation for the proxy stands where Linkerd does not read it",
            },
        ],
    },
    polaris: {
        target: "Controller",
        schema: () => ({
            // A Pod is its own template.
            if: objectSchema({ kind: { const: "Pod" } }),
            else: objectSchema({
                metadata,
                spec: objectSchema({ jobTemplate: objectSchema({ metadata }) }),
            }),
        }),
        wrong: "an annotation for the proxy stands where Linkerd does not read it",
    },
};
