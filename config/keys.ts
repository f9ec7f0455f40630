import {
    choice,
    flag,
    integer,
    type KeyNames,
    type Keys,
    object,
    pem,
    pems,
    required,
    secretPem,
    secretToken,
    text,
    texts,
} from "./key";

/**
 * Every key of a stack's configuration: its type, its default, and the argument that it feeds, which
 * is where it stands here. Pulumi.yaml declares them, and what each means.
 */
export const keys = {
    host: required("host", "give the name to serve, e.g. faces.example.com"),
    protect: flag("protect"),
    highAvailability: flag("highAvailability"),
    linkerdViz: flag("linkerdViz", true),
    nodeNetworks: texts("nodeNetworks", ["10.42.0.0/16"]),
    clusterFrom: choice("cluster", ["civo", "existing"]),
    cluster: {
        civo: {
            clusterName: required("clusterName", "give e.g. zero-trust-dev", "zero-trust"),
            region: required("clusterRegion", "give e.g. LON1", "LON1"),
            kubernetesVersion: required(
                "clusterKubernetesVersion",
                "give e.g. 1.34.2-k3s1",
                "1.34.2-k3s1",
            ),
            nodeSize: text("clusterNodeSize", "g4s.kube.medium"),
            nodeCount: integer("clusterNodeCount", 3),
            cni: text("clusterCni", "flannel"),
            apiAllowedCidrs: texts("clusterApiAllowedCidrs"),
            apiOpenToTheInternet: flag("clusterApiOpenToTheInternet"),
            ingressAllowedCidrs: texts("clusterIngressAllowedCidrs"),
        },
        existing: {
            kubeconfig: text("existingKubeconfig"),
            context: text("existingContext"),
            identifier: text("existingIdentifier"),
        },
    },
    externalCaFrom: choice("externalCa", ["demonstration", "vault", "existingIssuer"]),
    identity: {
        trustAnchors: pems("trustAnchors", [".demonstration-ca/trust-anchor.crt"]),
        trustDomain: text("trustDomain", "cluster.local"),
        externalCa: {
            vault: {
                server: required("vaultServer", "give e.g. https://vault.example.com:8200"),
                path: required(
                    "vaultPath",
                    "give e.g. pki/issuer/default/sign-intermediate",
                    "pki/issuer/default/sign-intermediate",
                ),
                role: required(
                    "vaultRole",
                    "give e.g. linkerd-identity-issuer",
                    "linkerd-identity-issuer",
                ),
                mountPath: text("vaultMountPath", "/v1/auth/kubernetes"),
                caBundle: pem("vaultCaBundle"),
            },
            existingIssuer: {
                name: required("existingIssuerName", "give e.g. venafi-clusterissuer"),
                kind: text("existingIssuerKind", "ClusterIssuer"),
                group: text("existingIssuerGroup", "cert-manager.io"),
            },
            demonstration: {
                certificate: pem("demonstrationCaCertificate", ".demonstration-ca/issuing-ca.crt"),
                privateKey: secretPem(
                    "demonstrationCaPrivateKey",
                    ".demonstration-ca/issuing-ca.key",
                ),
            },
        },
    },
    dns: {
        zoneId: required(
            "dnsZoneId",
            "give the zone's id, shown on its overview page at Cloudflare",
        ),
        recordType: text("dnsRecordType", "A"),
        proxied: flag("dnsProxied"),
        ttl: integer("dnsTtl", 300),
        manageZone: flag("dnsManageZone"),
    },
    approverPolicy: flag("approverPolicy"),
    certificate: {
        acmeEmail: required("acmeEmail", "give an address that somebody reads"),
        acmeEnvironment: text("acmeEnvironment", "staging"),
        acmeTimeout: text("acmeTimeout", "10m"),
        cloudflareApiToken: secretToken("cloudflareApiToken", "CLOUDFLARE_API_TOKEN"),
    },
    auth: { user: text("authUser", "faces") },
    alertsWanted: flag("alerts"),
    alerts: { labels: object("alertLabels"), runbooks: text("alertRunbooks") },
    gatekeeper: flag("gatekeeper"),
    imageDigests: object("imageDigests"),
    admission: object("admission"),
    charts: object("charts"),
} as const satisfies Keys;

/** Arguments of Emissary that are parts of keys. */
export const emissaryKeys = {
    imageDigest: "imageDigests.emissary-ingress",
    ingressChart: "charts.emissaryIngress",
} as const satisfies KeyNames;
