import type { ReferenceData } from "../referenceData";
import { describeObject, kindKey, noMatches } from "../standins/apiResources";
import { fromObjectId, objectId, releaseKind } from "../standins/cluster";
import { stableHex } from "../standins/identifiers";
import { KubernetesStandIn } from "../standins/kubernetes";
import { identify, isPatch, place } from "../standins/kubernetesInputs";
import {
    hasUnknowns,
    plainObject,
    textAt,
    type PlainObject,
    type Properties,
} from "../standins/properties";
import {
    InitializationError,
    ProviderError,
    type CheckRequest,
    type CheckResult,
    type ConfigurationDiff,
    type Created,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type DiffResult,
    type Found,
    type ReadRequest,
    type StandInProvider,
    type UpdateRequest,
} from "../standins/provider";
import { releaseKey } from "../standins/controllers";
import { releaseType } from "../standins/release";
import type { World } from "../standins/world";
import { awaitAsked } from "./awaited";
import { ApiError } from "./client";
import type { RealControllers } from "./controllers/realControllers";
import { inputsOf, plannedState, stateOf } from "./liveObjects";
import { stackManager } from "./managers";
import { awaitRollout, rolloutProblem } from "./rollout";
import { nameOf, type ApiObjects, type ObjectName, type ServedKind } from "./objects";
import { StoodInControllers } from "./stoodInControllers";

export interface ProviderOptions {
    /** Whether workloads become pods, so that there is something to wait for. */
    awaitsRollouts: boolean;
    /** Controllers that are not stood in for. */
    real?: RealControllers | undefined;
}

/**
 * The Kubernetes provider in front of a real API server. Objects go there by server-side apply with
 * strict field validation, in a preview as a dry run. Helm releases remain stand-ins, whose objects
 * go there too.
 */
export class KubernetesOnApiServer implements StandInProvider {
    public readonly name = "kubernetes";
    public readonly version: string;
    public readonly controllers: StoodInControllers;
    private readonly standIn: KubernetesStandIn;

    public constructor(
        private readonly world: World,
        reference: ReferenceData | undefined,
        private readonly objects: ApiObjects,
        private readonly options: ProviderOptions = { awaitsRollouts: false },
    ) {
        this.standIn = new KubernetesStandIn(world, reference);
        this.version = this.standIn.version;
        this.controllers = new StoodInControllers(world, reference, objects, options.real);
    }

    public configure(): void {
        // Whatever kubeconfig is given, known or not: it leads to the one API server of the sandbox.
    }

    public diffConfiguration(olds: PlainObject, news: PlainObject): ConfigurationDiff {
        return this.standIn.diffConfiguration(olds, news);
    }

    public check(request: CheckRequest): CheckResult {
        return this.standIn.check(request);
    }

    public diff(request: DiffRequest): DiffResult {
        return this.standIn.diff(request);
    }

    public invoke(token: string, args: Properties): Properties {
        return this.standIn.invoke(token, args);
    }

    public async create(request: CreateRequest): Promise<Created> {
        if (request.type === releaseType) {
            const created = await this.controllers.brought.follow(
                () => this.standIn.create(request),
                () => {
                    this.forgetRelease(request);
                },
            );
            await this.options.real?.follow(this.world, this.chartOf(created.id));
            await this.releaseReady({ ...created, inputs: request.inputs });
            return created;
        }
        const { type, urn, inputs, preview } = request;
        const object = plainObject(inputs);
        const { apiVersion, kind } = identify(type, object);
        if (preview) {
            return { id: "", state: await this.planned(type, urn, inputs, false) };
        }
        const served = await this.objects.kind(apiVersion, kind);
        if (served === undefined) {
            throw new ProviderError(
                `creation of resource "${urn}" with kind ${apiVersion}/${kind} failed because the ` +
                    "Kubernetes API server reported that the apiVersion for this resource does not " +
                    "exist. Verify that any required CRDs have been created: " +
                    noMatches(apiVersion, kind),
            );
        }
        const { id, name } = place(object, served);
        const exists = (await this.objects.get(served, nameOf(object, served))) !== undefined;
        if (isPatch(type) && !exists) {
            throw new ProviderError(`${describeObject(served, name)} not found`);
        }
        if (!isPatch(type) && exists) {
            throw new ProviderError(
                `${describeObject(served, name)} already exists; give it another name, ` +
                    "or take the existing one over with `pulumi import`",
            );
        }
        return { id, state: await this.write(served, type, urn, id, inputs) };
    }

    public async read(request: ReadRequest): Promise<Found | undefined> {
        const { type, id, inputs } = request;
        if (type === releaseType) {
            return this.standIn.read(request);
        }
        const { apiVersion, kind } = identify(type, plainObject(inputs));
        const served = await this.objects.kind(apiVersion, kind);
        const name = served && nameOfId(id, served);
        const live = served && name && (await this.objects.get(served, name));
        if (name === undefined || live === undefined) {
            return undefined;
        }
        return {
            id: objectId(name.namespace, name.name),
            state: stateOf(live, inputs),
            inputs: inputsOf(live, inputs),
        };
    }

    public async update(request: UpdateRequest): Promise<Properties> {
        if (request.type === releaseType) {
            const chart = this.chartOf(request.preview ? "" : request.id);
            await this.options.real?.end(chart);
            const state = await this.controllers.brought.follow(() => this.standIn.update(request));
            await this.options.real?.follow(this.world, chart);
            await this.releaseReady({ id: request.id, state, inputs: request.news });
            return state;
        }
        const { type, urn, id, news, preview } = request;
        if (preview) {
            return this.planned(type, urn, news, true);
        }
        const { apiVersion, kind } = identify(type, plainObject(news));
        const served = await this.objects.kind(apiVersion, kind);
        if (served === undefined) {
            throw new ProviderError(noMatches(apiVersion, kind));
        }
        if ((await this.objects.get(served, nameOfId(id, served))) === undefined) {
            throw new ProviderError(
                `${describeObject(served, fromObjectId(id).name)} not found; ` +
                    "run `pulumi refresh` to see what is left",
            );
        }
        return this.write(served, type, urn, id, news);
    }

    public async delete(request: DeleteRequest): Promise<void> {
        const { type, urn, id, state } = request;
        if (type === releaseType) {
            await this.options.real?.end(this.chartOf(id));
            await this.controllers.brought.follow(() => {
                this.standIn.delete(request);
            });
            return;
        }
        const object = plainObject(state);
        const { apiVersion, kind } = identify(type, object);
        const served = await this.objects.kind(apiVersion, kind);
        if (served !== undefined && isPatch(type)) {
            await this.giveBack(served, urn, id);
        } else if (served !== undefined) {
            await this.objects.delete(served, nameOfId(id, served));
        }
        await this.controllers.deleted(type, id, object);
    }

    /** Helm undoes an installation that the API server refuses. */
    private forgetRelease({ inputs }: CreateRequest): void {
        const object = plainObject(inputs);
        const namespace = textAt(object, "namespace") ?? "default";
        const id = objectId(namespace, textAt(object, "name") ?? "");
        const release = this.world.get("kubernetes", releaseKind, id);
        if (release !== undefined) {
            this.controllers.cluster.remove(release);
        }
    }

    private chartOf(releaseId: string): string {
        const release = this.world.get("kubernetes", releaseKind, releaseId);
        return textAt(release?.state, "status", "chart") ?? "";
    }

    /** Helm waits for the pods of what it installs, as far as the chart's stand-in brings any. */
    private async releaseReady(release: Found): Promise<void> {
        const kind = await this.objects.kind("apps/v1", "Deployment");
        if (!this.options.awaitsRollouts || kind === undefined) {
            return;
        }
        const brought = this.world.ownedBy(releaseKey(release.id));
        const deployments = brought.filter((thing) => thing.kind === "apps/Deployment");
        await Promise.all(
            deployments.map(async ({ state }) => {
                const problem = rolloutProblem(await awaitRollout(this.objects, kind, state));
                if (problem !== undefined) {
                    throw new InitializationError(
                        `Helm release "${release.id}" was created, but failed to initialize ` +
                            `completely: timed out waiting for the condition: ${problem}`,
                        release,
                    );
                }
            }),
        );
    }

    /** What a dry run tells; where there is nothing to run it against, the inputs are all there is. */
    private async planned(
        type: string,
        urn: string,
        inputs: Properties,
        exists: boolean,
    ): Promise<Properties> {
        if (hasUnknowns(inputs)) {
            return inputs;
        }
        const object = plainObject(inputs);
        const { apiVersion, kind } = identify(type, object);
        const served = await this.objects.kind(apiVersion, kind);
        if (served === undefined) {
            return inputs;
        }
        const known = await this.objects.get(served, nameOf(object, served));
        // One that is replaced is still there in a preview; a patch may come before its object.
        if ((known !== undefined) !== (exists || isPatch(type))) {
            return inputs;
        }
        try {
            const result = await this.apply(served, object, type, urn, true);
            return plannedState(result, inputs);
        } catch (error) {
            if (error instanceof ApiError && error.reason === "NotFound") {
                // Its namespace comes in the same update.
                return inputs;
            }
            throw error;
        }
    }

    private async write(
        kind: ServedKind,
        type: string,
        urn: string,
        id: string,
        inputs: Properties,
    ): Promise<Properties> {
        const object = plainObject(inputs);
        const applied = await this.apply(kind, object, type, urn, false);
        const key = kindKey(kind.group, kind.kind);
        if (key === "apiextensions.k8s.io/CustomResourceDefinition") {
            await this.objects.established(applied);
        }
        const written = await this.controllers.written(kind, { type, inputs }, applied);
        const { live, problem } =
            this.options.real?.has(kind.group, kind.kind) === true
                ? await awaitAsked(this.objects, kind, written.live)
                : written;
        const rollsOut = this.options.awaitsRollouts && key === "apps/Deployment";
        const settled = rollsOut ? await awaitRollout(this.objects, kind, live) : live;
        const state = stateOf(settled, inputs);
        const reason = rollsOut ? rolloutProblem(settled) : problem;
        if (reason !== undefined) {
            throw new InitializationError(
                `${describeObject(kind, fromObjectId(id).name)} was successfully created, but the ` +
                    `Kubernetes API server reported that it failed to fully initialize: ${reason}`,
                { id, state, inputs },
            );
        }
        return state;
    }

    private async apply(
        kind: ServedKind,
        object: PlainObject,
        type: string,
        urn: string,
        dryRun: boolean,
    ): Promise<PlainObject> {
        const force = textAt(object, "metadata", "annotations", "pulumi.com/patchForce") === "true";
        const { apiVersion, kind: kindName } = kind;
        try {
            return await this.objects.apply(
                kind,
                { ...object, apiVersion, kind: kindName },
                { manager: managerOf(type, urn), force, dryRun },
            );
        } catch (error) {
            throw explained(error);
        }
    }

    /** Gives up the fields of a patch; whoever owns them too keeps them. */
    private async giveBack(kind: ServedKind, urn: string, id: string): Promise<void> {
        const live = await this.objects.get(kind, nameOfId(id, kind));
        if (live === undefined) {
            return;
        }
        const { namespace, name } = nameOfId(id, kind);
        // The uid, so that nothing is made where the object is deleted at the same time.
        const uid = textAt(live, "metadata", "uid") ?? "";
        const metadata = { name, uid, ...(namespace !== undefined && { namespace }) };
        const { apiVersion, kind: kindName } = kind;
        await this.objects.apply(
            kind,
            { apiVersion, kind: kindName, metadata },
            { manager: managerOf("Patch", urn) },
        );
    }
}

function managerOf(type: string, urn: string): string {
    return isPatch(type) ? `${stackManager}-${stableHex(8, "patch", urn)}` : stackManager;
}

/** An id without a namespace means the namespace `default`. */
function nameOfId(id: string, { namespaced }: ServedKind): ObjectName {
    const { namespace = "default", name } = fromObjectId(id);
    return { name, namespace: namespaced ? namespace : undefined };
}

/** A conflict is the one refusal whose remedy the API server does not know. */
function explained(error: unknown): unknown {
    return error instanceof ApiError && error.reason === "Conflict"
        ? new ProviderError(
              `${error.message}\nAnother manager owns these fields: leave them out, or set the ` +
                  'annotation pulumi.com/patchForce: "true" to take them over',
          )
        : error;
}
