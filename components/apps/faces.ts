import * as pulumi from "@pulumi/pulumi";

import { networkProblems } from "../cidr";
import { customResource } from "../customResources";
import type { Caller } from "../mesh/inboundPolicy";
import { hostProblems, labelProblems, type Problem, Problems, valid } from "../validation";
import { MeshedNamespace } from "./meshedNamespace";
import { MeshedWorkload, type WorkloadPortArgs } from "./meshedWorkload";

/** Arguments of `Faces`. */
export interface FacesArgs {
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** The ingress, the only one that may call the GUI and face. */
    ingress: Caller;
    /** Labels by which the ingress' Host picks its Mappings. */
    mappingLabels: Record<string, string>;
    /** Networks that the kubelet probes from, in CIDR notation. */
    probeNetworks: string[];
    /** Namespace. Default: `faces`. */
    namespace?: string;
    /** Replicas of each workload. Default: 1. */
    replicas?: number;
    /** Repository that the images are in. Default: `ghcr.io/buoyantio`. */
    imageRepository?: string;
    /** Tag of the images. Default: `2.0.0`. */
    imageTag?: string;
    /** Who may scrape the proxies' metrics. Default: nobody. */
    metricsScrapers?: Caller[];
}

/** Every problem of the arguments; empty when Faces can be made from them. */
export function facesProblems(
    args: Pick<FacesArgs, "host" | "probeNetworks" | "namespace">,
): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...hostProblems("host", args.host),
        ...labelProblems("namespace", args.namespace ?? "faces"),
        ...networkProblems("probeNetworks", args.probeNetworks),
    );
    problems.require(args.probeNetworks.length > 0, {
        path: "probeNetworks",
        reason: "is empty, so the routes of face would cut off its readiness probe",
        remedy: "give the networks that the kubelet probes from, e.g. 10.42.0.0/16",
    });
    return problems.all;
}

/**
 * The Faces demo application, default-deny. The ingress may call the GUI, and of face the two paths
 * that the GUI's page uses; face may call smiley and color; nothing else is allowed.
 */
export class Faces extends pulumi.ComponentResource {
    /** URL of the application. */
    readonly url: string;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: FacesArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Faces "${name}"`, args, facesProblems(args));
        super("zero-trust-components:index:Faces", name, inputs, opts);

        const { namespace = "faces", ingress } = inputs;
        const repository = inputs.imageRepository ?? "ghcr.io/buoyantio";
        const tag = inputs.imageTag ?? "2.0.0";
        const space = new MeshedNamespace(
            `${name}-space`,
            { namespace, metricsScrapers: inputs.metricsScrapers },
            { parent: this },
        );
        const workload = (
            short: string,
            port: Pick<WorkloadPortArgs, "protocol" | "callers" | "pathPrefixes" | "readinessPath">,
            environment: Record<string, string>,
            image = short,
        ) =>
            new MeshedWorkload(
                `${name}-${short}`,
                {
                    namespace,
                    workload: short,
                    image: `${repository}/faces-${image}:${tag}`,
                    replicas: inputs.replicas ?? 1,
                    ports: [{ name: "http", containerPort: 8000, servicePort: 80, ...port }],
                    environment: { FACES_SERVICE: short, ...environment },
                    probeNetworks: inputs.probeNetworks,
                },
                { parent: this, dependsOn: [space] },
            );
        const faceIdentity = { serviceAccount: "face", namespace };

        const smiley = workload(
            "smiley",
            { protocol: "HTTP/1", callers: [faceIdentity], readinessPath: "/ready" },
            working,
        );
        const color = workload(
            "color",
            // No probe: the image has neither a shell nor gRPC's health service, and a TCP probe
            // would only reach the proxy.
            { protocol: "gRPC", callers: [faceIdentity] },
            working,
        );
        const face = workload(
            "face",
            {
                protocol: "HTTP/1",
                callers: [ingress],
                pathPrefixes: ["/center/", "/edge/"],
                readinessPath: "/ready",
            },
            { SMILEY_SERVICE: "smiley", COLOR_SERVICE: "color:80", ...working },
        );
        const gui = workload(
            "faces-gui",
            { protocol: "HTTP/1", callers: [ingress], readinessPath: "/ready" },
            {},
            "gui",
        );

        for (const { route, service, after } of [
            { route: "faces", service: "faces-gui", after: [gui] },
            { route: "face", service: "face", after: [face, smiley, color] },
        ]) {
            customResource(
                "Mapping",
                `${name}-mapping-${route}`,
                {
                    metadata: { name: route, namespace, labels: inputs.mappingLabels },
                    spec: {
                        hostname: inputs.host,
                        prefix: `/${route}/`,
                        rewrite: "/",
                        // Cleartext to the proxy, which makes it mutual TLS.
                        service: `http://${service}.${namespace}.svc.cluster.local:80`,
                        // The user's password ends at the edge.
                        remove_request_headers: ["authorization"],
                    },
                },
                { parent: this, dependsOn: after },
            );
        }
        this.url = `https://${inputs.host}/faces/`;
        this.registerOutputs({ url: this.url });
    }
}

/** By default Faces fails and dawdles on purpose. */
const working = { ERROR_FRACTION: "0", DELAY_BUCKETS: "" };
