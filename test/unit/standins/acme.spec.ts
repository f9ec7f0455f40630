import assert from "node:assert/strict";
import { readCustomResources } from "../../../sandbox/standins/clusterReads";
import {
    at,
    plainObject,
    secret,
    textAt,
    type PlainObject,
    type Properties,
} from "../../../sandbox/standins/properties";
import { World } from "../../../sandbox/standins/world";
import { Sandbox, textOf, type EngineClient, type Resource } from "./engineClient";

const namespace = "emissary";
const object = (kind: string, name: string, rest: Properties): Properties => ({
    apiVersion: kind === "Secret" || kind === "Namespace" ? "v1" : "cert-manager.io/v1",
    kind,
    metadata: { name, ...(kind !== "Namespace" && { namespace }) },
    ...rest,
});
const token = (text: string, key = "api-token") =>
    object("Secret", "cloudflare-api-token", { stringData: { [key]: secret(text) } });
const issuer = object("Issuer", "letsencrypt", {
    spec: {
        acme: {
            email: "platform@example.com",
            server: "https://acme-v02.api.letsencrypt.org/directory",
            privateKeySecretRef: { name: "letsencrypt-account" },
            solvers: [
                {
                    selector: { dnsNames: ["faces.example.com"] },
                    dns01: {
                        cloudflare: {
                            apiTokenSecretRef: { name: "cloudflare-api-token", key: "api-token" },
                        },
                    },
                },
            ],
        },
    },
});
const certificate: Properties = {
    ...object("Certificate", "faces", {
        spec: {
            secretName: "faces-tls",
            dnsNames: ["faces.example.com"],
            issuerRef: { kind: "Issuer", name: "letsencrypt" },
        },
    }),
    metadata: {
        name: "faces",
        namespace,
        annotations: { "pulumi.com/waitFor": "condition=Ready" },
    },
};
const timeOut =
    /"faces" was successfully created, but the Kubernetes API server reported that it failed to fully initialize: timed out waiting for the condition$/;

describe("the stand-in for an ACME CA", () => {
    let sandbox: Sandbox;
    let kubernetes: EngineClient;

    beforeEach(async () => {
        sandbox = new Sandbox();
        await sandbox.start();
        kubernetes = sandbox.provider("kubernetes");
        for (const name of ["cert-manager", namespace]) {
            await apply(object("Namespace", name, {}));
        }
        await kubernetes.create("kubernetes:helm.sh/v3:Release", "cert-manager", {
            chart: "cert-manager",
            repositoryOpts: { repo: "https://charts.jetstack.io" },
            version: "v1.21.1",
            name: "cert-manager",
            namespace: "cert-manager",
            values: { crds: { enabled: true } },
        });
    });

    afterEach(() => sandbox.remove());

    const apply = (properties: Properties): Promise<Resource> => {
        const [apiVersion, kind] = [textOf(properties, "apiVersion"), textOf(properties, "kind")];
        const type = apiVersion === "v1" ? `core/v1:${kind}` : `${apiVersion}:${kind}`;
        return kubernetes.create(`kubernetes:${type}`, kind.toLowerCase(), properties);
    };
    /** Restarts the stand-ins, so that the world is on disk. */
    const world = async (): Promise<World> => {
        await sandbox.restart();
        kubernetes = sandbox.provider("kubernetes");
        return new World(sandbox.worldFile);
    };
    const listed = (from: World, group: string, plural: string): PlainObject[] => {
        const path = `/apis/${group}/v1/namespaces/${namespace}/${plural}`;
        const items = at(readCustomResources(from, path), "items");
        return Array.isArray(items) ? items.map((each) => each as PlainObject) : [];
    };
    const statusOf = (each: PlainObject | undefined, ...path: string[]) =>
        textAt(each, "status", ...path);

    it("issues where the token opens Cloudflare's account, and leaves the Order valid", async () => {
        await apply(token("stand-in"));
        await apply(issuer);
        const { state } = await apply(certificate);
        assert.deepEqual(at(plainObject(state), "status", "conditions"), [
            { type: "Ready", status: "True", reason: "Ready" },
        ]);
        const now = await world();
        assert.ok(now.get("kubernetes", "Secret", `${namespace}/faces-tls`));
        const [order, ...more] = listed(now, "acme.cert-manager.io", "orders");
        assert.deepEqual([statusOf(order, "state"), more], ["valid", []]);
        assert.deepEqual(listed(now, "acme.cert-manager.io", "challenges"), []);
    });

    it("issues nothing by any other token, and says no more of it than the provider does", async () => {
        await apply(token("another"));
        await apply(issuer);
        await assert.rejects(apply(certificate), timeOut);
        assert.equal(
            (await world()).get("kubernetes", "Secret", `${namespace}/faces-tls`),
            undefined,
        );
    });

    it("says in the Challenge why, each object owned by the one that asked for it", async () => {
        await apply(token("another"));
        await apply(issuer);
        await apply(certificate).catch(() => undefined);
        const now = await world();
        const [live] = listed(now, "cert-manager.io", "certificates");
        const [request] = listed(now, "cert-manager.io", "certificaterequests");
        const [order] = listed(now, "acme.cert-manager.io", "orders");
        const [challenge] = listed(now, "acme.cert-manager.io", "challenges");
        const message = "Issuing certificate as Secret does not exist";
        assert.deepEqual(at(live, "status", "conditions"), [
            { type: "Issuing", status: "True", reason: "DoesNotExist", message },
            { type: "Ready", status: "False", reason: "DoesNotExist", message },
        ]);
        const name = (each: PlainObject | undefined) => textAt(each, "metadata", "name") ?? "";
        const owner = (each: PlainObject | undefined) => {
            const owners = at(each, "metadata", "ownerReferences");
            const [first] = Array.isArray(owners) ? owners : [];
            return `${textAt(first, "kind") ?? ""} ${textAt(first, "name") ?? ""}`;
        };
        assert.equal(owner(request), "Certificate faces");
        assert.equal(owner(order), `CertificateRequest ${name(request)}`);
        assert.equal(owner(challenge), `Order ${name(order)}`);
        assert.equal(statusOf(order, "state"), "pending");
        assert.equal(
            statusOf(challenge, "reason"),
            "while attempting to find Zones for domain _acme-challenge.faces.example.com.\n" +
                'while querying the Cloudflare API for GET "/zones?name=_acme-challenge.faces.example.com" \n' +
                "\t Error: 9109: Invalid access token",
        );
    });

    it("says that the key is missing where the Secret has another one", async () => {
        await apply(token("stand-in", "token"));
        await apply(issuer);
        await assert.rejects(apply(certificate), timeOut);
        const [challenge] = listed(await world(), "acme.cert-manager.io", "challenges");
        assert.equal(
            statusOf(challenge, "reason"),
            'specified key "api-token" not found in secret emissary/cloudflare-api-token',
        );
    });

    it("issues once the token is mended, in a later run too, and deletes the Challenge", async () => {
        const wrong = await apply(token("another"));
        await apply(issuer);
        await apply(certificate).catch(() => undefined);
        await world();
        await kubernetes.update(wrong, token("stand-in"));
        const now = await world();
        assert.ok(now.get("kubernetes", "Secret", `${namespace}/faces-tls`));
        assert.deepEqual(listed(now, "acme.cert-manager.io", "challenges"), []);
        const [request] = listed(now, "cert-manager.io", "certificaterequests");
        assert.deepEqual(at(request, "status", "conditions"), [
            {
                type: "Ready",
                status: "True",
                reason: "Issued",
                message: "Certificate fetched from issuer successfully",
            },
        ]);
    });

    it("takes request, Order and Challenge along with the Certificate", async () => {
        await apply(token("another"));
        await apply(issuer);
        await apply(certificate).catch(() => undefined);
        await kubernetes.delete({
            type: "kubernetes:cert-manager.io/v1:Certificate",
            name: "certificate",
            id: `${namespace}/faces`,
            inputs: certificate,
            state: certificate,
        });
        const now = await world();
        for (const [group, plural] of [
            ["cert-manager.io", "certificaterequests"],
            ["acme.cert-manager.io", "orders"],
            ["acme.cert-manager.io", "challenges"],
        ] as const) {
            assert.deepEqual(listed(now, group, plural), []);
        }
    });

    it("keeps no token in its world, neither the right one nor another", async () => {
        await apply(token("another-token"));
        const now = await world();
        const kept = JSON.stringify(
            now.get("kubernetes", "Secret", `${namespace}/cloudflare-api-token`),
        );
        assert.ok(!kept.includes("another-token"));
        assert.ok(!kept.includes(Buffer.from("another-token").toString("base64")));
    });
});
