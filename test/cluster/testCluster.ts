import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer, type ApiServer } from "../../sandbox/apiServer/apiServer";
import { obtainBinaries, obtainNodeBinaries } from "../../sandbox/apiServer/binaries";
import type { Site } from "../../sandbox/apiServer/controllers/controller";
import { definitionManifest } from "../../sandbox/apiServer/definitions";
import { ApiObjects, type ApplyOptions } from "../../sandbox/apiServer/objects";
import { consoleProgress } from "../../sandbox/progress";
import {
    DefinitionCatalog,
    DefinitionSet,
    definitionThing,
} from "../../sandbox/standins/customResources";
import { textAt, type PlainObject } from "../../sandbox/standins/properties";
import { referenceDataFor } from "../support/notChecked";

/** An API server of its own, in a temporary folder. */
export class TestCluster {
    public readonly objects: ApiObjects;

    private constructor(
        public readonly server: ApiServer,
        public readonly folder: string,
        private readonly startServer: () => Promise<ApiServer>,
    ) {
        this.objects = new ApiObjects(server.client);
    }

    /**
     * Builds the API server where none is at hand, which takes minutes.
     *
     * @param nodes whether workloads become pods, which are ready at once
     */
    public static async start({ nodes = false } = {}): Promise<TestCluster> {
        const progress = consoleProgress(process.stderr);
        const binaries = await obtainBinaries(progress);
        const nodeBinaries = nodes ? await obtainNodeBinaries(progress) : undefined;
        const folder = mkdtempSync(join(tmpdir(), "api-server-"));
        const startServer = () => startApiServer(folder, binaries, nodeBinaries);
        return new TestCluster(await startServer(), folder, startServer);
    }

    /**
     * Stops it and starts it anew, with what it kept.
     *
     * @throws Error where it does not become ready
     */
    public async restart(): Promise<TestCluster> {
        await this.server.stop();
        return new TestCluster(await this.startServer(), this.folder, this.startServer);
    }

    /** What controllers beside it need. */
    public get site(): Site {
        const { folder, objects, server } = this;
        return { folder, kubeconfigFile: server.kubeconfigFile, objects };
    }

    /**
     * Adds the definitions of every chart: their own where reference data has them.
     *
     * @param builtIn whether they are those of our table, which take any field
     */
    public async define({ builtIn = false } = {}): Promise<void> {
        const reference = builtIn
            ? undefined
            : referenceDataFor("schemas of the charts' own definitions");
        const catalog = new DefinitionCatalog(reference);
        const manifests = new Map(
            Object.values(DefinitionSet)
                .flatMap((set) => catalog.definitions(set))
                .map((definition) => definitionThing(definition, "test"))
                .map((thing) => [thing.id, definitionManifest(thing, reference)]),
        );
        await Promise.all(
            [...manifests.values()].map(async (manifest) => {
                await this.apply(manifest);
                await this.objects.established(manifest);
            }),
        );
    }

    /** @throws ApiError where the API server does not take the object */
    public async apply(
        object: PlainObject,
        options: Partial<ApplyOptions> = {},
    ): Promise<PlainObject> {
        const kind = await this.objects.kindOf(object);
        return this.objects.apply(kind, object, { manager: "test", ...options });
    }

    /** What the API server says against objects, all at once. Namespaces stay, the rest is dry. */
    public async refusals(objects: readonly PlainObject[]): Promise<string[]> {
        const namespaces = new Map<string, PlainObject>();
        for (const object of objects) {
            const own = object.kind === "Namespace";
            const name = textAt(object, "metadata", own ? "name" : "namespace") ?? "default";
            const bare = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
            namespaces.set(name, own ? object : (namespaces.get(name) ?? bare));
        }
        await Promise.all([...namespaces.values()].map((each) => this.apply(each)));
        const answers = await Promise.all(
            objects.map((object) =>
                this.apply(object, { dryRun: true }).then(
                    () => undefined,
                    (error: unknown) => `${textAt(object, "kind") ?? ""}: ${String(error)}`,
                ),
            ),
        );
        return answers.filter((answer) => answer !== undefined);
    }

    public async stop(): Promise<void> {
        await this.server.stop();
        rmSync(this.folder, { recursive: true });
    }
}
