import type { Brought, Installation } from "./installation";
import { coalesce } from "./chartValues";
import { objectId, type Cluster } from "./cluster";
import { loadBalancer } from "./kubernetesObjects";
import { at, isPlainObject, textAt, type PlainObject, type PlainValue } from "./properties";

/** Of the chart's own values, those that its templates read here. */
export const emissaryDefaults: PlainObject = {
    defaultImageRepository: "ghcr.io/emissary-ingress/emissary",
    replicaCount: 3,
    security: {
        podSecurityContext: { runAsUser: 8888 },
        containerSecurityContext: { allowPrivilegeEscalation: false },
    },
    image: { repository: "", tag: "", pullPolicy: "IfNotPresent" },
    dnsPolicy: "ClusterFirst",
    hostNetwork: false,
    service: {
        type: "LoadBalancer",
        ports: [
            { name: "http", port: 80, targetPort: 8080 },
            { name: "https", port: 443, targetPort: 8443 },
        ],
    },
    adminService: { type: "ClusterIP", port: 8877, snapshotPort: 8005 },
    deploymentStrategy: { type: "RollingUpdate" },
    progressDeadlines: { ambassador: 600 },
    initContainers: [],
    sidecarContainers: [],
    livenessProbe: { initialDelaySeconds: 30, periodSeconds: 3, failureThreshold: 3 },
    readinessProbe: { initialDelaySeconds: 30, periodSeconds: 3, failureThreshold: 3 },
    podLabels: {},
    podAnnotations: {},
    resources: { limits: { memory: "600Mi" }, requests: { cpu: "200m", memory: "300Mi" } },
    imagePullSecrets: [],
};

/** What the chart's templates make of an installation, as far as others look at it. */
export function emissaryObjects(cluster: Cluster, installation: Installation): Brought[] {
    const chart = new EmissaryChart(installation);
    const { id, fullname } = chart;
    const type = textAt(chart.values, "service", "type");
    const balancer: PlainObject =
        type === "LoadBalancer"
            ? { ingress: loadBalancer(cluster.world.seed, id).ingress.map(({ ip }) => ({ ip })) }
            : {};
    return [
        chart.object("v1", "Service", fullname, {
            labels: { "app.kubernetes.io/component": "ambassador-service" },
            content: {
                spec: {
                    type: type ?? "",
                    ports: at(chart.values, "service", "ports") ?? [],
                    selector: { ...chart.selector, profile: "main" },
                },
                status: { loadBalancer: balancer },
            },
        }),
        chart.object("v1", "Service", `${fullname}-admin`, {
            labels: { service: "ambassador-admin" },
            content: {
                spec: {
                    type: textAt(chart.values, "adminService", "type") ?? "",
                    ports: chart.adminPorts,
                    selector: chart.selector,
                },
                status: { loadBalancer: {} },
            },
        }),
        chart.object("v1", "ServiceAccount", chart.serviceAccount),
        chart.object("apps/v1", "Deployment", fullname, { content: { spec: chart.deployment } }),
    ];
}

/** The image that the chart's helper names. */
export function emissaryImage({ values, appVersion }: Installation): string {
    const text = (...path: string[]): string =>
        textAt(coalesce(emissaryDefaults, values), ...path) ?? "";
    const repository = text("image", "repository") || text("defaultImageRepository");
    const tag = text("image", "tag") || appVersion;
    return text("image", "fullImageOverride") || `${repository}:${tag}`;
}

class EmissaryChart {
    public readonly values: PlainObject;

    public constructor(private readonly installation: Installation) {
        this.values = coalesce(emissaryDefaults, installation.values);
    }

    public get fullname(): string {
        const { name } = this.installation;
        const override = textAt(this.values, "fullnameOverride") ?? "";
        return override !== "" ? override : isOwnName(name) ? name : `${name}-emissary-ingress`;
    }

    public get id(): string {
        return objectId(this.installation.namespace, this.fullname);
    }

    public get serviceAccount(): string {
        return textAt(this.values, "serviceAccount", "name") ?? this.fullname;
    }

    public get selector(): PlainObject {
        const { name } = this.installation;
        return {
            "app.kubernetes.io/name": isOwnName(name) ? name : "emissary-ingress",
            "app.kubernetes.io/instance": name,
        };
    }

    public get adminPorts(): PlainValue[] {
        return [
            {
                port: at(this.values, "adminService", "port") ?? 0,
                targetPort: "admin",
                protocol: "TCP",
                name: "ambassador-admin",
            },
            {
                port: at(this.values, "adminService", "snapshotPort") ?? 0,
                targetPort: 8005,
                protocol: "TCP",
                name: "ambassador-snapshot",
            },
        ];
    }

    public get deployment(): PlainObject {
        return {
            replicas: this.values.replicaCount ?? 0,
            selector: { matchLabels: this.selector },
            strategy: this.values.deploymentStrategy ?? {},
            progressDeadlineSeconds: at(this.values, "progressDeadlines", "ambassador") ?? 0,
            template: {
                metadata: {
                    labels: {
                        ...this.labels,
                        profile: "main",
                        ...this.objectAt("podLabels"),
                    },
                    annotations: {
                        // Of the file-config, which is empty.
                        "checksum/config":
                            "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
                        ...this.objectAt("podAnnotations"),
                    },
                },
                spec: this.podSpec,
            },
        };
    }

    /** An object of the chart, with its labels. */
    public object(
        apiVersion: string,
        kind: string,
        name: string,
        { labels = {}, content = {} }: { labels?: PlainObject; content?: PlainObject } = {},
    ): Brought {
        const { namespace } = this.installation;
        return {
            group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
            kind,
            id: objectId(namespace, name),
            state: {
                apiVersion,
                kind,
                metadata: { name, namespace, labels: { ...this.labels, ...labels } },
                ...content,
            },
        };
    }

    private get labels(): PlainObject {
        const { chart, chartVersion, name } = this.installation;
        return {
            ...this.selector,
            "helm.sh/chart": `${chart}-${chartVersion}`,
            "app.kubernetes.io/part-of": name,
            "app.kubernetes.io/managed-by": "Helm",
            product: "aes",
        };
    }

    private get podSpec(): PlainObject {
        const { initContainers, sidecarContainers } = this.values;
        return {
            securityContext: this.objectAt("security", "podSecurityContext"),
            serviceAccountName: this.serviceAccount,
            volumes: [
                {
                    name: "ambassador-pod-info",
                    downwardAPI: {
                        items: [{ fieldRef: { fieldPath: "metadata.labels" }, path: "labels" }],
                    },
                },
            ],
            ...(Array.isArray(initContainers) && initContainers.length > 0 && { initContainers }),
            containers: [
                this.container,
                ...(Array.isArray(sidecarContainers) ? sidecarContainers : []),
            ],
            imagePullSecrets: this.values.imagePullSecrets ?? [],
            dnsPolicy: this.values.dnsPolicy ?? "",
            hostNetwork: this.values.hostNetwork ?? false,
        };
    }

    private get container(): PlainObject {
        const ports = at(this.values, "service", "ports");
        const probe = (path: string, key: string): PlainObject => ({
            httpGet: { path: `/ambassador/v0/${path}`, port: "admin" },
            ...this.objectAt(key),
        });
        return {
            name: "emissary-ingress",
            image: emissaryImage(this.installation),
            imagePullPolicy: textAt(this.values, "image", "pullPolicy") ?? "",
            ports: [
                ...(Array.isArray(ports) ? ports : []).map((port) => ({
                    name: textAt(port, "name") ?? "",
                    containerPort: at(port, "targetPort") ?? 0,
                })),
                { name: "admin", containerPort: at(this.values, "adminService", "port") ?? 0 },
            ],
            env: [
                { name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
                {
                    name: "AMBASSADOR_NAMESPACE",
                    valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } },
                },
            ],
            securityContext: this.objectAt("security", "containerSecurityContext"),
            livenessProbe: probe("check_alive", "livenessProbe"),
            readinessProbe: probe("check_ready", "readinessProbe"),
            volumeMounts: [
                {
                    name: "ambassador-pod-info",
                    mountPath: "/tmp/ambassador-pod-info",
                    readOnly: true,
                },
            ],
            resources: this.objectAt("resources"),
        };
    }

    private objectAt(...path: string[]): PlainObject {
        const found = at(this.values, ...path);
        return isPlainObject(found) ? found : {};
    }
}

/** Whether the templates take the release's name for that of their objects. */
function isOwnName(release: string): boolean {
    return release.includes("emissary") || release.includes("ambassador");
}
