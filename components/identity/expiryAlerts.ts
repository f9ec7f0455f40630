import type { PrometheusRuleSpec } from "../customResources";

/**
 * Alerts on every certificate that a mesh identity stands on. The identity issuer lives 48 h and is
 * due after 23 h, a workload's certificate lives 24 h and is renewed after about 17 h: what has less
 * left than these alerts ask for was not renewed in time, and there is still time to mend it.
 */
export const expiryAlerts: PrometheusRuleSpec = {
    groups: [
        {
            name: "certificates",
            rules: [
                {
                    alert: "CertificateRenewalOverdue",
                    expr: "time() - certmanager_certificate_renewal_timestamp_seconds > 3600",
                    for: "10m",
                    labels: { severity: "warning" },
                    annotations: {
                        summary:
                            "cert-manager has not renewed {{ $labels.namespace }}/{{ $labels.name }}, due for more than an hour",
                    },
                },
                {
                    alert: "CertificateExpires",
                    expr: "certmanager_certificate_expiration_timestamp_seconds - time() < 20 * 3600",
                    for: "10m",
                    labels: { severity: "critical" },
                    annotations: {
                        summary:
                            "Certificate {{ $labels.namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}",
                    },
                },
                {
                    // Not the same as the Secret's: identity has been seen to miss a renewal.
                    alert: "LinkerdIssuerExpires",
                    expr: "issuer_cert_ttl_seconds < 20 * 3600",
                    for: "10m",
                    labels: { severity: "critical" },
                    annotations: {
                        summary:
                            "Linkerd signs with an issuer that expires in {{ $value | humanizeDuration }}; restart linkerd-identity if its Secret is newer",
                    },
                },
                {
                    alert: "LinkerdProxyCertificateExpires",
                    expr: "control_identity_cert_expiration_timestamp_seconds - time() < 2 * 3600",
                    for: "10m",
                    labels: { severity: "critical" },
                    annotations: {
                        summary:
                            "The proxy of {{ $labels.namespace }}/{{ $labels.pod }} has a certificate that expires in {{ $value | humanizeDuration }}",
                    },
                },
            ],
        },
    ],
};
