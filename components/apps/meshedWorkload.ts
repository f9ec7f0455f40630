import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    type AccessModel,
    mappingObjects,
    podTemplate,
    type PortModel,
    publicUrls,
} from "zero-trust-access";

import { accessProblems, missingProblems } from "../accessModel";
import { registerCompiled } from "../compiledObjects";
import { type Problem, Problems, valid } from "../validation";

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
    /** Who may call whom: the whole model, which has the workload's ports and their callers. */
    access: AccessModel;
    /** Namespace, made by a `MeshedNamespace`. */
    namespace: string;
    /** Name of the workload in the model: that of the Deployment and the Service. */
    workload: string;
    /** Image with an exact tag or a digest. */
    image: string;
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
}

/** Every problem of the arguments; empty when the workload can be made from them. */
export function meshedWorkloadProblems(args: MeshedWorkloadArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(...accessProblems(args.access), ...missingProblems(args.access, args));
    problems.require(args.runAsUser !== 0, {
        path: "runAsUser",
        value: args.runAsUser,
        reason: "is root",
        remedy: "give another user id, or leave it out",
    });
    const probes = portsOf(args).flatMap(([, port]) => port.probes ?? []);
    problems.require(probes.length <= 2, {
        path: `access.namespaces.${args.namespace}.workloads.${args.workload}`,
        value: probes,
        reason: "has more probes than the container's two",
        remedy: "keep the path that says ready, and the one that says alive",
    });
    return problems.all;
}

function portsOf({ access, namespace, workload }: MeshedWorkloadArgs): [string, PortModel][] {
    return Object.entries(access.namespaces[namespace]?.workloads[workload]?.ports ?? {});
}

/** Ports that somebody may call; the others are no part of the Service. */
function servedPorts(args: MeshedWorkloadArgs): [string, PortModel][] {
    const called = new Set(
        args.access.edges.flatMap(({ to }) =>
            to.kind === "port" && to.namespace === args.namespace && to.workload === args.workload
                ? [to.port]
                : [],
        ),
    );
    return portsOf(args).filter(([name]) => called.has(name));
}

/**
 * A Deployment with an identity of its own, a Service for what may be called, and the Mappings by
 * which the internet reaches it where the access model says so. Its inbound policy is the
 * namespace's, hence there before the first pod.
 */
export class MeshedWorkload extends pulumi.ComponentResource {
    /** Where a browser finds it; empty where the internet may not call it. */
    readonly urls: string[];

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: MeshedWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`MeshedWorkload "${name}"`, args, meshedWorkloadProblems(args));
        super("zero-trust-components:index:MeshedWorkload", name, inputs, opts);

        const { access, namespace, workload } = inputs;
        const { labels, annotations, serviceAccountName } = podTemplate(access, inputs);
        const serviceAccount = new kubernetes.core.v1.ServiceAccount(
            `${name}-service-account`,
            {
                metadata: { name: serviceAccountName, namespace, labels },
                // Linkerd proves identity with a token of its own.
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
        const metadata = { name: workload, namespace, labels };
        const deployment = new kubernetes.apps.v1.Deployment(
            `${name}-deployment`,
            {
                metadata,
                spec: {
                    replicas: inputs.replicas ?? 1,
                    selector: { matchLabels: labels },
                    template: {
                        metadata: {
                            labels,
                            annotations: {
                                ...annotations,
                                ...(inputs.rolloutKey !== undefined && {
                                    "zero-trust/rollout-key": inputs.rolloutKey,
                                }),
                            },
                        },
                        spec: podSpec(inputs, serviceAccountName),
                    },
                },
            },
            { parent: this, dependsOn: [serviceAccount] },
        );
        const served = servedPorts(inputs);
        // A Service waits for endpoints, so it follows the pods; a Mapping leads to the Service.
        const reachable =
            served.length === 0
                ? deployment
                : new kubernetes.core.v1.Service(
                      `${name}-service`,
                      {
                          metadata,
                          spec: {
                              type: "ClusterIP",
                              selector: labels,
                              ports: served.map(
                                  ([port, { port: number, servicePort, protocol }]) => ({
                                      name: port,
                                      port: servicePort ?? number,
                                      targetPort: port,
                                      ...(protocol === "gRPC" && {
                                          appProtocol: "kubernetes.io/h2c",
                                      }),
                                  }),
                              ),
                          },
                      },
                      { parent: this, dependsOn: [deployment] },
                  );
        registerCompiled(name, mappingObjects(access, inputs), {
            parent: this,
            dependsOn: [reachable],
        });
        this.urls = publicUrls(access, inputs);
        this.registerOutputs({ urls: this.urls });
    }
}

function podSpec(
    args: MeshedWorkloadArgs,
    serviceAccountName: string,
): types.input.core.v1.PodSpec {
    const volumes = args.volumes ?? [];
    const ports = portsOf(args);
    const [ready, alive] = ports.flatMap(([port, { probes = [] }]) =>
        probes.map((path) => ({ httpGet: { path, port } })),
    );
    return {
        serviceAccountName,
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
                ports: ports.map(([port, { port: containerPort }]) => ({
                    name: port,
                    containerPort,
                })),
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
                ...(ready !== undefined && { readinessProbe: ready }),
                ...(alive !== undefined && { livenessProbe: alive }),
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
