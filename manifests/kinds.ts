import type { KubernetesObject } from "./kubernetesObject";

/**
 * Kinds that may stand in what is evaluated, by API group, with the versions that are read. An
 * unknown kind is refused rather than passed over, since passing over a misspelt `Servr` would
 * give a wrong verdict. No versions means any: such kinds have no say in who may call whom.
 */
const kindsByGroup: Record<string, { kinds: string; versions?: string }> = {
    "": {
        kinds: "Binding ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
        versions: "v1",
    },
    "admissionregistration.k8s.io": {
        kinds: "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
    },
    "apiextensions.k8s.io": { kinds: "CustomResourceDefinition" },
    "apiregistration.k8s.io": { kinds: "APIService" },
    apps: {
        kinds: "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
        versions: "v1",
    },
    autoscaling: { kinds: "HorizontalPodAutoscaler" },
    "autoscaling.k8s.io": { kinds: "VerticalPodAutoscaler" },
    batch: { kinds: "CronJob Job", versions: "v1" },
    "certificates.k8s.io": { kinds: "CertificateSigningRequest ClusterTrustBundle" },
    "coordination.k8s.io": { kinds: "Lease" },
    "discovery.k8s.io": { kinds: "EndpointSlice" },
    "events.k8s.io": { kinds: "Event" },
    "flowcontrol.apiserver.k8s.io": { kinds: "FlowSchema PriorityLevelConfiguration" },
    "networking.k8s.io": {
        kinds: "Ingress IngressClass IPAddress NetworkPolicy ServiceCIDR",
        versions: "v1 v1beta1",
    },
    "node.k8s.io": { kinds: "RuntimeClass" },
    policy: { kinds: "PodDisruptionBudget" },
    "rbac.authorization.k8s.io": { kinds: "ClusterRole ClusterRoleBinding Role RoleBinding" },
    "scheduling.k8s.io": { kinds: "PriorityClass" },
    "storage.k8s.io": {
        kinds: "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    },
    "policy.linkerd.io": {
        kinds: "AuthorizationPolicy EgressNetwork HTTPLocalRateLimitPolicy HTTPRoute MeshTLSAuthentication NetworkAuthentication Server ServerAuthorization",
        versions: "v1alpha1 v1beta1 v1beta2 v1beta3",
    },
    "linkerd.io": { kinds: "ServiceProfile" },
    "workload.linkerd.io": { kinds: "ExternalWorkload" },
    "multicluster.linkerd.io": { kinds: "Link" },
    "gateway.networking.k8s.io": {
        kinds: "BackendLBPolicy BackendTLSPolicy Gateway GatewayClass GRPCRoute HTTPRoute ReferenceGrant TCPRoute TLSRoute UDPRoute",
        versions: "v1 v1beta1 v1alpha2 v1alpha3",
    },
    "getambassador.io": {
        kinds: "AuthService ConsulResolver DevPortal Host KubernetesEndpointResolver KubernetesServiceResolver Listener LogService Mapping Module RateLimitService TCPMapping TLSContext TracingService",
        versions: "v3alpha1",
    },
    "cert-manager.io": { kinds: "Certificate CertificateRequest ClusterIssuer Issuer" },
    "acme.cert-manager.io": { kinds: "Challenge Order" },
    "trust.cert-manager.io": { kinds: "Bundle" },
    "monitoring.coreos.com": {
        kinds: "Alertmanager AlertmanagerConfig PodMonitor Probe Prometheus PrometheusAgent PrometheusRule ScrapeConfig ServiceMonitor ThanosRuler",
    },
    "templates.gatekeeper.sh": { kinds: "ConstraintTemplate" },
    "config.gatekeeper.sh": { kinds: "Config" },
    "connection.gatekeeper.sh": { kinds: "Connection" },
    "expansion.gatekeeper.sh": { kinds: "ExpansionTemplate" },
    "externaldata.gatekeeper.sh": { kinds: "Provider" },
    "mutations.gatekeeper.sh": { kinds: "Assign AssignImage AssignMetadata ModifySet" },
    "status.gatekeeper.sh": {
        kinds: "ConfigPodStatus ConnectionPodStatus ConstraintPodStatus ConstraintTemplatePodStatus ExpansionTemplatePodStatus MutatorPodStatus ProviderPodStatus",
    },
    "syncset.gatekeeper.sh": { kinds: "SyncSet" },
    "policy.cert-manager.io": { kinds: "CertificateRequestPolicy" },
};

/** Every kind that may stand in what is evaluated, with its API group; that of the core is empty. */
export const knownKinds: readonly { readonly group: string; readonly kind: string }[] =
    Object.entries(kindsByGroup).flatMap(([group, { kinds }]) =>
        kinds.split(" ").map((kind) => ({ group, kind })),
    );

/** Groups whose kinds are made by users at run time. */
const openGroups = new Set(["constraints.gatekeeper.sh"]);

export function groupOf(apiVersion: string): string {
    const slash = apiVersion.indexOf("/");
    return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** `group/Kind` of what the CustomResourceDefinitions among the objects define. */
export function kindsDefinedBy(objects: readonly KubernetesObject[]): Set<string> {
    const defined = new Set<string>();
    for (const object of objects) {
        if (object.kind !== "CustomResourceDefinition") {
            continue;
        }
        const spec = object.spec as
            { group?: unknown; names?: { kind?: unknown } | null } | null | undefined;
        if (typeof spec?.group === "string" && typeof spec.names?.kind === "string") {
            defined.add(`${spec.group}/${spec.names.kind}`);
        }
    }
    return defined;
}

/** What is wrong with a kind, if anything. */
export function knownKindProblem(
    apiVersion: string,
    kind: string,
    defined: ReadonlySet<string>,
): string | undefined {
    const group = groupOf(apiVersion);
    const known = Object.hasOwn(kindsByGroup, group) ? kindsByGroup[group] : undefined;
    if (openGroups.has(group)) {
        return undefined;
    }
    if (known === undefined) {
        return defined.has(`${group}/${kind}`)
            ? undefined
            : `${kind} of ${apiVersion} is an unknown kind; leave it out, or give its CustomResourceDefinition too if it has no say in who may call whom`;
    }
    const kinds = known.kinds.split(" ");
    if (!kinds.includes(kind)) {
        const near = closest(kind, kinds);
        return `${kind} is an unknown kind of ${apiVersion}${near === undefined ? "" : `; did you mean ${near}?`}`;
    }
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    if (known.versions !== undefined && !known.versions.split(" ").includes(version)) {
        return `${kind} of ${apiVersion}: there is no such version; ${group === "" ? "core" : group} has ${known.versions.split(" ").join(", ")}`;
    }
    return undefined;
}

/** The longest name that an object can have; whatever is longer is no misspelt name. */
export const longestName = 253;

/** The candidate that a misspelt name most likely means. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
    if (name.length > longestName) {
        return undefined;
    }
    let best: string | undefined;
    let least = Math.max(2, Math.floor(name.length / 3)) + 1;
    for (const candidate of candidates) {
        const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
        if (distance < least) {
            best = candidate;
            least = distance;
        }
    }
    return best;
}

function editDistance(left: string, right: string): number {
    let above = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (let row = 1; row <= left.length; row += 1) {
        const current = [row];
        for (let column = 1; column <= right.length; column += 1) {
            current.push(
                Math.min(
                    (above[column] ?? 0) + 1,
                    (current[column - 1] ?? 0) + 1,
                    (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1),
                ),
            );
        }
        above = current;
    }
    return above[right.length] ?? 0;
}
