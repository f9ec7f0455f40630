import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { findReferenceData, type ReferenceData } from "../referenceData";
import { CivoStandIn } from "./civo";
import { CloudflareStandIn } from "./cloudflare";
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

/** Makes a provider of Kubernetes for what exists in a world. */
export type KubernetesFactory = (
    world: World,
    reference: ReferenceData | undefined,
) => StandInProvider;

/** Credentials that open nothing; the real providers want to be given some, and so do these. */
const credentials: Record<string, string> = {
    CIVO_TOKEN: "stand-in",
    CLOUDFLARE_API_TOKEN: "stand-in",
};

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
}): Promise<StandIns> {
    const world = new World(options.worldFile);
    const reference = findReferenceData();
    const kubernetes = options.kubernetes ?? ((...args) => new KubernetesStandIn(...args));
    const providers: StandInProvider[] = [
        new CivoStandIn(world, reference, credentials),
        new CloudflareStandIn(world, credentials),
        kubernetes(world, reference),
        new RandomStandIn(reference),
    ];
    const servers: grpc.Server[] = [];
    const attached: string[] = [];
    for (const provider of providers) {
        const server = new grpc.Server({
            "grpc.max_receive_message_length": -1,
            "grpc.max_send_message_length": -1,
        });
        server.addService(
            ResourceProviderService,
            resourceProvider(provider, () => world.save()),
        );
        servers.push(server);
        attached.push(`${provider.name}:${await listen(server)}`);
    }
    return {
        environment: { PULUMI_DEBUG_PROVIDERS: attached.join(","), ...credentials },
        checksAgainst: reference === undefined ? "built-in tables" : "reference data",
        stop: async () => {
            await world.save();
            await Promise.all(servers.map(shutDown));
        },
    };
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
