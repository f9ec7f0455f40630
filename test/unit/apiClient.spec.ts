import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import { Authority } from "../../sandbox/apiServer/certificates";
import { Client } from "../../sandbox/apiServer/client";

describe("A client of an API server", () => {
    let server: Server;
    let client: Client;

    before(async () => {
        const authority = await Authority.make("api-client");
        const { certificate: cert, key } = await authority.serverCertificate([]);
        server = createServer({ cert, key, keepAliveTimeout: 60_000 }, (_, response) => {
            response.end('"answer"');
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        client = new Client({
            server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
            authority: authority.certificate,
            client: await authority.clientCertificate("somebody"),
        });
    });

    after(() => {
        client.close();
        server.closeAllConnections();
        server.close();
    });

    const ask = () => client.send({ method: "GET", path: "/" });

    it("asks again where connections that it kept were closed while it was busy", async () => {
        await Promise.all(Array.from({ length: 16 }, ask));
        server.closeIdleConnections();
        assert.deepEqual(
            await Promise.all(Array.from({ length: 16 }, ask)),
            Array.from({ length: 16 }, () => "answer"),
        );
    });

    it("says so where nobody answers any more", async () => {
        await ask();
        server.close();
        server.closeAllConnections();
        await assert.rejects(ask(), { code: "ECONNREFUSED" });
    });
});
