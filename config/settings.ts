import type {
    AdmissionArgs,
    AlertsArgs,
    ChartOverrides,
    ClusterArgs,
    EmissaryArgs,
    ExternalAuthArgs,
    FacesArgs,
    IngressCertificateArgs,
    IngressDnsArgs,
    MeshIdentityArgs,
} from "../components/index";

/** The stack's configuration, checked and named: what each component needs, and nothing else. */
export interface Settings {
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** Whether the cluster and its DNS records cannot be deleted by mistake. */
    protect: boolean;
    /** Several replicas of everything, and webhooks that fail closed. */
    highAvailability: boolean;
    /** Whether linkerd-viz is installed and may scrape the proxies. */
    linkerdViz: boolean;
    /** Networks that the kubelet probes from. */
    nodeNetworks: string[];
    cluster: ClusterArgs;
    identity: MeshIdentityArgs;
    dns: Omit<IngressDnsArgs, "loadBalancer" | "host">;
    /** Whether cert-manager's approver-policy decides about requests for certificates. */
    approverPolicy: boolean;
    certificate: Omit<IngressCertificateArgs, "namespace" | "host" | "cluster">;
    emissary: Pick<EmissaryArgs, "imageDigest">;
    auth: Pick<ExternalAuthArgs, "user" | "imageDigest">;
    faces: Pick<FacesArgs, "imageDigests">;
    /** How alerts reach a Prometheus; absent where there are none. */
    alerts: Pick<AlertsArgs, "labels" | "runbooks"> | undefined;
    /** Whether Gatekeeper is installed besides, for the rules that look up other objects. */
    gatekeeper: boolean;
    /** How the rules are enforced when an object is admitted. */
    admission: AdmissionArgs;
    charts: ChartOverrides;
}
