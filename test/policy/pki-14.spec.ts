import assert from "node:assert/strict";
import { pki14 } from "../../rules/pki/pki-14/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const release = (chart: string, namespace: string) =>
    kubernetes("helm.sh/v3:Release", { chart, name: chart, namespace });
const certManager = release("cert-manager", "cert-manager");
const linkerd = release("linkerd-control-plane", "linkerd");
const certificate = kubernetes("cert-manager.io/v1:Certificate", {
    metadata: { name: "faces", namespace: "emissary" },
});
const prometheusRule = (...rules: readonly Json[]) =>
    kubernetes("monitoring.coreos.com/v1:PrometheusRule", {
        metadata: { name: "expiry", namespace: "monitoring" },
        spec: { groups: [{ name: "expiry", rules }] },
    });
const alert = (expr: Json) => ({ alert: "Expiry", expr });
const CERTIFICATES = "certmanager_certificate_expiration_timestamp_seconds - time() < 86400";
const ISSUER = 'issuer_cert_ttl_seconds{component="identity"} < 86400';
const PROXIES = "control_identity_cert_expiration_timestamp_seconds - time() < 3600";

describe("PKI-14: somebody is told before a certificate expires", () => {
    testCases(pki14, [
        {
            title: "allows alerts on certificates, issuer and proxies, in one PrometheusRule or several",
            objects: [
                certManager,
                linkerd,
                certificate,
                prometheusRule(alert(CERTIFICATES), alert(ISSUER)),
                prometheusRule(alert(PROXIES)),
            ],
            findings: [],
        },
        {
            title: "leaves alone a stack that has no certificates",
            objects: [release("polaris", "polaris")],
            findings: [],
        },
        {
            title: "refuses a platform without alerts, and Certificates without one",
            objects: [certManager, linkerd, certificate],
            findings: [
                'violation Release "cert-manager/cert-manager"',
                'violation Release "linkerd/linkerd-control-plane"',
                'violation Release "linkerd/linkerd-control-plane"',
            ],
        },
        {
            title: "asks a stack that has Certificates only for one alert",
            objects: [certificate],
            findings: ['violation Certificate "emissary/faces"'],
        },
        {
            title: "counts alerts only, not what is recorded, and only by their metric",
            objects: [
                certificate,
                prometheusRule({ record: "expiry", expr: CERTIFICATES }, alert("up == 0")),
            ],
            findings: ['violation Certificate "emissary/faces"'],
        },
        {
            title: "leaves undecided what an alert that is not known yet may look at",
            objects: [certificate, prometheusRule(alert(UNKNOWN))],
            findings: ['undecided Certificate "emissary/faces" spec.groups[0].rules[0].expr'],
        },
        {
            title: "refuses rules that are not a list",
            objects: [
                certificate,
                kubernetes("monitoring.coreos.com/v1:PrometheusRule", {
                    metadata: { name: "expiry" },
                    spec: { groups: "expiry" },
                }),
            ],
            findings: ['violation Certificate "emissary/faces" spec.groups'],
        },
    ]);

    it("is advisory", () => {
        assert.equal(pki14.level, "advisory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki14, [certificate]), [
            'PKI-14: Certificate "emissary/faces" has no alert on the expiry of cert-manager\'s certificates (certmanager_certificate_expiration_timestamp_seconds)' +
                ` — Fix: ${remedyOf("PKI-14")}`,
        ]);
    });
});
