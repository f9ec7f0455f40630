import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import {
    externalAuthConfiguration,
    saltedHash,
} from "../../components/ingress/externalAuthConfiguration";
import { findExecutable } from "../../sandbox/goTools/executables";
import { need } from "../support/notChecked";

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
}

describe("The external auth service, in a real nginx", () => {
    let folder: string;
    let nginx: ChildProcess;
    let port: number;
    let readinessPort: number;

    before(async function () {
        need(this, findExecutable("nginx", process.env.PATH ?? ""), "nginx is not on PATH");
        folder = await mkdtemp(join(tmpdir(), "external-auth-"));
        [port, readinessPort] = [await freePort(), await freePort()];
        const usersFile = join(folder, "htpasswd");
        const configuration = join(folder, "nginx.conf");
        await writeFile(usersFile, `faces:${saltedHash("right", "0011223344556677")}\n`, {
            mode: 0o644,
        });
        await writeFile(
            configuration,
            externalAuthConfiguration({ port, readinessPort, usersFile, temporaryFolder: folder }),
        );
        nginx = spawn("nginx", ["-c", configuration, "-g", "daemon off; master_process off;"]);
        for (let tries = 0; tries < 50; tries++) {
            const answer = await fetch(`http://127.0.0.1:${readinessPort}/ready`).catch(() => null);
            if (answer?.ok === true) {
                return;
            }
            await sleep(100);
        }
        throw new Error("nginx did not become ready within 5 s");
    });

    after(async () => {
        if (nginx as ChildProcess | undefined) {
            nginx.kill();
            await once(nginx, "exit");
            await rm(folder, { recursive: true });
        }
    });

    const ask = (path: string, password: string | undefined, method = "GET") =>
        fetch(`http://127.0.0.1:${port}${path}`, {
            method,
            headers:
                password === undefined
                    ? {}
                    : { authorization: `Basic ${btoa(`faces:${password}`)}` },
        });

    for (const method of ["GET", "POST"]) {
        it(`lets ${method} through with the right password and names the user`, async () => {
            const answer = await ask("/face/center/", "right", method);
            assert.equal(answer.status, 200);
            assert.equal(answer.headers.get("x-faces-user"), "faces");
        });
    }

    it("asks for a password where there is none", async () => {
        const answer = await ask("/face/center/", undefined);
        assert.equal(answer.status, 401);
        assert.equal(answer.headers.get("www-authenticate"), 'Basic realm="Zero trust"');
    });

    for (const path of ["/", "/ready", "/nonexistent", "/@authenticated", "/%2e%2e/ready"]) {
        it(`refuses a wrong password at ${path}`, async () => {
            assert.equal((await ask(path, "wrong")).status, 401);
        });
    }

    it("answers nothing but readiness on the kubelet's port", async () => {
        assert.equal((await fetch(`http://127.0.0.1:${readinessPort}/face/`)).status, 404);
    });
});
