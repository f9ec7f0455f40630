import assert from "node:assert/strict";

import { meshCaOf } from "../../../components/identity/externalCa";
import {
    RequestPolicies,
    type RequestPoliciesArgs,
    requestPoliciesProblems,
} from "../../../components/certificates/requestPolicies";
import { only, type RecordedResource, recordResources } from "../../support/recordResources";

const args: RequestPoliciesArgs = { ingressNamespace: "emissary", host: "faces.example.com" };
const policy = "kubernetes:policy.cert-manager.io/v1alpha1:CertificateRequestPolicy";

const record = (change: Partial<RequestPoliciesArgs> = {}) =>
    recordResources(() => {
        new RequestPolicies("policies", { ...args, ...change });
    });
const nameOf = ({ inputs }: RecordedResource) => (inputs.metadata as { name: string }).name;
const specOf = (resources: RecordedResource[], name: string) =>
    resources.find((each) => each.type === policy && nameOf(each) === name)?.inputs.spec;

describe("RequestPolicies", () => {
    it("let the mesh's CA be asked for the identity issuer, in the control plane's namespace", async () => {
        const identity = "identity.linkerd.example.org";
        assert.deepEqual(
            specOf(await record({ trustDomain: "example.org" }), "zero-trust-identity-issuer"),
            {
                allowed: {
                    commonName: { value: identity, required: true },
                    dnsNames: { values: [identity], required: true },
                    isCA: true,
                    usages: ["cert sign", "crl sign", "server auth", "client auth"],
                },
                constraints: {
                    maxDuration: "48h",
                    privateKey: { algorithm: "ECDSA", minSize: 256, maxSize: 256 },
                },
                selector: {
                    issuerRef: {
                        name: "enterprise-issuer",
                        kind: "Issuer",
                        group: "cert-manager.io",
                    },
                    namespace: { matchNames: ["linkerd"] },
                },
            },
        );
    });

    it("know the issuer that exists", async () => {
        const existing = meshCaOf({ existingIssuer: { name: "venafi" } });
        const spec = specOf(await record({ meshCa: existing }), "zero-trust-identity-issuer");
        assert.deepEqual((spec as { selector: unknown }).selector, {
            issuerRef: { name: "venafi", kind: "ClusterIssuer", group: "cert-manager.io" },
            namespace: { matchNames: ["linkerd"] },
        });
    });

    it("let the ingress have its host's name, and no other", async () => {
        const spec = specOf(await record({ acmeEnvironment: "production" }), "zero-trust-ingress");
        assert.deepEqual(spec, {
            allowed: {
                commonName: { value: "faces.example.com", required: false },
                dnsNames: { values: ["faces.example.com"], required: true },
                usages: ["digital signature", "key encipherment", "server auth"],
            },
            selector: {
                issuerRef: {
                    name: "letsencrypt-production",
                    kind: "Issuer",
                    group: "cert-manager.io",
                },
                namespace: { matchNames: ["emissary"] },
            },
        });
    });

    it("are cert-manager's to use, each by its name", async () => {
        const resources = await record();
        const role = only(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
        assert.deepEqual(role.rules, [
            {
                apiGroups: ["policy.cert-manager.io"],
                resources: ["certificaterequestpolicies"],
                resourceNames: [
                    "zero-trust-identity-issuer",
                    "zero-trust-ingress",
                    "zero-trust-trust-manager",
                    "zero-trust-polaris",
                ],
                verbs: ["use"],
            },
        ]);
        const binding = only(
            resources,
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        );
        assert.deepEqual(binding.subjects, [
            { kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" },
        ]);
    });

    it("are all named there", async () => {
        const resources = await record();
        const role = only(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
        const [{ resourceNames }] = role.rules as [{ resourceNames: string[] }];
        const made = resources.filter(({ type }) => type === policy).map(nameOf);
        assert.deepEqual(made.sort(), resourceNames.sort());
    });

    it("report all problems at once", () => {
        assert.deepEqual(
            requestPoliciesProblems({
                ingressNamespace: "Emissary",
                host: "faces",
                acmeEnvironment: "test",
            }).map(({ path }) => path),
            ["ingressNamespace", "host", "acmeEnvironment"],
        );
    });
});
