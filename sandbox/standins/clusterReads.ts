import { Cluster, fromObjectId } from "./cluster";
import { definitionKind, definitionOf } from "./customResources";
import type { PlainObject } from "./properties";
import type { World } from "./world";

const listOfNamespace = /^\/apis\/([^/]+)\/([^/]+)\/namespaces\/([^/]+)\/([^/]+)$/;

/**
 * What an API server answers to a GET for the custom resources of a namespace, which hold no secrets;
 * undefined for any other path and for kinds that are not there.
 */
export function readCustomResources(world: World, path: string): PlainObject | undefined {
    const [, group = "", version = "", namespace, plural] = listOfNamespace.exec(path) ?? [];
    const definition = world
        .list("kubernetes", definitionKind)
        .map(({ state }) => definitionOf(state))
        .find((each) => each?.group === group && each.plural === plural);
    if (definition?.versions.includes(version) !== true) {
        return undefined;
    }
    const items = new Cluster(world)
        .list(group, definition.kind)
        .filter(({ id }) => fromObjectId(id).namespace === namespace)
        .map(({ state }) => state);
    return {
        apiVersion: `${group}/${version}`,
        kind: `${definition.kind}List`,
        metadata: {},
        items,
    };
}
