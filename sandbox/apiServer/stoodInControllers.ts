import { kindKey } from "../standins/apiResources";
import { Cluster } from "../standins/cluster";
import { reconcile } from "../standins/controllers";
import { identify, isPatch, place } from "../standins/kubernetesInputs";
import { awaitReady, liveState } from "../standins/kubernetesObjects";
import {
    at,
    isPlainObject,
    plainObject,
    type PlainObject,
    type Properties,
} from "../standins/properties";
import type { ReferenceData } from "../referenceData";
import { withhold, type Thing, type World } from "../standins/world";
import { BroughtObjects } from "./broughtObjects";
import type { RealControllers } from "./controllers/realControllers";
import { stateOf } from "./liveObjects";
import { standInManager } from "./managers";
import { nameOf, type ApiObjects, type ServedKind } from "./objects";

/** Kinds whose status comes from outside of the cluster or from a controller that is stood in for. */
const statusKinds: ReadonlySet<string> = new Set([
    "Service",
    "cert-manager.io/Certificate",
    "cert-manager.io/ClusterIssuer",
    "cert-manager.io/Issuer",
    "templates.gatekeeper.sh/ConstraintTemplate",
    "trust.cert-manager.io/Bundle",
]);

/** An object that a stack wrote to the API server. */
export interface WrittenObject {
    /** Type token of its resource. */
    type: string;
    inputs: Properties;
}

/**
 * What controllers that are stood in for do about a stack's objects on the API server: they keep
 * book of them in the world, write their status, and bring what follows from them.
 */
export class StoodInControllers {
    public readonly cluster: Cluster;
    public readonly brought: BroughtObjects;

    public constructor(
        private readonly world: World,
        reference: ReferenceData | undefined,
        private readonly objects: ApiObjects,
        private readonly real?: RealControllers,
    ) {
        this.cluster = new Cluster(world);
        this.brought = new BroughtObjects(this.cluster, objects, reference, real);
    }

    /**
     * Acts on an object that was written.
     *
     * @returns the object as it is then, and why it does not become ready where it does not
     */
    public async written(
        kind: ServedKind,
        { type, inputs }: WrittenObject,
        live: PlainObject,
    ): Promise<{ live: PlainObject; problem: string | undefined }> {
        const key = kindKey(kind.group, kind.kind);
        const { id } = place(live, kind);
        const thing: Thing = {
            provider: "kubernetes",
            kind: key,
            id,
            state: withhold(stateOf(live, inputs)),
            inputs: withhold(inputs),
        };
        const existing = this.world.get("kubernetes", key, id);
        await this.brought.follow(() => {
            if (!isPatch(type)) {
                this.world.put(thing);
            } else if (existing !== undefined) {
                this.world.put({ ...existing, state: thing.state });
            }
            reconcile(this.cluster);
        });
        if (this.real?.has(kind.group, kind.kind) === true) {
            return { live, problem: undefined };
        }
        return {
            live: statusKinds.has(key) ? await this.report(kind, id, live, inputs) : live,
            problem: awaitReady(this.cluster, thing),
        };
    }

    /** Acts on an object if it is on the API server. Whether it is. */
    public async noticed(object: WrittenObject): Promise<boolean> {
        const plain = plainObject(object.inputs);
        const { apiVersion, kind } = identify(object.type, plain);
        const served = await this.objects.kind(apiVersion, kind);
        const live = served && (await this.objects.get(served, nameOf(plain, served)));
        if (served === undefined || live === undefined) {
            return false;
        }
        await this.written(served, object, live);
        return true;
    }

    /** Acts on an object that was deleted. */
    public async deleted(type: string, id: string, state: PlainObject): Promise<void> {
        const { key } = identify(type, state);
        const thing = isPatch(type) ? undefined : this.world.get("kubernetes", key, id);
        if (thing !== undefined) {
            await this.brought.follow(() => {
                this.cluster.remove(thing);
                reconcile(this.cluster);
            });
        }
    }

    /** Writes the status that a load balancer's or cert-manager's controller would write. */
    private async report(
        kind: ServedKind,
        id: string,
        object: PlainObject,
        inputs: Properties,
    ): Promise<PlainObject> {
        const status = at(plainObject(liveState(this.cluster, kind, id, inputs, 1)), "status");
        const { namespace, name } = nameOf(object, kind);
        const metadata = { name, ...(namespace !== undefined && { namespace }) };
        return this.objects.apply(
            kind,
            {
                apiVersion: kind.apiVersion,
                kind: kind.kind,
                metadata,
                status: isPlainObject(status) ? status : {},
            },
            { manager: standInManager, force: true, status: true },
        );
    }
}
