import {
    builtInKind,
    groupOf,
    isBuiltInGroup,
    kindKey,
    versionOf,
    type ApiKind,
} from "./apiResources";
import { definitionKind, definitionOf, installedDefinition } from "./customResources";
import { stableUuid } from "./identifiers";
import { textAt, type PlainObject } from "./properties";
import { keyOf, type Thing, type World } from "./world";

export const releaseKind = "helm.sh/Release";

/** Namespaces that every cluster has. */
const givenNamespaces: ReadonlySet<string> = new Set([
    "default",
    "kube-node-lease",
    "kube-public",
    "kube-system",
]);

/** The stand-in for a cluster: the one whose objects a world shows. */
export class Cluster {
    public constructor(public readonly world: World) {}

    /** What the cluster serves under an `apiVersion` and kind; undefined where it does not. */
    public kind(apiVersion: string, kind: string): ApiKind | undefined {
        const group = groupOf(apiVersion);
        if (isBuiltInGroup(group)) {
            return builtInKind(apiVersion, kind);
        }
        const definition = installedDefinition(this.world, group, kind);
        return definition?.versions.includes(versionOf(apiVersion)) === true
            ? definition
            : undefined;
    }

    public get(group: string, kind: string, id: string): Thing | undefined {
        return this.world.get("kubernetes", kindKey(group, kind), id);
    }

    public list(group: string, kind: string): Thing[] {
        return this.world.list("kubernetes", kindKey(group, kind));
    }

    /** Puts an object that no stack made. */
    public put(
        kind: { group: string; kind: string },
        id: string,
        state: PlainObject,
        owner: string,
    ): void {
        this.world.put({
            provider: "kubernetes",
            kind: kindKey(kind.group, kind.kind),
            id,
            state,
            inputs: {},
            owner,
        });
    }

    public hasNamespace(name: string): boolean {
        return givenNamespaces.has(name) || this.get("", "Namespace", name) !== undefined;
    }

    public isGivenNamespace(name: string): boolean {
        return givenNamespaces.has(name);
    }

    /** The names of all namespaces with their labels. */
    public namespaces(): { name: string; labels: Record<string, string> }[] {
        const given = [...givenNamespaces].map((name) => ({ name, state: {} }));
        const made = this.list("", "Namespace").map(({ id, state }) => ({ name: id, state }));
        return [...given, ...made].map(({ name, state }) => ({
            name,
            labels: {
                ...labelsOf(state),
                "kubernetes.io/metadata.name": name,
            },
        }));
    }

    /** The deployed releases of a chart. */
    public releasesOf(chart: string): Thing[] {
        return this.world
            .list("kubernetes", releaseKind)
            .filter(
                ({ state }) =>
                    textAt(state, "status", "chart") === chart &&
                    textAt(state, "status", "status") === "deployed",
            );
    }

    /**
     * Removes an object with everything that goes with it: what is in a namespace, the objects of a
     * definition, what the object brought.
     */
    public remove(thing: Thing): void {
        this.world.remove(thing);
        for (const owned of this.world.ownedBy(keyOf("kubernetes", thing.kind, thing.id))) {
            if (owned.state.keep === true) {
                const { provider, kind, id, state, inputs } = owned;
                this.world.put({ provider, kind, id, state, inputs });
            } else {
                this.remove(owned);
            }
        }
        if (thing.kind === "Namespace") {
            for (const inside of this.world.list("kubernetes")) {
                if (inside.id.startsWith(`${thing.id}/`)) {
                    this.remove(inside);
                }
            }
        }
        const definition = thing.kind === definitionKind ? definitionOf(thing.state) : undefined;
        if (definition !== undefined) {
            for (const object of this.list(definition.group, definition.kind)) {
                this.remove(object);
            }
        }
    }

    /** What the API server adds to an object's metadata. */
    public serverMetadata(kind: string, id: string, revision: number): PlainObject {
        return {
            uid: stableUuid(this.world.seed, this.world.cluster ?? "", kind, id),
            creationTimestamp: "2026-01-01T00:00:00Z",
            generation: revision,
            resourceVersion: String(revision),
        };
    }
}

/** An object's labels. */
export function labelsOf(object: PlainObject): Record<string, string> {
    const metadata = object.metadata;
    const labels =
        typeof metadata === "object" && metadata !== null && "labels" in metadata
            ? metadata.labels
            : undefined;
    return Object.fromEntries(
        Object.entries(labels ?? {}).filter(
            (entry): entry is [string, string] => typeof entry[1] === "string",
        ),
    );
}

/** The id that the provider gives an object. */
export function objectId(namespace: string | undefined, name: string): string {
    return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Namespace and name out of an id. */
export function fromObjectId(id: string): { namespace: string | undefined; name: string } {
    const slash = id.indexOf("/");
    return slash < 0
        ? { namespace: undefined, name: id }
        : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
