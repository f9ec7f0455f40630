import { kindKey } from "../standins/apiResources";
import { objectId } from "../standins/cluster";
import { definitionKind } from "../standins/customResources";
import type { World } from "../standins/world";
import { isManagedBy } from "./liveObjects";
import { stackManager, standInManager } from "./managers";
import { nameOf, type ApiObjects, type ObjectName, type ServedKind } from "./objects";

/** An object on the API server that a stack or a stand-in made. */
export interface ManagedObject {
    kind: ServedKind;
    name: ObjectName;
}

/** Everything that stacks and stand-ins made, by what the API server says of who owns its fields. */
export async function managedObjects(
    objects: ApiObjects,
    isManager: (name: string) => boolean = isOurs,
): Promise<ManagedObject[]> {
    const kinds = new Map<string, ServedKind>();
    for (const kind of await objects.served({ anew: true })) {
        if (kind.canBeListed) {
            kinds.set(kindKey(kind.group, kind.kind), kind);
        }
    }
    const found = await Promise.all(
        [...kinds.values()].map(async (kind) =>
            (await objects.list(kind))
                .filter((object) => isManagedBy(object, isManager))
                .map((object) => ({ kind, name: nameOf(object, kind) })),
        ),
    );
    return found.flat();
}

/**
 * What stacks and stand-ins made and nobody has deleted, as "kind id". Definitions do not count:
 * charts keep theirs, since everybody's objects would go with them.
 */
export async function objectsLeft(objects: ApiObjects): Promise<string[]> {
    const left = (await managedObjects(objects)).map(describeManaged);
    return left.filter((each) => !each.startsWith(definitionKind)).sort();
}

/** "ConfigMap faces/greeting" */
function describeManaged({ kind, name }: ManagedObject): string {
    return `${kindKey(kind.group, kind.kind)} ${objectId(name.namespace, name.name)}`;
}

/**
 * Removes from the API server what the world does not know: a run that was killed between the two
 * made it, and the next would find its names taken.
 *
 * @returns how many objects were removed
 */
export async function removeUnknown(objects: ApiObjects, world: World): Promise<number> {
    const unknown = (await managedObjects(objects)).filter(
        ({ kind, name }) =>
            world.get(
                "kubernetes",
                kindKey(kind.group, kind.kind),
                objectId(name.namespace, name.name),
            ) === undefined,
    );
    await Promise.all(unknown.map(({ kind, name }) => objects.delete(kind, name)));
    return unknown.length;
}

function isOurs(manager: string): boolean {
    return manager.startsWith(stackManager) || manager === standInManager;
}
