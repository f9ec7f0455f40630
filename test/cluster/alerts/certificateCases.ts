import type { AlertCase } from "./alertCase";

const hours = (count: number) => count * 3600;
const minutes = (count: number) => count * 60;

/** As kube-prometheus-stack labels it: the namespace is cert-manager's own. */
const certificate = (metric: string, more = "") =>
    `certmanager_certificate_${metric}{namespace="cert-manager",exported_namespace="emissary",name="faces"${more}}`;
const certificateLabels = {
    namespace: "emissary",
    exported_namespace: "emissary",
    name: "faces",
};

const renewals: AlertCase[] = [
    {
        alert: "CertificateNotReady",
        title: "fires for one that stays unready",
        series: { [certificate("ready_status", ',condition="True"')]: "0x30" },
        at: 20,
        firing: [
            {
                labels: { ...certificateLabels, condition: "True" },
                summary: "Certificate emissary/faces is not ready",
            },
        ],
    },
    {
        alert: "CertificateNotReady",
        title: "is silent while one is being issued, and when it is ready",
        series: {
            [certificate("ready_status", ',condition="True"')]: "0x10 1x20",
            [certificate("ready_status", ',condition="False"')]: "1x10 0x20",
        },
        at: 20,
        firing: [],
    },
    {
        alert: "CertificateRenewalOverdue",
        title: "fires more than an hour after the time of renewal",
        series: { [certificate("renewal_timestamp_seconds")]: `${minutes(60)}x200` },
        at: 150,
        firing: [
            {
                labels: certificateLabels,
                summary: "cert-manager has not renewed emissary/faces, due for 1h 30m 0s",
            },
        ],
    },
    {
        alert: "CertificateRenewalOverdue",
        title: "names the namespace where labels are honoured, too",
        series: {
            'certmanager_certificate_renewal_timestamp_seconds{namespace="linkerd",name="linkerd-identity-issuer"}': `${minutes(60)}x200`,
        },
        at: 150,
        firing: [
            {
                labels: { namespace: "linkerd", name: "linkerd-identity-issuer" },
                summary:
                    "cert-manager has not renewed linkerd/linkerd-identity-issuer, due for 1h 30m 0s",
            },
        ],
    },
    {
        alert: "CertificateRenewalOverdue",
        title: "is silent within the hour, and about one that was never issued",
        series: {
            [certificate("renewal_timestamp_seconds")]: `${minutes(100)}x200`,
            'certmanager_certificate_renewal_timestamp_seconds{namespace="cert-manager",exported_namespace="shop",name="new"}':
                "0x200",
        },
        at: 150,
        firing: [],
    },
    {
        alert: "CertificateExpires",
        title: "fires less than 20 hours before",
        series: { [certificate("expiration_timestamp_seconds")]: `${hours(20)}x60` },
        at: 60,
        firing: [
            {
                labels: certificateLabels,
                summary: "Certificate emissary/faces expires in 19h 0m 0s",
            },
        ],
    },
    {
        alert: "CertificateExpires",
        title: "is silent about an identity issuer at its latest renewal, and about one never issued",
        series: {
            [certificate("expiration_timestamp_seconds")]: `${hours(26)}x60`,
            'certmanager_certificate_expiration_timestamp_seconds{namespace="cert-manager",exported_namespace="shop",name="new"}':
                "0x60",
        },
        at: 60,
        firing: [],
    },
    {
        alert: "LinkerdIssuerExpires",
        title: "fires when identity signs with an issuer that has less than 20 hours",
        series: { 'issuer_cert_ttl_seconds{component="identity"}': `${hours(20)}-60x60` },
        at: 60,
        firing: [
            {
                labels: { component: "identity" },
                summary: "Linkerd signs with an issuer that expires in 19h 0m 0s",
            },
        ],
    },
    {
        alert: "LinkerdIssuerExpires",
        title: "is silent as long as the issuer is renewed in time",
        series: {
            'issuer_cert_ttl_seconds{component="identity"}': `${hours(26)}-60x59 ${hours(48)}x30`,
        },
        at: 75,
        firing: [],
    },
    {
        alert: "LinkerdProxyCertificateExpires",
        title: "fires less than 2 hours before",
        series: {
            'control_identity_cert_expiration_timestamp_seconds{namespace="faces",pod="face-1"}': `${hours(2)}x60`,
        },
        at: 30,
        firing: [
            {
                labels: { namespace: "faces", pod: "face-1" },
                summary: "The proxy of faces/face-1 has no certificate that lives 2 hours more",
            },
        ],
    },
    {
        alert: "LinkerdProxyCertificateExpires",
        title: "fires for a proxy that never gets one, not for one that starts",
        series: {
            'control_identity_cert_expiration_timestamp_seconds{namespace="faces",pod="face-1"}':
                "0x60",
            'control_identity_cert_expiration_timestamp_seconds{namespace="faces",pod="face-2"}': `0x2 ${hours(24)}x60`,
        },
        at: 30,
        firing: [
            {
                labels: { namespace: "faces", pod: "face-1" },
                summary: "The proxy of faces/face-1 has no certificate that lives 2 hours more",
            },
        ],
    },
    {
        alert: "LinkerdProxyCertificateExpires",
        title: "is silent about one that will be renewed",
        series: {
            'control_identity_cert_expiration_timestamp_seconds{namespace="faces",pod="face-1"}': `${hours(7)}x60`,
        },
        at: 60,
        firing: [],
    },
];

/** @param expiry of the trust anchor, in hours from 1970 on */
const trustAnchors = (fingerprint: string, expiry: number): AlertCase[] => [
    {
        alert: "LinkerdTrustAnchorExpires",
        title: "fires less than 30 days before the anchor of that fingerprint expires",
        interval: "1h",
        series: {},
        at: expiry - 29 * 24,
        firing: [
            { labels: { fingerprint }, summary: "Linkerd's trust anchor expires in 29d 0h 0m 0s" },
        ],
    },
    {
        alert: "LinkerdTrustAnchorExpires",
        title: "is silent earlier",
        interval: "1h",
        series: {},
        at: expiry - 31 * 24,
        firing: [],
    },
];

/** @param anchor the one trust anchor, and when it expires, in hours from 1970 on */
export function certificateCases(anchor: { fingerprint: string; expiry: number }): AlertCase[] {
    return [...renewals, ...trustAnchors(anchor.fingerprint, anchor.expiry)];
}
