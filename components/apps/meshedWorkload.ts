import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { networkProblems } from "../cidr";
import type { Caller } from "../mesh/inboundPolicy";
import { registerInboundPolicy } from "../mesh/registerInboundPolicy";
import { labelProblems, type Problem, Problems, valid } from "../validation";
import { defaultDeny } from "./meshedNamespace";

/** A port that a workload serves, and who may call it. */
export interface WorkloadPortArgs {
    /** Name of the container port, of at most 15 characters. */
    name: string;
    /** Number of the container port. */
    containerPort: number;
    /** Port of the Service. Default: `containerPort`. */
    servicePort?: number;
    /** `HTTP/1`, `HTTP/2`, `gRPC`, `opaque` or `TLS`. */
    protocol: string;
    /** Who may call the port. Nobody else may; a port without callers is not in the Service. */
    callers: Caller[];
    /** Path prefixes that the callers may use, HTTP only. Default: every path. */
    pathPrefixes?: string[];
    /** Path of the readiness probe, HTTP only. Default: no probe. */
    readinessPath?: string;
}

/** A directory of a volume in the container. */
export interface WorkloadVolumeArgs {
    /** Name of the volume. */
    name: string;
    /** Absolute path in the container. */
    mountPath: string;
    /** ConfigMap whose keys become files, read-only. */
    configMap?: string;
    /** Secret whose keys become files, read-only. */
    secret?: string;
}

/** Arguments of `MeshedWorkload`. */
export interface MeshedWorkloadArgs {
    /** Namespace, made by a `MeshedNamespace`. */
    namespace: string;
    /** Name of the Deployment, the Service and the ServiceAccount, hence of the mesh identity. */
    workload: string;
    /** Image with an exact tag or a digest. */
    image: string;
    /** Ports and their callers. A workload without ports only calls others. */
    ports: WorkloadPortArgs[];
    /** Number of replicas. Default: 1. */
    replicas?: number;
    /** Command of the container. Default: the image's. */
    command?: string[];
    /** Environment variables; nothing secret. */
    environment?: Record<string, string>;
    /** Directories; one without a source is empty and writable. The root file system is read-only. */
    volumes?: WorkloadVolumeArgs[];
    /** User id of the process, not 0. Default: 65532. */
    runAsUser?: number;
    /** Text that rolls the pods when it changes, e.g. a hash of mounted configuration. */
    rolloutKey?: pulumi.Input<string>;
    /**
     * Networks that the kubelet probes from, in CIDR notation; needed where a port has both
     * `pathPrefixes` and `readinessPath`.
     */
    probeNetworks?: string[];
}

const protocols = ["HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"] as const;

/** Every problem of the arguments; empty when the workload can be made from them. */
export function meshedWorkloadProblems(args: MeshedWorkloadArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...labelProblems("namespace", args.namespace),
        ...labelProblems("workload", args.workload),
    );
    problems.require(args.runAsUser !== 0, {
        path: "runAsUser",
        value: args.runAsUser,
        reason: "is root",
        remedy: "give another user id, or leave it out",
    });
    args.ports.forEach((port, index) => {
        portProblems(port, `ports[${index}]`, args.probeNetworks ?? [], problems);
    });
    const numbers = args.ports.map(({ containerPort }) => containerPort);
    problems.require(new Set(numbers).size === numbers.length, {
        path: "ports",
        value: numbers,
        reason: "names a container port twice, and two Servers must not select the same port",
        remedy: "merge the entries",
    });
    problems.all.push(...networkProblems("probeNetworks", args.probeNetworks ?? []));
    return problems.all;
}

function portProblems(
    port: WorkloadPortArgs,
    path: string,
    probeNetworks: string[],
    problems: Problems,
): void {
    problems.require(/^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(port.name), {
        path: `${path}.name`,
        value: port.name,
        reason: "is not a port name",
        remedy: "use up to 15 lower-case letters, digits and dashes, e.g. http",
    });
    problems.require(isPort(port.containerPort) && isPort(port.servicePort ?? 1), {
        path: `${path}.containerPort`,
        value: [port.containerPort, port.servicePort],
        reason: "or servicePort is not a port number",
        remedy: "give whole numbers from 1 to 65535",
    });
    problems.require(protocolOf(port) !== undefined, {
        path: `${path}.protocol`,
        value: port.protocol,
        reason: "is not a protocol that Linkerd tells apart",
        remedy: `give one of ${protocols.join(", ")}`,
    });
    const prefixes = port.pathPrefixes ?? [];
    problems.require(
        port.protocol === "HTTP/1" || (prefixes.length === 0 && port.readinessPath === undefined),
        {
            path: `${path}.protocol`,
            value: port.protocol,
            reason: "has no paths to allow or to probe",
            remedy: "leave pathPrefixes and readinessPath out, or give HTTP/1",
        },
    );
    [...prefixes, port.readinessPath ?? "/"].forEach((prefix) => {
        problems.require(prefix.startsWith("/"), {
            path: `${path}.pathPrefixes`,
            value: prefix,
            reason: "does not begin with a slash",
            remedy: `give /${prefix}`,
        });
    });
    problems.require(
        prefixes.length === 0 || port.readinessPath === undefined || probeNetworks.length > 0,
        {
            path: "probeNetworks",
            reason: `is empty, so the routes of ${path} would cut off its readiness probe`,
            remedy: "give the networks that the kubelet probes from, e.g. 10.42.0.0/16",
        },
    );
}

function isPort(port: number): boolean {
    return Number.isInteger(port) && port >= 1 && port <= 65535;
}

function protocolOf(port: WorkloadPortArgs) {
    return protocols.find((protocol) => protocol === port.protocol);
}

/**
 * A Deployment with an identity of its own, a Service, and the inbound policy of each port. The
 * policy is there before the first pod, so no pod ever runs without it.
 */
export class MeshedWorkload extends pulumi.ComponentResource {
    /** This workload as a caller of others. */
    readonly identity: Caller;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: MeshedWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`MeshedWorkload "${name}"`, args, meshedWorkloadProblems(args));
        super("zero-trust-components:index:MeshedWorkload", name, inputs, opts);

        const { namespace, workload, ports } = inputs;
        this.identity = { serviceAccount: workload, namespace };
        const metadata = { name: workload, namespace, labels: labels(workload) };
        const serviceAccount = new kubernetes.core.v1.ServiceAccount(
            `${name}-service-account`,
            // Linkerd proves identity with a token of its own.
            { metadata, automountServiceAccountToken: false },
            { parent: this },
        );
        const policy = ports.flatMap((port) =>
            registerInboundPolicy(
                name,
                namespace,
                {
                    name: ports.length === 1 ? workload : `${workload}-${port.name}`,
                    podSelector: { matchLabels: labels(workload) },
                    port: port.name,
                    proxyProtocol: protocolOf(port) ?? "unknown",
                    callers: port.callers,
                    pathPrefixes: port.pathPrefixes ?? [],
                    probe:
                        port.readinessPath === undefined
                            ? undefined
                            : { path: port.readinessPath, networks: inputs.probeNetworks ?? [] },
                },
                { parent: this },
            ),
        );
        const deployment = new kubernetes.apps.v1.Deployment(
            `${name}-deployment`,
            {
                metadata,
                spec: {
                    replicas: inputs.replicas ?? 1,
                    selector: { matchLabels: labels(workload) },
                    template: {
                        metadata: {
                            labels: labels(workload),
                            annotations: {
                                // Said here too: Polaris reads the template, and proxies read the
                                // default policy when they start, so a change must roll the pods.
                                "linkerd.io/inject": "enabled",
                                ...defaultDeny,
                                ...(inputs.rolloutKey !== undefined && {
                                    "zero-trust/rollout-key": inputs.rolloutKey,
                                }),
                            },
                        },
                        spec: podSpec(inputs),
                    },
                },
            },
            { parent: this, dependsOn: [serviceAccount, ...policy] },
        );
        const served = ports.filter(({ callers }) => callers.length > 0);
        if (served.length > 0) {
            new kubernetes.core.v1.Service(
                `${name}-service`,
                {
                    metadata,
                    spec: {
                        type: "ClusterIP",
                        selector: labels(workload),
                        ports: served.map((port) => ({
                            name: port.name,
                            port: port.servicePort ?? port.containerPort,
                            targetPort: port.name,
                            ...(port.protocol === "gRPC" && { appProtocol: "kubernetes.io/h2c" }),
                        })),
                    },
                },
                // A Service waits for endpoints, so it follows the pods.
                { parent: this, dependsOn: [deployment] },
            );
        }
        this.registerOutputs({ identity: this.identity });
    }
}

function labels(workload: string): Record<string, string> {
    return { "app.kubernetes.io/name": workload };
}

function podSpec(args: MeshedWorkloadArgs): types.input.core.v1.PodSpec {
    const volumes = args.volumes ?? [];
    const probed = args.ports.find(({ readinessPath }) => readinessPath !== undefined);
    return {
        serviceAccountName: args.workload,
        automountServiceAccountToken: false,
        securityContext: {
            runAsNonRoot: true,
            runAsUser: args.runAsUser ?? 65532,
            runAsGroup: args.runAsUser ?? 65532,
            seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
            {
                name: args.workload,
                image: args.image,
                ...(args.command !== undefined && { command: args.command }),
                ports: args.ports.map(({ name, containerPort }) => ({ name, containerPort })),
                env: Object.entries(args.environment ?? {}).map(([name, value]) => ({
                    name,
                    value,
                })),
                resources: {
                    requests: { cpu: "50m", memory: "32Mi" },
                    limits: { memory: "128Mi" },
                },
                securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
                ...(probed !== undefined && {
                    readinessProbe: {
                        httpGet: { path: probed.readinessPath, port: probed.name },
                    },
                }),
                volumeMounts: volumes.map(({ name, mountPath, configMap, secret }) => ({
                    name,
                    mountPath,
                    readOnly: configMap !== undefined || secret !== undefined,
                })),
            },
        ],
        volumes: volumes.map(({ name, configMap, secret }) => ({
            name,
            ...(configMap !== undefined
                ? { configMap: { name: configMap } }
                : secret !== undefined
                  ? { secret: { secretName: secret } }
                  : { emptyDir: {} }),
        })),
    };
}
