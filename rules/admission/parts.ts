import type { Part } from "./admission";
import { celLiteral, template } from "./cel";

export const field =
    (name: string): Part =>
    (object) =>
        `dyn(${object}).?${name}`;

/** What an object asks for. */
export const spec = field("spec");

/** @param keys regular expression of the annotations' names */
export const annotations =
    (keys: string): Part =>
    (object) =>
        entries(`dyn(${object}).metadata.?annotations`, keys);

/** @param keys regular expression of the labels' names */
export const labels =
    (keys: string): Part =>
    (object) =>
        entries(`dyn(${object}).metadata.?labels`, keys);

/** Those entries of a map, where there is one, whose keys match. */
export function entries(map: string, keys: string): string {
    return `${map}.orValue({}).transformMap(k, v, k.matches(${celLiteral(keys)}), v)`;
}

/** By these, rules judge pods; networks, kubelets and operators write others on running ones. */
const podAnnotations =
    "(^|[.])linkerd[.]io/|^container[.]apparmor[.]security[.]beta[.]kubernetes[.]io/";

/**
 * What pods are made of. A template is one part: each change of it makes new pods of all of it,
 * which would be refused where nobody looks. Of a Pod, what can be changed and is read; the rest
 * that is read, Kubernetes lets nobody change. A Namespace has annotations for its pods.
 */
export const pods: Part = ofTemplateOr((object) => [
    ...["containers", "initContainers", "ephemeralContainers"].map(
        (list) => `${spec(object)}.?${list}`,
    ),
    annotations(podAnnotations)(object),
]);

/** What an object is about: the template of its pods, or all that it asks for. */
export const content: Part = ofTemplateOr((object) => [spec(object)]);

function ofTemplateOr(others: (object: string) => string[]): Part {
    return (object) => {
        const own = spec(object);
        const rest = others(object).map((part) => `dyn(${part})`);
        return `${own}.?template.hasValue() || ${own}.?jobTemplate.hasValue() ? [dyn(${template(object)})] : [${rest.join(", ")}]`;
    };
}
