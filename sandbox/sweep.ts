import { keyOf, World, type Thing } from "./standins/world";
import type { StateResource } from "./state";

const providers = ["civo", "cloudflare", "kubernetes", "random"];

/** Everything that exists behind the stand-ins. */
export function thingsIn(world: World): Thing[] {
    return providers.flatMap((provider) => world.list(provider));
}

/**
 * Removes from a stand-in world what was made but is in no state: an engine that is killed between
 * the two cannot tell the next one of it, which would then find its names taken.
 *
 * @returns how many things were removed
 */
export async function removeUnowned(
    world: World,
    owners: readonly StateResource[],
): Promise<number> {
    const owned = new Set(
        owners.map(({ type, id }) => ownershipKey(packageOf(type), type, id ?? "")),
    );
    const unowned = thingsIn(world).filter(
        ({ provider, kind, id, owner, inputs }) =>
            // What came with something else goes with it; what nobody made is not a stack's.
            owner === undefined &&
            Object.keys(inputs).length > 0 &&
            !owned.has(ownershipKey(provider, kind, id)),
    );
    unowned.forEach((thing) => {
        removeWithOwned(world, thing);
    });
    await world.save();
    return unowned.length;
}

function removeWithOwned(world: World, thing: Thing): void {
    const around = thing.cluster === undefined ? world : world.inCluster(thing.cluster);
    for (const brought of around.ownedBy(keyOf(thing.provider, thing.kind, thing.id))) {
        removeWithOwned(world, brought);
    }
    world.remove(thing);
}

/** A type of Pulumi and a kind of the world agree in their last part: a version may differ. */
function ownershipKey(provider: string, kind: string, id: string): string {
    const name = kind.split(/[:/]/).at(-1) ?? kind;
    return `${provider} ${name.replace(/Patch$/, "")} ${id}`;
}

function packageOf(type: string): string {
    return type.split(":")[0] ?? type;
}
