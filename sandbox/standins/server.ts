import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { findReferenceData, type ReferenceData } from "../referenceData";
import { CivoStandIn } from "./civo";
import type { ClusterAccess } from "./kubeconfigText";
import { CloudflareStandIn } from "./cloudflare";
import { credentials } from "./credentials";
import { KubernetesStandIn } from "./kubernetes";
import { resourceProvider } from "./protocol";
import type { StandInProvider } from "./provider";
import { RandomStandIn } from "./random";
import { World } from "./world";

/** Providers that stand in for accounts nobody has here: real ones at the interface, nothing behind. */
export interface StandIns {
    /**
     * What the engine's process needs: PULUMI_DEBUG_PROVIDERS and the stand-in accounts' credentials
     * (CIVO_TOKEN, CLOUDFLARE_API_TOKEN).
     */
    environment: Record<string, string>;
    /** What inputs are checked against: the real schemas where they are at hand. */
    checksAgainst: "reference data" | "built-in tables";
    stop(): Promise<void>;
}

/** A service that takes a stand-in's place before the engine, and may call it. */
export interface Front {
    service: grpc.ServiceDefinition;
    implementation: grpc.UntypedServiceImplementation;
    close(): Promise<void>;
}

/** A provider of Kubernetes for what exists in a world. */
export interface KubernetesProvider {
    standIn: StandInProvider;
    /**
     * Makes what the engine is given instead of it.
     *
     * @param port where the stand-in listens on 127.0.0.1
     * @param save makes durable what a call changed in the world
     */
    front?: (port: number, save: () => Promise<void>) => Promise<Front>;
}

export type KubernetesFactory = (
    world: World,
    reference: ReferenceData | undefined,
) => KubernetesProvider;

/** What a cluster's kubeconfig leads to. */
export interface ClusterApi {
    access: ClusterAccess;
    stop(): Promise<void>;
}

/**
 * Starts the stand-ins for Civo, Cloudflare, Random and Kubernetes in this process, each at a port of
 * 127.0.0.1.
 *
 * @throws where the world's file is not one of this version.
 */
export async function startStandIns(options: {
    /** JSON file in which the stand-in world persists between runs. */
    worldFile: string;
    /** What takes the place of the stand-in for Kubernetes, which has no API server. */
    kubernetes?: KubernetesFactory;
    /** What the kubeconfig of a cluster leads to; by default it opens nothing. */
    clusterApi?: (world: World) => Promise<ClusterApi>;
}): Promise<StandIns> {
    const world = new World(options.worldFile);
    const reference = findReferenceData();
    const save = () => world.save();
    const kubernetes: KubernetesProvider = options.kubernetes?.(world, reference) ?? {
        standIn: new KubernetesStandIn(world, reference),
    };
    const clusterApi = await options.clusterApi?.(world);
    const providers: StandInProvider[] = [
        new CivoStandIn(world, reference, credentials, clusterApi?.access),
        new CloudflareStandIn(world, credentials),
        kubernetes.standIn,
        new RandomStandIn(reference),
    ];
    const servers: grpc.Server[] = [];
    const ports = new Map<string, number>();
    for (const provider of providers) {
        const implementation = resourceProvider(provider, save);
        const server = serverOf(ResourceProviderService, implementation);
        servers.push(server);
        ports.set(provider.name, await listen(server));
    }
    const front = await kubernetes.front?.(ports.get("kubernetes") ?? 0, save);
    if (front !== undefined) {
        const server = serverOf(front.service, front.implementation);
        servers.push(server);
        ports.set("kubernetes", await listen(server));
    }
    const attached = [...ports].map(([name, port]) => `${name}:${port}`);
    return {
        environment: { PULUMI_DEBUG_PROVIDERS: attached.join(","), ...credentials },
        checksAgainst: reference === undefined ? "built-in tables" : "reference data",
        stop: async () => {
            await save();
            await Promise.all(servers.map(shutDown));
            await front?.close();
            await clusterApi?.stop();
        },
    };
}

function serverOf(
    service: grpc.ServiceDefinition,
    implementation: grpc.UntypedServiceImplementation,
): grpc.Server {
    const server = new grpc.Server({
        "grpc.max_receive_message_length": -1,
        "grpc.max_send_message_length": -1,
    });
    server.addService(service, implementation);
    return server;
}

function listen(server: grpc.Server): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
            if (error === null) {
                resolve(port);
            } else {
                reject(error);
            }
        });
    });
}

function shutDown(server: grpc.Server): Promise<void> {
    return new Promise((resolve) => {
        // An engine that was killed leaves its connections open; a graceful end would wait for them.
        const impatience = setTimeout(() => {
            server.forceShutdown();
            resolve();
        }, 1000);
        server.tryShutdown(() => {
            clearTimeout(impatience);
            resolve();
        });
    });
}
