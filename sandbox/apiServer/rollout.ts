import { setTimeout as delay } from "node:timers/promises";
import { at, type PlainObject } from "../standins/properties";
import { nameOf, type ApiObjects, type ServedKind } from "./objects";

const patience = 60_000;

/** Waits until all pods of a Deployment are of its newest generation and ready, or a minute. */
export async function awaitRollout(
    objects: ApiObjects,
    kind: ServedKind,
    deployment: PlainObject,
): Promise<PlainObject> {
    let live = deployment;
    for (let waited = 0; waited < patience && !isRolledOut(live); waited += 100) {
        await delay(100);
        live = (await objects.get(kind, nameOf(deployment, kind))) ?? live;
    }
    return live;
}

function isRolledOut(deployment: PlainObject): boolean {
    const wanted = at(deployment, "spec", "replicas");
    const status = (field: string) => at(deployment, "status", field) ?? 0;
    return (
        at(deployment, "status", "observedGeneration") ===
            at(deployment, "metadata", "generation") &&
        status("updatedReplicas") === wanted &&
        status("replicas") === wanted &&
        status("availableReplicas") === wanted
    );
}

/** Why a Deployment is not ready, as its controller says it; undefined where it is. */
export function rolloutProblem(deployment: PlainObject): string | undefined {
    return isRolledOut(deployment)
        ? undefined
        : `its pods are not ready after a minute: ${JSON.stringify(at(deployment, "status", "conditions") ?? [])}`;
}
