import { readAllYaml } from "zero-trust-manifests";
import type { ReferenceData } from "../referenceData";
import { describeObject, kindKey, noMatches, type ApiKind } from "./apiResources";
import { Cluster, fromObjectId } from "./cluster";
import { reconcile } from "./controllers";
import { DefinitionCatalog, definitionKind } from "./customResources";
import { differences } from "./diff";
import { stableHex } from "./identifiers";
import { activeCluster, readKubeconfig } from "./kubeconfig";
import { kubernetesConfigurationDiff } from "./kubernetesConfiguration";
import { identify, isPatch, place, withSecretData } from "./kubernetesInputs";
import { admit, checkObject, awaitReady, liveState } from "./kubernetesObjects";
import {
    at,
    hasUnknowns,
    isObject,
    isPlainObject,
    plainObject,
    textAt,
    without,
    type PlainObject,
    type Properties,
} from "./properties";
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
} from "./provider";
import { ReleaseStandIn, releaseType } from "./release";
import { replacingPaths } from "./replacements";
import { restore, withhold, type Thing, type World } from "./world";

/** Of @pulumi/kubernetes, and so of the plugin that it asks for. */
export const sdkVersion = "4.34.2";

const autonamed = "pulumi.com/autonamed";

/**
 * Stands in for the Kubernetes provider 4.34: objects of any kind, custom resources once their
 * definitions exist, and Helm releases of the charts in `charts.ts`.
 *
 * Differences from a real cluster: it has no address, so that what a kubeconfig calls its cluster is
 * the cluster, wherever its server is, and without a kubeconfig there is one more; fields of built-in
 * kinds are checked for what a platform gets wrong, not against the whole OpenAPI schema; rules in CEL
 * and admission webhooks are not evaluated; nothing is retried, so what is missing fails at once.
 */
export class KubernetesStandIn implements StandInProvider {
    public readonly name = "kubernetes";
    public readonly version = sdkVersion;
    private cluster: Cluster;
    private releases: ReleaseStandIn;
    private unreachable: string | undefined;

    public constructor(
        private world: World,
        private readonly reference: ReferenceData | undefined,
        private readonly catalog = new DefinitionCatalog(reference),
    ) {
        this.cluster = new Cluster(world);
        this.releases = new ReleaseStandIn(this.cluster, this.catalog, reference);
    }

    public another(): KubernetesStandIn {
        return new KubernetesStandIn(this.world, this.reference, this.catalog);
    }

    public diffConfiguration(olds: PlainObject, news: PlainObject): ConfigurationDiff {
        return kubernetesConfigurationDiff(olds, news);
    }

    /** What leads nowhere is only an error where a cluster is asked. */
    public configure(configuration: Properties): void {
        const settings = plainObject(configuration);
        if ((settings.kubeconfig ?? "") === "") {
            return;
        }
        try {
            const active = activeCluster(readKubeconfig(settings.kubeconfig), settings);
            if (active === undefined) {
                this.unreachable = "the kubeconfig has no such context, or its context no cluster";
                return;
            }
            this.world = this.world.inCluster(active.name);
            this.cluster = new Cluster(this.world);
            this.releases = new ReleaseStandIn(this.cluster, this.catalog, this.reference);
        } catch (error) {
            this.unreachable = error instanceof Error ? error.message : String(error);
        }
    }

    public check(request: CheckRequest): CheckResult {
        if (request.type === releaseType) {
            return this.releases.check(request);
        }
        const { type, name, olds, news, randomSeed } = request;
        const metadata = { ...(isObject(news.metadata) ? news.metadata : {}) };
        if (isPatch(type) && metadata.name === undefined) {
            throw new ProviderError("patch resources require the `.metadata.name` field to be set");
        }
        if (metadata.name === undefined && metadata.generateName === undefined) {
            const seed = Buffer.from(randomSeed).toString("hex");
            const old = plainObject(olds);
            const oldName =
                at(old, "metadata", "annotations", autonamed) === "true"
                    ? textAt(old, "metadata", "name")
                    : undefined;
            metadata.name = oldName ?? `${name}-${stableHex(8, seed, name)}`;
            const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
            metadata.annotations = { ...annotations, [autonamed]: "true" };
        }
        const inputs = withSecretData({ ...news, metadata });
        const object = plainObject(inputs);
        if (identify(type, object).key === definitionKind) {
            this.catalog.learn(object);
        }
        return { inputs, failures: checkObject(this.catalog, object, isPatch(type)) };
    }

    public diff(request: DiffRequest): DiffResult {
        if (request.type === releaseType) {
            return this.releases.diff(request);
        }
        const olds = withoutDefaultNamespace(plainObject(request.oldInputs));
        const news = withoutDefaultNamespace(plainObject(request.news));
        const found = differences(olds, news);
        const { group, kind } = identify(request.type, news);
        return {
            differences: found,
            replaces: replacingPaths(group, isPatch(request.type) ? "" : kind, found.keys()),
            deleteBeforeReplace:
                at(news, "metadata", "annotations", autonamed) !== "true" &&
                at(news, "metadata", "name") === at(olds, "metadata", "name") &&
                at(news, "metadata", "namespace") === at(olds, "metadata", "namespace"),
        };
    }

    public create(request: CreateRequest): Created {
        if (!request.preview) {
            this.mustBeReachable();
        }
        if (request.type === releaseType) {
            return this.releases.create(request);
        }
        const { type, inputs, preview } = request;
        const object = plainObject(inputs);
        const { apiVersion, kind } = identify(type, object);
        const served = this.cluster.kind(apiVersion, kind);
        if (preview) {
            return { id: "", state: this.previewed(inputs, served) };
        }
        if (served === undefined) {
            throw new ProviderError(
                `creation of resource "${request.urn}" with kind ${apiVersion}/${kind} failed because ` +
                    "the Kubernetes API server reported that the apiVersion for this resource does " +
                    "not exist. Verify that any required CRDs have been created: " +
                    noMatches(apiVersion, kind),
            );
        }
        const { id, namespace, name } = place(object, served);
        if (isPatch(type)) {
            return { id, state: this.patch(served, id, inputs) };
        }
        this.mustHaveNamespace(namespace);
        if (
            this.cluster.get(served.group, kind, id) !== undefined ||
            (kind === "Namespace" && served.group === "" && this.cluster.isGivenNamespace(name))
        ) {
            throw new ProviderError(
                `${describeObject(served, name)} already exists; give it another name, ` +
                    "or take the existing one over with `pulumi import`",
            );
        }
        const problem = admit(this.cluster, served);
        if (problem !== undefined) {
            throw new ProviderError(problem);
        }
        return { id, state: this.write(served, id, inputs, 1) };
    }

    public read(request: ReadRequest): Found | undefined {
        this.mustBeReachable();
        if (request.type === releaseType) {
            return this.releases.read(request);
        }
        const { type, id, state, inputs } = request;
        const { group, kind } = identify(type, plainObject(inputs));
        const key = kindKey(group, kind);
        const thing =
            this.world.get("kubernetes", key, id) ??
            this.world.get("kubernetes", key, `default/${id}`) ??
            this.givenNamespace(key, id);
        if (thing === undefined) {
            return undefined;
        }
        return {
            id: thing.id,
            state: restore(thing.state, withSecretData(state), `${kind} ${id}`),
            inputs: restore(thing.inputs, withSecretData(inputs), `${kind} ${id}`),
        };
    }

    public update(request: UpdateRequest): Properties {
        if (!request.preview) {
            this.mustBeReachable();
        }
        if (request.type === releaseType) {
            return this.releases.update(request);
        }
        const { type, id, news, preview } = request;
        const object = plainObject(news);
        const { apiVersion, kind } = identify(type, object);
        const served = this.cluster.kind(apiVersion, kind);
        if (preview) {
            return this.previewed(news, served);
        }
        if (served === undefined) {
            throw new ProviderError(noMatches(apiVersion, kind));
        }
        if (isPatch(type)) {
            return this.patch(served, id, news);
        }
        const thing = this.cluster.get(served.group, kind, id);
        if (thing === undefined) {
            throw new ProviderError(
                `${describeObject(served, fromObjectId(id).name)} not found; ` +
                    "run `pulumi refresh` to see what is left",
            );
        }
        const revision = Number(textAt(thing.state, "metadata", "resourceVersion") ?? "1");
        return this.write(served, id, news, revision + 1);
    }

    public delete(request: DeleteRequest): void {
        this.mustBeReachable();
        const { type, id, state } = request;
        const object = plainObject(state);
        const { key } = identify(type, object);
        const thing = isPatch(type) ? undefined : this.world.get("kubernetes", key, id);
        if (thing !== undefined) {
            this.cluster.remove(thing);
            reconcile(this.cluster);
        }
    }

    public invoke(token: string, args: Properties): Properties {
        if (token !== "kubernetes:yaml:decode") {
            throw new ProviderError(
                `the stand-in for Kubernetes has no function "${token}"; it has kubernetes:yaml:decode`,
            );
        }
        const given = plainObject(args);
        const namespace = textAt(given, "defaultNamespace");
        const objects = readAllYaml(textAt(given, "text") ?? "") as Properties[];
        return {
            result: objects.map((object) =>
                namespace === undefined ||
                at(plainObject(object), "metadata", "namespace") !== undefined
                    ? object
                    : {
                          ...object,
                          metadata: {
                              ...(isObject(object.metadata) ? object.metadata : {}),
                              namespace,
                          },
                      },
            ),
        };
    }

    private mustBeReachable(): void {
        if (this.unreachable !== undefined) {
            throw new ProviderError(
                `configured Kubernetes cluster is unreachable: ${this.unreachable}`,
            );
        }
    }

    /** What a server-side dry run tells; where it cannot run, a preview knows the inputs only. */
    private previewed(inputs: Properties, served: ApiKind | undefined): Properties {
        if (served === undefined || hasUnknowns(inputs)) {
            return inputs;
        }
        const { id } = place(plainObject(inputs), served);
        return without(liveState(this.cluster, served, id, inputs, 1), "status");
    }

    private write(kind: ApiKind, id: string, inputs: Properties, revision: number): Properties {
        const state = withSecretData(liveState(this.cluster, kind, id, inputs, revision));
        const thing: Thing = {
            provider: "kubernetes",
            kind: kindKey(kind.group, kind.kind),
            id,
            state: withhold(state),
            inputs: withhold(inputs),
        };
        this.world.put(thing);
        if (thing.kind === definitionKind) {
            this.catalog.learn(thing.inputs);
        }
        reconcile(this.cluster);
        const problem = awaitReady(this.cluster, thing);
        if (problem !== undefined) {
            throw new InitializationError(
                `${describeObject(kind, fromObjectId(id).name)} was successfully created, but the ` +
                    `Kubernetes API server reported that it failed to fully initialize: ${problem}`,
                { id, state, inputs },
            );
        }
        return state;
    }

    /** Adds a patch's fields to an object that something else made. */
    private patch(kind: ApiKind, id: string, inputs: Properties): Properties {
        const thing =
            this.cluster.get(kind.group, kind.kind, id) ??
            this.givenNamespace(kindKey(kind.group, kind.kind), id);
        if (thing === undefined) {
            throw new ProviderError(`${describeObject(kind, fromObjectId(id).name)} not found`);
        }
        thing.state = merge(thing.state, withhold(inputs));
        if (!this.cluster.isGivenNamespace(id)) {
            this.world.put(thing);
            reconcile(this.cluster);
        }
        return restore(thing.state, inputs, id);
    }

    private givenNamespace(key: string, id: string): Thing | undefined {
        if (key !== "Namespace" || !this.cluster.isGivenNamespace(id)) {
            return undefined;
        }
        const state: PlainObject = {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                ...this.cluster.serverMetadata(key, id, 1),
                name: id,
                labels: { "kubernetes.io/metadata.name": id },
            },
            status: { phase: "Active" },
        };
        return { provider: "kubernetes", kind: key, id, state, inputs: {} };
    }

    private mustHaveNamespace(namespace: string | undefined): void {
        if (namespace !== undefined && !this.cluster.hasNamespace(namespace)) {
            throw new ProviderError(
                `namespaces "${namespace}" not found; create it first and depend on it`,
            );
        }
    }
}

function withoutDefaultNamespace(object: PlainObject): PlainObject {
    const metadata = object.metadata;
    return isPlainObject(metadata) && metadata.namespace === "default"
        ? { ...object, metadata: without(metadata, "namespace") }
        : object;
}

function merge(base: PlainObject, patch: PlainObject): PlainObject {
    const result = { ...base };
    for (const [name, value] of Object.entries(patch)) {
        const below = result[name];
        result[name] =
            typeof below === "object" &&
            typeof value === "object" &&
            below !== null &&
            value !== null &&
            !Array.isArray(below) &&
            !Array.isArray(value)
                ? merge(below as PlainObject, value as PlainObject)
                : value;
    }
    return result;
}
