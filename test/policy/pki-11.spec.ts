import assert from "node:assert/strict";
import { pki11 } from "../../rules/pki/pki-11/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type Authority, createAuthority } from "./certificates";
import { kubernetes, lines, summarize } from "./support";

const LABEL = { "linkerd.io/is-control-plane": "true" };
const target = {
    configMap: { key: "ca-bundle.crt" },
    namespaceSelector: { matchLabels: LABEL },
};
const namespace = (name: Json, labels: Json = {}) =>
    kubernetes("core/v1:Namespace", { metadata: { name, labels } });
const release = (values: Json, chart: Json = "linkerd-control-plane") =>
    kubernetes("helm.sh/v3:Release", { chart, name: "linkerd", namespace: "linkerd", values });
const BUNDLE = 'Bundle "linkerd-identity-trust-roots"';
const SELECTOR = `${BUNDLE} spec.target.namespaceSelector`;
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000);

describe("PKI-11: the trust bundle holds valid anchors and goes to Linkerd only", () => {
    let root: Authority;

    before(async () => {
        root = await createAuthority("root.linkerd.cluster.local");
    });

    const bundle = (spec: JsonObject = {}, name: Json = "linkerd-identity-trust-roots") =>
        kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
            metadata: { name },
            spec: { sources: [{ inLine: root.certificatePem }], target, ...spec },
        });
    const withAnchor = (inLine: Json) => bundle({ sources: [{ inLine }] });
    const expect = (objects: readonly Resource[], findings: readonly string[]) => {
        assert.deepEqual(summarize(pki11, objects), findings);
    };

    it("allows valid anchors under Linkerd's key, for Linkerd's namespace", () => {
        expect(
            [bundle(), namespace("linkerd", LABEL), namespace("faces"), namespace("cert-manager")],
            [],
        );
    });

    it("allows anchors that trust-manager takes from a Secret, and any other Bundle", () => {
        expect([bundle({ sources: [{ secret: { name: "anchor", key: "tls.crt" } }] })], []);
        expect([bundle({ sources: [{ useDefaultCAs: true }], target: {} }, "public")], []);
    });

    it("refuses a trust bundle without any source", () => {
        for (const sources of [null, [], [{}], [{ inLine: null }]]) {
            expect([bundle({ sources })], [`violation ${BUNDLE} spec.sources`]);
        }
        expect([bundle({ sources: [] }, "public")], []);
    });

    it("refuses what is not a certificate", () => {
        const at = `violation ${BUNDLE} spec.sources[0].inLine`;
        const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        expect([withAnchor("<paste the anchor here>")], [at]);
        expect([withAnchor(broken)], [at]);
        expect([withAnchor(root.certificatePem + broken)], [at]);
    });

    it("refuses an anchor that is no CA's, not valid yet, expired, or nearly so", async () => {
        for (const peculiarity of [
            { isCa: false },
            { notBefore: inDays(1) },
            { notAfter: inDays(-1) },
            { notAfter: inDays(59) },
        ]) {
            const anchor = await createAuthority("root", undefined, peculiarity);
            expect(
                [withAnchor(anchor.certificatePem)],
                [`violation ${BUNDLE} spec.sources[0].inLine`],
            );
        }
    });

    it("allows an anchor that is valid for a day longer", async () => {
        const anchor = await createAuthority("root", undefined, { notAfter: inDays(61) });
        expect([withAnchor(anchor.certificatePem)], []);
    });

    it("refuses another key, every namespace, and every public CA", () => {
        expect(
            [bundle({ target: { ...target, configMap: { key: "ca.crt" } } })],
            [`violation ${BUNDLE} spec.target.configMap.key`],
        );
        expect([bundle({ target: { configMap: target.configMap } })], [`violation ${SELECTOR}`]);
        expect(
            [bundle({ target: { ...target, namespaceSelector: {} } })],
            [`violation ${SELECTOR}`],
        );
        expect(
            [bundle({ sources: [{ useDefaultCAs: true }] })],
            [`violation ${BUNDLE} spec.sources[0].useDefaultCAs`],
        );
    });

    it("refuses a selector that takes another namespace too, or leaves Linkerd's out", () => {
        expect(
            [bundle(), namespace("linkerd", LABEL), namespace("faces", LABEL)],
            [`violation ${SELECTOR}`],
        );
        expect([bundle(), namespace("linkerd")], [`violation ${SELECTOR}`]);
    });

    it("knows the label that the API server adds", () => {
        const matchLabels = { "kubernetes.io/metadata.name": "linkerd" };
        expect(
            [
                bundle({ target: { ...target, namespaceSelector: { matchLabels } } }),
                namespace("linkerd"),
                namespace("faces"),
            ],
            [],
        );
    });

    it("judges a ConfigMap in the bundle's place", () => {
        const configMap = (pem: Json) =>
            kubernetes("core/v1:ConfigMap", {
                metadata: { name: "linkerd-identity-trust-roots", namespace: "linkerd" },
                data: { "ca-bundle.crt": pem },
            });
        expect([configMap(root.certificatePem)], []);
        expect(
            [configMap("placeholder")],
            ['violation ConfigMap "linkerd/linkerd-identity-trust-roots" data["ca-bundle.crt"]'],
        );
    });

    describe("of the control plane's chart", () => {
        const RELEASE = 'Release "linkerd/linkerd"';
        const issuer = { scheme: "kubernetes.io/tls" };

        it("allows an external CA, or anchors among the values, and an issuer from a Secret", () => {
            expect(
                [
                    release({ identity: { externalCA: true, issuer } }),
                    release({ identity: { issuer }, identityTrustAnchorsPEM: root.certificatePem }),
                    release({}, "linkerd-viz"),
                ],
                [],
            );
        });

        it("refuses the chart's own defaults", () => {
            expect(
                [release({})],
                [
                    `violation ${RELEASE} values.identity.externalCA`,
                    `violation ${RELEASE} values.identity.issuer.scheme`,
                ],
            );
            expect(
                [release({ identity: { externalCA: true } })],
                [`violation ${RELEASE} values.identity.issuer.scheme`],
            );
        });

        it("leaves undecided what is not known yet", () => {
            expect(
                [release({ identity: { externalCA: UNKNOWN, issuer } })],
                [`undecided ${RELEASE} values.identity.externalCA`],
            );
            expect(
                [release({ identity: { externalCA: true, issuer: UNKNOWN } })],
                [`undecided ${RELEASE} values.identity.issuer`],
            );
        });

        it("refuses a text where true or false belongs", () => {
            expect(
                [release({ identity: { externalCA: "true", issuer } })],
                [`violation ${RELEASE} values.identity.externalCA`],
            );
        });
    });

    it("leaves undecided, and nothing else, what hangs on an unknown value", () => {
        expect([withAnchor(UNKNOWN)], [`undecided ${BUNDLE} spec.sources[0].inLine`]);
        expect(
            [bundle({ target: UNKNOWN })],
            [`undecided ${BUNDLE} spec.target`, `undecided ${BUNDLE} spec.target`],
        );
        expect(
            [bundle({ target: { ...target, namespaceSelector: { matchLabels: UNKNOWN } } })],
            [`undecided ${SELECTOR}`],
        );
        expect([bundle(), namespace("faces", UNKNOWN)], [`undecided ${BUNDLE} metadata.labels`]);
    });

    it("refuses sources that are not a list", () => {
        expect([bundle({ sources: "PEM" })], [`violation ${BUNDLE} spec.sources`]);
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(
            lines(pki11, [bundle(), namespace("linkerd", LABEL), namespace("faces", LABEL)]),
            [
                `PKI-11: ${BUNDLE} goes to namespace faces too (spec.target.namespaceSelector)` +
                    " — Fix: select the control plane's namespace alone, e.g. by linkerd.io/is-control-plane",
            ],
        );
    });
});
