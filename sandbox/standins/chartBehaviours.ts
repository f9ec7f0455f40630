import { certManagerObjects } from "./certManagerChart";
import { fromObjectId, objectId, type Cluster } from "./cluster";
import { loadBalancer } from "./kubernetesObjects";
import { injectorObjects } from "./linkerdInjector";
import { at, textAt, type PlainObject } from "./properties";

/** A release as its chart's templates see it. */
export interface Installation {
    chart: string;
    appVersion: string;
    name: string;
    namespace: string;
    values: PlainObject;
}

/** An object that a chart brings and that the rest of the platform may look at. */
export interface Brought {
    group: string;
    kind: string;
    id: string;
    state: PlainObject;
}

interface Behaviour {
    /** Why the chart does not install at all. */
    refuses?: (cluster: Cluster, installation: Installation) => string | undefined;
    /** Why its workloads never become ready. */
    hangs?: (cluster: Cluster, installation: Installation) => string | undefined;
    brings?: (cluster: Cluster, installation: Installation) => Brought[];
}

/** What charts need from a cluster, and what they leave in it, by their templates and their logs. */
const behaviours: Record<string, Behaviour | undefined> = {
    "cert-manager": { brings: (_cluster, installation) => certManagerObjects(installation) },
    "trust-manager": {
        refuses: (cluster, { values }) => {
            const namespace = textAt(values, "app", "trust", "namespace") ?? "cert-manager";
            if (!cluster.hasNamespace(namespace)) {
                return `namespaces "${namespace}" not found`;
            }
            return at(values, "app", "webhook", "tls", "helmCert", "enabled") === true
                ? undefined
                : needsKind(cluster, "cert-manager.io/v1", "Certificate");
        },
    },
    "linkerd-control-plane": {
        refuses: (_cluster, { values }) =>
            issuerScheme(values) === "linkerd.io/tls" &&
            textAt(values, "identity", "issuer", "tls", "crtPEM") === undefined
                ? "execution error at (linkerd-control-plane/templates/identity.yaml): " +
                  "Please provide the identity issuer certificate"
                : undefined,
        hangs: linkerdControlPlaneHangs,
        brings: (_cluster, installation) => injectorObjects(installation),
    },
    "linkerd-viz": {
        refuses: (cluster) => needsKind(cluster, "policy.linkerd.io/v1beta3", "Server"),
        hangs: (cluster) =>
            cluster.releasesOf("linkerd-control-plane").length > 0
                ? undefined
                : 'configmap "linkerd-config" not found: install linkerd-control-plane first',
    },
    "emissary-ingress": {
        refuses: (cluster, { values }) =>
            at(values, "module", "enabled") === false
                ? undefined
                : needsKind(cluster, "getambassador.io/v3alpha1", "Module"),
        brings: (cluster, installation) => emissaryObjects(cluster, installation),
    },
    polaris: {
        refuses: (cluster, { values }) =>
            at(values, "webhook", "enable") !== true ||
            textAt(values, "webhook", "caBundle") !== undefined
                ? undefined
                : needsKind(
                      cluster,
                      textAt(values, "webhook", "certManager", "apiVersion") ??
                          "cert-manager.io/v1",
                      "Certificate",
                  ),
    },
};

/** Why an installation fails before anything is made; undefined where it does not. */
export function refusal(cluster: Cluster, installation: Installation): string | undefined {
    return behaviours[installation.chart]?.refuses?.(cluster, installation);
}

/** Why an installation's workloads never become ready; undefined where they do. */
export function hangs(cluster: Cluster, installation: Installation): string | undefined {
    return behaviours[installation.chart]?.hangs?.(cluster, installation);
}

/** What an installation leaves in the cluster, as far as others look at it. */
export function brings(cluster: Cluster, installation: Installation): Brought[] {
    return behaviours[installation.chart]?.brings?.(cluster, installation) ?? [];
}

function needsKind(cluster: Cluster, apiVersion: string, kind: string): string | undefined {
    return cluster.kind(apiVersion, kind) !== undefined
        ? undefined
        : "unable to build kubernetes objects from release manifest: resource mapping not found: " +
              `no matches for kind "${kind}" in version "${apiVersion}"; ensure CRDs are installed first`;
}

function issuerScheme(values: PlainObject): string {
    return textAt(values, "identity", "issuer", "scheme") ?? "linkerd.io/tls";
}

function linkerdControlPlaneHangs(
    cluster: Cluster,
    { namespace, values }: Installation,
): string | undefined {
    if (cluster.kind("policy.linkerd.io/v1beta3", "Server") === undefined) {
        return "the policy controller finds no policy.linkerd.io definitions: install linkerd-crds first";
    }
    const externalCa = at(values, "identity", "externalCA") === true;
    const trustRoots = objectId(namespace, "linkerd-identity-trust-roots");
    if (externalCa && cluster.get("", "ConfigMap", trustRoots) === undefined) {
        return (
            `configmap "linkerd-identity-trust-roots" not found in namespace "${namespace}": ` +
            "a trust-manager Bundle of that name must select the namespace, by labels it has " +
            "before the installation"
        );
    }
    const issuer = objectId(namespace, "linkerd-identity-issuer");
    if (
        issuerScheme(values) === "kubernetes.io/tls" &&
        cluster.get("", "Secret", issuer) === undefined
    ) {
        return (
            `secret "linkerd-identity-issuer" not found in namespace "${namespace}": ` +
            "a cert-manager Certificate with that secretName must be issued first"
        );
    }
    return undefined;
}

function emissaryObjects(cluster: Cluster, installation: Installation): Brought[] {
    const { name, namespace, values } = installation;
    const override = textAt(values, "fullnameOverride") ?? "";
    const fullname =
        override !== "" ? override : name.includes("emissary") ? name : `${name}-emissary-ingress`;
    const serviceAccount = textAt(values, "serviceAccount", "name") ?? fullname;
    const type = textAt(values, "service", "type") ?? "LoadBalancer";
    const id = objectId(namespace, fullname);
    const service = object("v1", "Service", id, {
        spec: {
            type,
            selector: emissaryLabels(installation),
            ports: [
                { name: "http", port: 80, targetPort: 8080 },
                { name: "https", port: 443, targetPort: 8443 },
            ],
        },
        status: { loadBalancer: type === "LoadBalancer" ? balancer(cluster, id) : {} },
    });
    return [
        { group: "", kind: "Service", id, state: service },
        {
            group: "",
            kind: "Service",
            id: `${id}-admin`,
            state: object("v1", "Service", `${id}-admin`, {
                spec: {
                    type: "ClusterIP",
                    selector: emissaryLabels(installation),
                    ports: [{ name: "ambassador-admin", port: 8877 }],
                },
                status: { loadBalancer: {} },
            }),
        },
        {
            group: "",
            kind: "ServiceAccount",
            id: objectId(namespace, serviceAccount),
            state: object("v1", "ServiceAccount", objectId(namespace, serviceAccount), {}),
        },
        {
            group: "apps",
            kind: "Deployment",
            id,
            state: object("apps/v1", "Deployment", id, {
                spec: emissaryDeployment(installation, serviceAccount),
            }),
        },
    ];
}

function emissaryLabels({ name }: Installation): PlainObject {
    return {
        "app.kubernetes.io/name": "emissary-ingress",
        "app.kubernetes.io/instance": name,
    };
}

function emissaryDeployment(installation: Installation, serviceAccountName: string): PlainObject {
    const { appVersion, values } = installation;
    const labels = emissaryLabels(installation);
    const repository = textAt(values, "image", "repository") ?? "";
    const image = repository === "" ? "ghcr.io/emissary-ingress/emissary" : repository;
    const tag = textAt(values, "image", "tag") ?? "";
    return {
        replicas: at(values, "replicaCount") ?? 3,
        selector: { matchLabels: labels },
        template: {
            metadata: { labels, annotations: at(values, "podAnnotations") ?? {} },
            spec: {
                serviceAccountName,
                securityContext: at(values, "security", "podSecurityContext") ?? {
                    runAsUser: 8888,
                },
                containers: [
                    {
                        name: "emissary-ingress",
                        image: `${image}:${tag === "" ? appVersion : tag}`,
                        resources: at(values, "resources") ?? {},
                        securityContext: at(values, "security", "containerSecurityContext") ?? {
                            allowPrivilegeEscalation: false,
                        },
                    },
                ],
            },
        },
    };
}

function balancer(cluster: Cluster, id: string): PlainObject {
    return { ingress: loadBalancer(cluster.world.seed, id).ingress.map(({ ip }) => ({ ip })) };
}

function object(apiVersion: string, kind: string, id: string, content: PlainObject): PlainObject {
    const { namespace = "default", name } = fromObjectId(id);
    return { apiVersion, kind, metadata: { name, namespace }, ...content };
}
