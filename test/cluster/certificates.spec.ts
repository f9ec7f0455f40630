import assert from "node:assert/strict";

import fc from "fast-check";

import { meshCaOf } from "../../components/identity/externalCa";
import type { IssuerRef } from "../../rules/certificates/meshCa";
import type { ApiRequest, Impersonated } from "../../sandbox/apiServer/client";
import { referenceDataFor } from "../support/notChecked";
import { certManagerObjects } from "../../sandbox/standins/certManagerChart";
import { at, type PlainObject, textAt } from "../../sandbox/standins/properties";
import { namespaceObject, object } from "../unit/admission/fixtures/objects";
import { PoliciesInForce } from "./policiesInForce";
import { TestCluster } from "./testCluster";

const tenant: Impersonated = { user: "mallory" };
const platform: Impersonated = { user: "olivia" };
const certManager: Impersonated = { user: "system:serviceaccount:cert-manager:cert-manager" };
const domain = "identity.linkerd.cluster.local";
const usages = ["cert sign", "crl sign", "server auth", "client auth"];

/** The CAs that a stack can choose, by the issuer that then signs Linkerd's identity issuer. */
const meshCas: Record<string, IssuerRef> = {
    "the demonstration CA, or Vault": meshCaOf({}),
    "a ClusterIssuer that exists": meshCaOf({ existingIssuer: { name: "venafi" } }),
    "another maker's issuer": meshCaOf({
        existingIssuer: {
            name: "pca",
            kind: "AWSPCAClusterIssuer",
            group: "awspca.cert-manager.io",
        },
    }),
};

/** What tenants have tried, where reference data has it. */
const forgeries = (
    (referenceDataFor("what tenants have tried")?.documents("cases", "tenant") ??
        []) as PlainObject[]
).filter((each) => textAt(each, "apiVersion")?.startsWith("cert-manager.io/") === true);

describe("Certificates, asked for on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let policies: PoliciesInForce;

    before(async () => {
        cluster = await TestCluster.start();
        policies = new PoliciesInForce(cluster);
        await cluster.define();
        for (const name of ["shop", "linkerd", "cert-manager", "emissary"]) {
            await cluster.apply(namespaceObject(name));
        }
        const chart = { chart: "cert-manager", chartVersion: "", appVersion: "", values: {} };
        for (const { state } of certManagerObjects({
            ...chart,
            name: "cert-manager",
            namespace: "cert-manager",
        })) {
            await cluster.apply(state);
        }
        await cluster.apply(object("v1", "ServiceAccount", "vault-issuer", {}, "linkerd"));
        // Whoever edits the control plane's namespace is not cert-manager either.
        await cluster.apply(roleBinding(tenant, "edit", "shop"));
        await cluster.apply(roleBinding(platform, "edit", "linkerd"));
        await cluster.apply(
            object(
                "rbac.authorization.k8s.io/v1",
                "ClusterRoleBinding",
                "cert-manager",
                {
                    roleRef: roleRef("cluster-admin"),
                    subjects: [
                        {
                            kind: "ServiceAccount",
                            name: "cert-manager",
                            namespace: "cert-manager",
                        },
                    ],
                },
                "",
            ),
        );
        // Kubernetes' own role takes up what the chart adds to it.
        await eventually(() => ask(certificate({ name: "own" }), tenant));
    });

    after(() => cluster.stop());

    for (const [title, meshCa] of Object.entries(meshCas)) {
        describe(`where ${title} signs for the mesh`, () => {
            before(() => policies.enforce({}, { meshCa }));

            it("a tenant gets none that leads to the mesh's anchors, whatever he asks for", async () => {
                const seen = { refused: 0, allowed: 0 };
                await fc.assert(
                    fc.asyncProperty(certificates(meshCa), async (asked) => {
                        const isHarmless = leadsNowhere(asked);
                        seen[isHarmless ? "allowed" : "refused"] += 1;
                        const answer = await answerTo(asked, tenant);
                        assert.equal(answer === undefined, isHarmless, answer);
                    }),
                    { numRuns: 150 },
                );
                assert.ok(seen.refused > 20 && seen.allowed > 2, JSON.stringify(seen));
            });

            it("cert-manager asks for the identity issuer, and renews it", async () => {
                await ask(identityIssuer(meshCa), platform);
                await ask(request(meshCa, "linkerd-identity-issuer"), certManager);
            });

            it("cert-manager asks for nothing else of that CA, whoever wrote a Certificate", async () => {
                const alter = (change: PlainObject) => ({
                    ...identityIssuer(meshCa),
                    spec: { ...(identityIssuer(meshCa).spec as PlainObject), ...change },
                });
                const changes: PlainObject[] = [
                    { dnsNames: [domain, `face.faces.serviceaccount.${domain}`] },
                    { secretName: "mine" },
                    { usages: [...usages, "code signing"] },
                    { uris: ["spiffe://root.linkerd.cluster.local/proxy"] },
                ];
                for (const change of changes) {
                    assert.match((await answerTo(alter(change), platform)) ?? "", /PKI-15/);
                }
                for (const forged of [
                    request(meshCa, "mine"),
                    request(meshCa, "linkerd-identity-issuer", { usages: ["code signing"] }),
                    request(meshCa, "linkerd-identity-issuer", { isCA: false, usages: [] }),
                ]) {
                    assert.match((await answerTo(forged, certManager)) ?? "", /PKI-15/);
                }
            });
        });
    }

    describe("by the usual settings", () => {
        before(() => policies.enforce({}));

        it("nobody but cert-manager writes a CertificateRequest", async () => {
            const raw = (namespace: string, issuer: PlainObject): PlainObject => ({
                ...request(meshCaOf({}), "linkerd-identity-issuer"),
                metadata: {
                    name: "raw",
                    namespace,
                    annotations: { "cert-manager.io/certificate-name": "linkerd-identity-issuer" },
                },
                spec: { request: "Cg==", isCA: true, usages, issuerRef: issuer },
            });
            const own = { name: "own", kind: "Issuer", group: "cert-manager.io" };
            assert.match((await answerTo(raw("shop", own), tenant)) ?? "", /PKI-15/);
            assert.match(
                (await answerTo(raw("linkerd", { ...meshCaOf({}) }), platform)) ?? "",
                /PKI-15: the CertificateRequest is not cert-manager's own/,
            );
        });

        it("cert-manager renews what the platform's other parts ask for", async () => {
            for (const [namespace, issuer] of [
                ["cert-manager", "trust-manager"],
                ["emissary", "letsencrypt-production"],
                ["polaris", "polaris-selfsigned"],
                ["shop", "own"],
            ] as const) {
                await cluster.apply(namespaceObject(namespace));
                const issuerRef = { name: issuer, kind: "Issuer", group: "cert-manager.io" };
                const spec = { request: "Cg==", usages: ["server auth"], issuerRef };
                await ask(certificateRequest(namespace, "site", spec), certManager);
            }
        });

        it("nobody asks for more beside the control plane, where an Issuer can have the mesh's CA", async () => {
            const alias = { name: "alias", kind: "Issuer", group: "cert-manager.io" };
            const asked = certificate(alias, { isCA: true });
            const inLinkerd = { ...asked, metadata: { name: "site", namespace: "linkerd" } };
            assert.match((await answerTo(inLinkerd, platform)) ?? "", /PKI-15: an Issuer of the/);
            assert.match(
                (await answerTo(request(meshCaOf({}), "site"), certManager)) ?? "",
                /PKI-15/,
            );
        });

        it("a Certificate that was harmless cannot be changed into one that is not", async () => {
            await ask(certificate({ name: "own" }, {}, "changed"), tenant, { keep: true });
            const changed = certificate(
                { name: "own" },
                { dnsNames: [`face.faces.serviceaccount.${domain}`] },
                "changed",
            );
            assert.match((await answerTo(changed, tenant)) ?? "", /PKI-15/);
        });

        it("cert-manager renews no CA of a shared issuer that was asked for before the rules", async () => {
            const issuerRef = { name: "old", kind: "ClusterIssuer", group: "cert-manager.io" };
            const spec = { request: "Cg==", usages: ["server auth"], issuerRef };
            await ask(certificateRequest("shop", "anyone", spec), certManager);
            const forCa = certificateRequest("shop", "anyone", { ...spec, isCA: true });
            assert.match((await answerTo(forCa, certManager)) ?? "", /PKI-08/);
        });

        it("what another program makes requests with is named in the settings", async () => {
            const driver = { user: "system:serviceaccount:cert-manager:csi-driver", groups: [] };
            await cluster.apply(roleBinding(driver, "edit", "shop"));
            const spec = {
                request: "Cg==",
                usages: ["client auth"],
                issuerRef: { name: "own", kind: "Issuer", group: "cert-manager.io" },
            };
            const asked = certificateRequest("shop", "pod", spec);
            assert.match((await answerTo(asked, driver)) ?? "", /PKI-15/);
            await policies.enforce({}, { certificateRequesters: [driver.user] });
            await ask(asked, driver);
            // A request that no Certificate is behind was not judged before.
            const issuerRef = { name: "public", kind: "ClusterIssuer", group: "cert-manager.io" };
            const shared = certificateRequest("shop", "pod", { ...spec, issuerRef });
            assert.match((await answerTo(shared, driver)) ?? "", /PKI-08/);
            // What stands in a request, an annotation too, is whatever its maker wrote there.
            await cluster.apply({ ...roleBinding(driver, "edit", "linkerd") });
            const asCa = request(meshCaOf({}), "linkerd-identity-issuer");
            assert.match((await answerTo(asCa, driver)) ?? "", /PKI-15/);
            await policies.enforce({});
        });

        it("a request of cert-manager's is changed by nobody else", async () => {
            const spec = {
                request: "Cg==",
                usages: ["server auth"],
                issuerRef: { name: "own", kind: "Issuer", group: "cert-manager.io" },
            };
            const made = certificateRequest("shop", "kept", spec);
            await ask(made, certManager, { keep: true });
            const mine = certificateRequest("shop", "kept", { ...spec, request: "Zm9v" });
            assert.match((await answerTo(mine, tenant)) ?? "", /PKI-15/);
            const issuerRef = { name: "other", kind: "ClusterIssuer", group: "cert-manager.io" };
            const shared = certificateRequest("shop", "kept", { ...spec, issuerRef });
            // Of two policies that refuse, the API server names either.
            assert.match((await answerTo(shared, tenant)) ?? "", /PKI-(08|15)/);
        });

        it("only cert-manager gets a token of the account by which it signs in to Vault", async () => {
            const tokenOf = (account: string, as: Impersonated): Promise<unknown> =>
                cluster.server.client.send({
                    method: "POST",
                    path: `/api/v1/namespaces/linkerd/serviceaccounts/${account}/token`,
                    body: {
                        apiVersion: "authentication.k8s.io/v1",
                        kind: "TokenRequest",
                        spec: { audiences: ["vault://linkerd/enterprise-issuer"] },
                    },
                    as,
                } satisfies ApiRequest);
            await assert.rejects(tokenOf("vault-issuer", platform), /PKI-16: the token is not/);
            await tokenOf("vault-issuer", certManager);
            await tokenOf("default", platform);
            const job = object("batch/v1", "Job", "thief", {
                spec: {
                    template: {
                        spec: {
                            serviceAccountName: "vault-issuer",
                            restartPolicy: "Never",
                            containers: [{ name: "main", image: "ghcr.io/buoyantio/a:1" }],
                        },
                    },
                },
            });
            const inLinkerd = { ...job, metadata: { name: "thief", namespace: "linkerd" } };
            assert.match((await answerTo(inLinkerd, platform)) ?? "", /PKI-16/);
        });

        for (const asked of forgeries) {
            const [kind = "", name = ""] = [
                textAt(asked, "kind"),
                textAt(asked, "metadata", "name"),
            ];
            it(`a tenant does not forge an identity by ${kind} ${name}`, async () => {
                assert.match((await answerTo(asked, tenant)) ?? "", /PKI-(08|15)/);
            });
        }
    });

    /** @throws ApiError where it is refused */
    async function ask(
        asked: PlainObject,
        as: Impersonated,
        { keep = false } = {},
    ): Promise<PlainObject> {
        return cluster.apply(asked, { as, dryRun: !keep });
    }

    async function answerTo(asked: PlainObject, as: Impersonated): Promise<string | undefined> {
        return ask(asked, as).then(
            () => undefined,
            (error: unknown) => String(error),
        );
    }
});

function certificate(issuerRef: PlainObject, spec: PlainObject = {}, name = "site"): PlainObject {
    const usual = { secretName: name, dnsNames: ["shop.example.com"], issuerRef };
    return object("cert-manager.io/v1", "Certificate", name, { spec: { ...usual, ...spec } });
}

function identityIssuer(issuerRef: IssuerRef): PlainObject {
    const name = "linkerd-identity-issuer";
    return object(
        "cert-manager.io/v1",
        "Certificate",
        name,
        {
            spec: {
                secretName: name,
                duration: "48h",
                renewBefore: "25h",
                commonName: domain,
                dnsNames: [domain],
                isCA: true,
                usages,
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                issuerRef: { ...issuerRef },
            },
        },
        "linkerd",
    );
}

/** As cert-manager's controller writes it for a Certificate. */
function certificateRequest(namespace: string, of: string, spec: PlainObject): PlainObject {
    return {
        apiVersion: "cert-manager.io/v1",
        kind: "CertificateRequest",
        metadata: {
            name: `${of}-1`,
            namespace,
            annotations: { "cert-manager.io/certificate-name": of },
        },
        spec,
    };
}

function request(issuerRef: IssuerRef, of: string, change: PlainObject = {}): PlainObject {
    return certificateRequest("linkerd", of, {
        request: "Cg==",
        isCA: true,
        duration: "48h0m0s",
        usages,
        issuerRef: { ...issuerRef },
        ...change,
    });
}

interface Asked extends PlainObject {
    spec: { issuerRef: { name: string; kind: string; group: string } } & PlainObject;
}

/** Certificates in the tenant's namespace, near to those that would make him somebody. */
function certificates(meshCa: IssuerRef): fc.Arbitrary<Asked> {
    const harmless = ["shop.example.com", `${domain}.example.com`];
    const names = fc.oneof(
        fc.subarray(harmless, { minLength: 1 }),
        fc.subarray(
            [
                ...harmless,
                domain,
                domain.toUpperCase(),
                `face.faces.serviceaccount.${domain}`,
                `*.faces.serviceaccount.${domain}`,
            ],
            { minLength: 1, maxLength: 2 },
        ),
    );
    const issuer = fc.oneof(
        { weight: 3, arbitrary: fc.constant({ name: "own", kind: "Issuer", group: "" }) },
        fc.constant({ ...meshCa }),
        fc.constant({ name: meshCa.name, kind: "Issuer", group: meshCa.group }),
        fc.constant({ name: "other", kind: "ClusterIssuer", group: "cert-manager.io" }),
    );
    return fc
        .record({
            name: fc.constantFrom("site", "linkerd-identity-issuer"),
            issuer,
            dnsNames: names,
            commonName: fc.option(fc.constantFrom("mesh-ca", domain), { nil: undefined, freq: 2 }),
            isCA: fc.boolean(),
            usages: fc.subarray(["cert sign", "client auth"]),
            uris: fc.subarray(["spiffe://root.linkerd.cluster.local/a"]),
        })
        .map(({ name, issuer: issuerRef, commonName, ...rest }) => ({
            ...certificate(issuerRef),
            metadata: { name, namespace: "shop" },
            spec: {
                secretName: name,
                issuerRef,
                ...rest,
                ...(commonName !== undefined && { commonName }),
            },
        }));
}

/**
 * By what cert-manager does with a Certificate in the namespace `shop`: an Issuer is the one of that
 * namespace, which a tenant made and which knows nothing of the mesh; every other signs for many.
 */
function leadsNowhere({ spec }: Asked): boolean {
    const { kind, group } = spec.issuerRef;
    const isOwn = kind === "Issuer" && ["", "cert-manager.io"].includes(group);
    const texts = ["dnsNames", "uris", "commonName"].flatMap((key) => at(spec, key) ?? []);
    const isNamed = texts.some(
        (text) =>
            typeof text === "string" &&
            /(^|\.)identity\.linkerd\.cluster\.local$|^spiffe:.*cluster\.local/i.test(text),
    );
    return isOwn && !isNamed;
}

function roleRef(name: string): PlainObject {
    return { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name };
}

function roleBinding({ user }: Impersonated, role: string, namespace: string): PlainObject {
    return object(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        user.replaceAll(":", "-"),
        {
            roleRef: roleRef(role),
            subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
        },
        namespace,
    );
}

async function eventually(attempt: () => Promise<unknown>): Promise<void> {
    for (let left = 100; ; left -= 1) {
        try {
            await attempt();
            return;
        } catch (error) {
            if (left === 0) {
                throw error;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }
}
