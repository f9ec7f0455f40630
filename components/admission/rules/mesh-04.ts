import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import type { JsonSchema } from "../json";
import { annotations, entries, type Part, pods } from "../parts";
import { objectSchema } from "../podSchema";

const forProxy = "^(linkerd\\.io/inject$|config(\\.alpha)?\\.linkerd\\.io/)";

/** Controllers copy what stands on their object to what they make of its template. */
const ofJobs: Part = (object) =>
    entries(`dyn(${object}).?spec.?jobTemplate.?metadata.?annotations`, forProxy);

const metadata: JsonSchema = objectSchema({
    annotations: { type: "object", propertyNames: { not: { pattern: forProxy } } },
});

export const mesh04: AdmissionRule = {
    id: "MESH-04",
    title: "Proxy annotations stand where Linkerd reads them",
    remedy: "move the annotation to the pod template, or to the Namespace",
    level: "mandatory",
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
