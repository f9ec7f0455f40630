import * as kubernetes from "@pulumi/kubernetes";
import { Config } from "@pulumi/pulumi";

const WORKLOADS_PER_NAMESPACE = 20;
const DIGEST = "9b1f0a3c5d7e2468ace013579bdf02468ace13579bdf02468ace13579bdf0246";
const wanted = new Config().requireNumber("resources");

let made = 0;
for (let number = 0; made < wanted; number++) {
    const namespace = `team-${Math.floor(number / WORKLOADS_PER_NAMESPACE)}`;
    if (number % WORKLOADS_PER_NAMESPACE === 0) {
        made += space(namespace);
    }
    made += workload(`service-${number}`, namespace);
}

/** A meshed Namespace that denies by default. */
function space(name: string): number {
    new kubernetes.core.v1.Namespace(name, {
        metadata: {
            name,
            labels: {
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/enforce-version": "v1.33",
            },
            annotations: {
                "linkerd.io/inject": "enabled",
                "config.linkerd.io/default-inbound-policy": "deny",
            },
        },
    });
    new kubernetes.networking.v1.NetworkPolicy(name, {
        metadata: { name: "default-deny", namespace: name },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    const inNamespace = (found: string) => ({
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": found } },
    });
    new kubernetes.networking.v1.NetworkPolicy(`${name}-mesh`, {
        metadata: { name: "mesh", namespace: name },
        spec: {
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [inNamespace("kube-system")],
                    ports: [
                        { port: 53, protocol: "UDP" },
                        { port: 53, protocol: "TCP" },
                    ],
                },
                {
                    to: [inNamespace("linkerd")],
                    ports: [8080, 8086, 8090].map((port) => ({ port, protocol: "TCP" })),
                },
            ],
        },
    });
    return 3;
}

/** A Deployment of about 2 kB with an identity of its own. */
function workload(name: string, namespace: string): number {
    const labels = {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": namespace,
        "app.kubernetes.io/managed-by": "pulumi",
    };
    const metadata = { name, namespace, labels };
    new kubernetes.core.v1.ServiceAccount(name, { metadata, automountServiceAccountToken: false });
    const probe = {
        httpGet: { path: "/ready", port: 8080 },
        periodSeconds: 10,
        failureThreshold: 3,
    };
    new kubernetes.apps.v1.Deployment(name, {
        metadata,
        spec: {
            replicas: 3,
            revisionHistoryLimit: 3,
            selector: { matchLabels: { "app.kubernetes.io/name": name } },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
            template: {
                metadata: { labels, annotations: { "linkerd.io/inject": "enabled" } },
                spec: {
                    serviceAccountName: name,
                    automountServiceAccountToken: false,
                    terminationGracePeriodSeconds: 30,
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 65532,
                        runAsGroup: 65532,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    containers: [
                        {
                            name,
                            image: `ghcr.io/buoyantio/${name}:2.3.1@sha256:${DIGEST}`,
                            imagePullPolicy: "IfNotPresent",
                            ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
                            env: [
                                { name: "LOG_LEVEL", value: "info" },
                                { name: "LISTEN", value: ":8080" },
                                { name: "UPSTREAM", value: `http://${namespace}-store.example` },
                                {
                                    name: "POD_NAME",
                                    valueFrom: { fieldRef: { fieldPath: "metadata.name" } },
                                },
                            ],
                            readinessProbe: probe,
                            livenessProbe: { ...probe, httpGet: { path: "/alive", port: 8080 } },
                            resources: {
                                requests: { cpu: "100m", memory: "128Mi" },
                                limits: { memory: "256Mi" },
                            },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                capabilities: { drop: ["ALL"] },
                                readOnlyRootFilesystem: true,
                            },
                            volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
                        },
                    ],
                    volumes: [{ name: "scratch", emptyDir: { sizeLimit: "64Mi" } }],
                    topologySpreadConstraints: [
                        {
                            maxSkew: 1,
                            topologyKey: "kubernetes.io/hostname",
                            whenUnsatisfiable: "ScheduleAnyway",
                            labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
                        },
                    ],
                },
            },
        },
    });
    return 2;
}
