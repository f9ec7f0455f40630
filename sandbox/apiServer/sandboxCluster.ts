import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../progress";
import { findReferenceData } from "../referenceData";
import type { KubernetesFactory } from "../standins/server";
import { World } from "../standins/world";
import { startApiServer } from "./apiServer";
import { obtainBinaries, obtainNodeBinaries } from "./binaries";
import { ApiError, type Client } from "./client";
import { RealControllers } from "./controllers/realControllers";
import { apiServerFolder, controllersMarkIn, nodesMarkIn } from "./folder";
import { KubernetesOnApiServer } from "./kubernetesProvider";
import { objectsLeft, removeUnknown } from "./managedObjects";
import { ApiObjects } from "./objects";
import { startOfficialPlugin, type OfficialPlugin } from "./officialPlugin";
import { OfficialProvider } from "./officialProvider";

/** The cluster of one stack of the sandbox, on an API server. */
export interface SandboxCluster {
    /** Absolute path. */
    kubeconfigFile: string;
    /** The provider that speaks to it. */
    kubernetes: KubernetesFactory;
    /** Removes what the world does not know, after a run that was killed. */
    putInOrder(world: World): Promise<number>;
    /** The API server's answer to a GET; undefined where there is nothing of that path. */
    read: (path: string) => Promise<unknown>;
    /** What stacks and stand-ins made and nobody has deleted, as "kind id", without definitions. */
    left(): Promise<string[]>;
    /** Rejects where one of its servers ends by itself. */
    ended: Promise<never>;
    stop(): Promise<void>;
}

/** What a cluster is to be, besides what its folder says that it is. */
export interface ClusterOptions {
    /** Whether it is to have nodes from now on. */
    nodes: boolean;
    /** Whether controllers of charts are to run for real from now on. */
    controllers: boolean;
    /** In which the stack's world persists. */
    worldFile: string;
    /** What speaks to it in the stand-in's place, and has nodes run, since it waits for pods. */
    officialPlugin?: OfficialPlugin | undefined;
}

/** Gets the executables, and starts the API server with what its folder holds. */
export async function startSandboxCluster(
    stackFolder: string,
    { nodes, controllers, worldFile, officialPlugin }: ClusterOptions,
    progress: Progress,
): Promise<SandboxCluster> {
    const folder = apiServerFolder(stackFolder);
    const mark = nodesMarkIn(folder);
    const hasNodes = nodes || officialPlugin !== undefined || existsSync(mark);
    const binaries = await obtainBinaries(progress);
    const nodeBinaries = hasNodes ? await obtainNodeBinaries(progress) : undefined;
    const controllersMark = controllersMarkIn(folder);
    const hasControllers = controllers || existsSync(controllersMark);
    mkdirSync(folder, { recursive: true });
    if (hasControllers) {
        writeFileSync(controllersMark, "");
    }
    if (hasNodes) {
        writeFileSync(mark, "");
    }
    progress.step("Starting the Kubernetes API server");
    const server = await startApiServer(folder, binaries, nodeBinaries);
    const definitions =
        findReferenceData() === undefined
            ? "definitions without schemas, since the charts' own are not at hand"
            : "the charts' own definitions";
    progress.done(`ready, with ${definitions}`);
    const objects = new ApiObjects(server.client);
    const { kubeconfigFile } = server;
    const site = { folder: join(folder, "controllers"), kubeconfigFile, objects };
    let real: RealControllers | undefined;
    try {
        real = hasControllers
            ? await RealControllers.open(site, new World(worldFile), progress)
            : undefined;
    } catch (error) {
        await server.stop();
        throw error;
    }
    return {
        kubeconfigFile,
        kubernetes: (world, reference) => {
            const standIn = new KubernetesOnApiServer(world, reference, objects, {
                awaitsRollouts: hasNodes,
                real,
            });
            return officialPlugin === undefined
                ? { standIn }
                : {
                      standIn,
                      front: (port, save) =>
                          OfficialProvider.start({
                              startPlugin: () => startOfficialPlugin(officialPlugin, folder),
                              standIn: port,
                              controllers: standIn.controllers,
                              kubeconfig: readFileSync(kubeconfigFile, "utf8"),
                              save,
                          }),
                  };
        },
        putInOrder: async (world) => {
            await real?.follow(world);
            return removeUnknown(objects, world);
        },
        read: (path) => readPath(server.client, path),
        left: () => objectsLeft(objects),
        ended: server.ended,
        stop: async () => {
            await real?.stop();
            await server.stop();
        },
    };
}

const notFound = 404;

async function readPath(client: Client, path: string): Promise<unknown> {
    try {
        return await client.send({ method: "GET", path });
    } catch (error) {
        if (error instanceof ApiError && error.status === notFound) {
            return undefined;
        }
        throw error;
    }
}
