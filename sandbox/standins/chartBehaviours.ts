import { certManagerObjects } from "./certManagerChart";
import { objectId, type Cluster } from "./cluster";
import { emissaryObjects } from "./emissaryChart";
import type { Brought, Installation } from "./installation";
import { injectorObjects } from "./linkerdInjector";
import { at, textAt, type PlainObject } from "./properties";

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
