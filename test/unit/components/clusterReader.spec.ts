import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { clusterReader, whyNotAsked } from "../../../components/cluster/clusterReader";
import { TestCa } from "../verify/certificates";

const orders = { group: "acme.cert-manager.io", version: "v1", plural: "orders" };

describe("The reader of a cluster", function () {
    // The client library is large.
    this.timeout(60_000);

    let server: Server;
    let kubeconfig: string;
    const asked: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));

    before(async () => {
        const ca = await TestCa.make("Test CA");
        const name = "cluster.example.com";
        server = createServer(
            await ca.issue({ name, expires: 1 }),
            ({ url = "", headers }, response) => {
                asked.push(`${headers.authorization ?? "nobody"} ${url}`);
                const isKnown = headers.authorization === "Bearer right";
                response
                    .writeHead(isKnown ? 200 : 401, { "content-type": "application/json" })
                    .end(
                        JSON.stringify(
                            isKnown
                                ? { items: [{ metadata: { name: "first" } }] }
                                : { kind: "Status", message: "right is the token", code: 401 },
                        ),
                    );
            },
        );
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        kubeconfig = stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "c",
                    cluster: {
                        server: `https://127.0.0.1:${port}`,
                        "tls-server-name": name,
                        "certificate-authority-data": Buffer.from(ca.certificate).toString(
                            "base64",
                        ),
                    },
                },
            ],
            users: ["right", "wrong"].map((token) => ({ name: token, user: { token } })),
            contexts: ["right", "wrong"].map((user) => ({
                name: user,
                context: { cluster: "c", user },
            })),
            "current-context": "right",
        });
    });

    beforeEach(() => {
        asked.length = 0;
    });

    after(() => {
        server.close();
        rmSync(folder, { recursive: true });
    });

    const names = async (text: string, context?: string) => {
        const reader = await clusterReader(text, context);
        return (await reader.list(orders, "emissary")).map(({ metadata }) => metadata?.name);
    };
    const url = "/apis/acme.cert-manager.io/v1/namespaces/emissary/orders";

    it("lists what is in a namespace, by the content of a kubeconfig", async () => {
        assert.deepEqual(await names(kubeconfig), ["first"]);
        assert.deepEqual(asked, [`Bearer right ${url}`]);
    });

    it("takes a path in its place", async () => {
        const path = join(folder, "config");
        writeFileSync(path, kubeconfig);
        assert.deepEqual(await names(path), ["first"]);
    });

    it("takes what kubectl would use where there is none", async () => {
        const before = process.env.KUBECONFIG;
        process.env.KUBECONFIG = join(folder, "own");
        writeFileSync(process.env.KUBECONFIG, kubeconfig);
        try {
            assert.deepEqual(await names(""), ["first"]);
        } finally {
            if (before === undefined) {
                delete process.env.KUBECONFIG;
            } else {
                process.env.KUBECONFIG = before;
            }
        }
    });

    it("takes the context that is given, and says of a refusal nothing but its status", async () => {
        const refusal = await names(kubeconfig, "wrong").catch((error: unknown) => error);
        assert.deepEqual(asked, [`Bearer wrong ${url}`]);
        assert.equal(whyNotAsked(refusal), "its API server answered with status 401");
    });

    it("repeats nothing of a kubeconfig that cannot be read", async () => {
        const refusal = await names("users: [\n  token: right\n").catch((error: unknown) => error);
        assert.ok(refusal instanceof Error);
        assert.match(refusal.message, /right/);
        assert.equal(whyNotAsked(refusal), "its kubeconfig leads nowhere");
    });
});
