import assert from "node:assert/strict";
import { join } from "node:path";

import fc from "fast-check";

import { apiVersions } from "../../components/customResources";
import { readDocuments } from "../../manifests/documents";
import { ApiError } from "../../sandbox/apiServer/client";
import { needReferenceData } from "../support/notChecked";
import { groupOf, isBuiltInGroup } from "../../sandbox/standins/apiResources";
import { at, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { yamlTexts } from "../support/yamlTexts";
import { repository, sources } from "./sources";
import { TestCluster } from "./testCluster";

interface WrongObject {
    what: string;
    apiVersion: string;
    kind: string;
    spec: PlainObject;
    /** The API server's own words. */
    says: RegExp;
}

const wrongObjects: WrongObject[] = [
    {
        what: "a Server with a field that is none",
        apiVersion: "policy.linkerd.io/v1beta3",
        kind: "Server",
        spec: { podSelector: {}, port: "http", proxyProtocal: "HTTP/1" },
        says: /\.spec\.proxyProtocal: field not declared in schema/,
    },
    {
        what: "a Server without a port",
        apiVersion: "policy.linkerd.io/v1beta3",
        kind: "Server",
        spec: { podSelector: {} },
        says: /spec\.port: Required value/,
    },
    {
        what: "a Certificate with a text where a list belongs",
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        spec: { secretName: "s", issuerRef: { name: "i" }, dnsNames: "a.example.com" },
        says: /\.spec\.dnsNames: expected list, got/,
    },
    {
        what: "a Certificate with a number where a text belongs",
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        spec: { secretName: 7, issuerRef: { name: "i" } },
        says: /\.spec\.secretName: expected string, got/,
    },
    {
        what: "a NetworkPolicy with a field that is none",
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        spec: { podSelector: {}, policyType: ["Ingress"] },
        says: /\.spec\.policyType: field not declared in schema/,
    },
    {
        what: "a Service whose port is too high",
        apiVersion: "v1",
        kind: "Service",
        spec: { ports: [{ port: 70000 }] },
        says: /spec\.ports\[0\]\.port: Invalid value: 70000/,
    },
];

function isCustom(apiVersion: string): boolean {
    return !isBuiltInGroup(groupOf(apiVersion));
}

describe("A real API server, with strict field validation", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;

    before(async () => {
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
        cluster = await TestCluster.start();
        await cluster.define();
    });

    after(() => cluster.stop());

    for (const [name, objects] of Object.entries(sources)) {
        it(`accepts every object of ${name}`, async () => {
            const all = await objects();
            assert.ok(all.length > 0);
            assert.deepEqual(await cluster.refusals(all), []);
        });
    }

    it("is shown every kind of custom resource that the components write", async () => {
        const shown = new Set<string | undefined>();
        for (const objects of Object.values(sources)) {
            for (const object of await objects()) {
                shown.add(`${textAt(object, "apiVersion") ?? ""} ${textAt(object, "kind") ?? ""}`);
            }
        }
        const written = Object.entries(apiVersions).map(([kind, version]) => `${version} ${kind}`);
        assert.deepEqual(
            written.filter((kind) => !shown.has(kind)),
            [],
        );
    });

    for (const wrong of wrongObjects) {
        it(`refuses ${wrong.what}`, async function () {
            const { apiVersion, kind, spec, says } = wrong;
            if (isCustom(apiVersion)) {
                // Only the charts' own definitions have schemas; the others take any field.
                needReferenceData(this);
            }
            const metadata = { name: "wrong", namespace: "default" };
            await assert.rejects(
                cluster.apply({ apiVersion, kind, metadata, spec }, { dryRun: true }),
                says,
            );
        });
    }

    it("lets cert-manager have a token of Vault's ServiceAccount, and of no other", async () => {
        const source = sources["the program, with Vault, on a cluster that exists"];
        const objects = (await source?.()) ?? [];
        const roles = objects.filter(({ kind }) => kind === "Role" || kind === "RoleBinding");
        for (const role of roles) {
            await cluster.apply(role);
        }
        const [{ metadata } = { metadata: {} }] = roles;
        const mayHaveTokenOf = async (name: string): Promise<unknown> => {
            const review = await cluster.server.client.send({
                method: "POST",
                path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                body: {
                    apiVersion: "authorization.k8s.io/v1",
                    kind: "SubjectAccessReview",
                    spec: {
                        user: "system:serviceaccount:cert-manager:cert-manager",
                        resourceAttributes: {
                            namespace: textAt(metadata, "namespace"),
                            verb: "create",
                            resource: "serviceaccounts",
                            subresource: "token",
                            name,
                        },
                    },
                },
            });
            return at(review as PlainObject, "status", "allowed");
        };
        assert.equal(await mayHaveTokenOf(textAt(metadata, "name") ?? ""), true);
        assert.equal(await mayHaveTokenOf("default"), false);
    });
});

/** The start of an object whose definition takes any field. */
const MAPPING = `apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: text }
spec:
`;

describe("A real API server, where the charts' own definitions are not at hand", function () {
    let cluster: TestCluster;

    before(async () => {
        cluster = await TestCluster.start();
        await cluster.define({ builtIn: true });
    });

    after(() => cluster.stop());

    for (const name of ["the program", "examples/meshed-app"]) {
        it(`accepts every object of ${name}`, async () => {
            const all = (await sources[name]?.()) ?? [];
            assert.ok(all.length > 0);
            assert.deepEqual(await cluster.refusals(all), []);
        });
    }

    it("checks the kinds of Kubernetes' own, but no field of a custom resource", async () => {
        const accepted: string[] = [];
        for (const { what, apiVersion, kind, spec } of wrongObjects) {
            const object = { apiVersion, kind, metadata: { name: "wrong" }, spec };
            await cluster.apply(object, { dryRun: true }).then(
                () => accepted.push(what),
                () => undefined,
            );
        }
        assert.deepEqual(
            accepted,
            wrongObjects.filter(({ apiVersion }) => isCustom(apiVersion)).map(({ what }) => what),
        );
    });

    it("reads YAML in no other way than we do", async () => {
        let read = 0;
        await fc.assert(
            fc.asyncProperty(yamlTexts, async (text) => {
                const object = `${MAPPING}  value:\n${text.replace(/^(?=.)/gm, "    ")}`;
                const [document, ...more] = readDocuments(object).documents;
                const answer = await cluster.server.client
                    .send({
                        method: "POST",
                        path: "/apis/getambassador.io/v3alpha1/namespaces/default/mappings",
                        query: { dryRun: "All", fieldValidation: "Strict" },
                        contentType: "application/yaml",
                        text: object,
                    })
                    .catch((error: unknown) => {
                        assert.ok(error instanceof ApiError, String(error));
                        return undefined;
                    });
                if (document && answer !== undefined) {
                    read += 1;
                    assert.deepEqual(more, []);
                    assert.deepEqual(
                        at(answer as PlainObject, "spec", "value"),
                        at(document.value as PlainObject, "spec", "value"),
                    );
                }
            }),
            { numRuns: 1000 },
        );
        assert.ok(read > 300, `only ${read} texts could be read`);
    });
});
