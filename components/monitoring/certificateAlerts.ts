import type { TrustAnchor } from "../identity/trustAnchors";
import type { Alert } from "./alert";

const hour = 3600;
const day = 24 * hour;

/**
 * Puts an object's own namespace where the scraper put its own: it calls the object's
 * `exported_namespace` unless labels are honoured.
 */
function byOwnNamespace(expr: string): string {
    return `label_replace(${expr}, "namespace", "$1", "exported_namespace", "(.+)")`;
}

/** cert-manager writes 0 where it does not know the time yet. */
function known(metric: string): string {
    return `(${metric} > 0)`;
}

/**
 * Alerts on every certificate that the platform stands on. The identity issuer lives 48 h and is
 * due after 23 h, a workload's certificate lives 24 h and is renewed after about 17 h: what has less
 * left than these alerts ask for was not renewed in time, and there is still time to mend it.
 *
 * Sources: cert-manager, internal/collectors/certificate_collector.go; linkerd2,
 * pkg/identity/service.go; linkerd2-proxy, linkerd/identity/src/metrics.rs.
 */
const renewalAlerts: Alert[] = [
    {
        name: "CertificateNotReady",
        severity: "warning",
        expr: byOwnNamespace('certmanager_certificate_ready_status{condition="True"} == 0'),
        for: "15m",
        summary: "Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
        description:
            "cert-manager could not issue it, or what it issued is not what the Certificate asks for.",
    },
    {
        name: "CertificateRenewalOverdue",
        severity: "warning",
        expr: byOwnNamespace(
            `time() - ${known("certmanager_certificate_renewal_timestamp_seconds")} > ${hour}`,
        ),
        for: "10m",
        summary:
            "cert-manager has not renewed {{ $labels.namespace }}/{{ $labels.name }}, due for {{ $value | humanizeDuration }}",
        description: "Renewal fails or waits. The certificate in use still holds, for a time.",
    },
    {
        name: "CertificateExpires",
        severity: "critical",
        expr: byOwnNamespace(
            `${known("certmanager_certificate_expiration_timestamp_seconds")} - time() < ${20 * hour}`,
        ),
        for: "10m",
        summary:
            "Certificate {{ $labels.namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}",
        description: "It was not renewed in time. When it expires, what it serves stops.",
    },
    {
        // Not the same as the Secret's: identity has been seen to miss a renewal.
        name: "LinkerdIssuerExpires",
        severity: "critical",
        expr: `issuer_cert_ttl_seconds < ${20 * hour}`,
        for: "10m",
        summary: "Linkerd signs with an issuer that expires in {{ $value | humanizeDuration }}",
        description:
            "Either the identity issuer was not renewed, or the identity service has not loaded the renewed one. When it expires, no proxy gets a certificate any more.",
    },
    {
        name: "LinkerdProxyCertificateExpires",
        severity: "critical",
        // 0 until a proxy has its first certificate, which is as bad when it lasts.
        expr: `control_identity_cert_expiration_timestamp_seconds - time() < ${2 * hour}`,
        for: "10m",
        summary:
            "The proxy of {{ $labels.namespace }}/{{ $labels.pod }} has no certificate that lives 2 hours more",
        description:
            "The proxy could not get or renew its certificate. Once it has none, its peers refuse it.",
    },
];

/**
 * No component of the platform exports when a trust anchor expires (Linkerd's identity service only
 * plans to), but whoever distributes the anchors has their certificates: the time stands in the
 * expression. It is the time of what was configured, whatever a proxy really trusts.
 */
function trustAnchorAlert({ notAfter, fingerprint }: TrustAnchor): Alert {
    return {
        name: "LinkerdTrustAnchorExpires",
        severity: "critical",
        expr: `vector(${Math.floor(Date.parse(notAfter) / 1000)}) - time() < ${30 * day}`,
        for: "10m",
        labels: { fingerprint },
        summary: "Linkerd's trust anchor expires in {{ $value | humanizeDuration }}",
        description:
            "When it expires, every connection of the mesh fails that still depends on it. A rotation takes days, since every proxy has to restart in between.",
    };
}

export function certificateAlerts(trustAnchors: TrustAnchor[]): Alert[] {
    return [...renewalAlerts, ...trustAnchors.map(trustAnchorAlert)];
}
