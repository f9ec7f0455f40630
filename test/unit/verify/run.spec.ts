import assert from "node:assert/strict";

import type { Row } from "../../../verify/report";
import { run } from "../../../verify/run";
import { type CertificateArgs, type KeyPair, selfSigned, TestCa } from "./certificates";
import { type Answering, host, type Ingress, password, type Reply, startIngress } from "./ingress";

/** Every row of the matrix, and an answer that it must not take. */
const rows: Record<string, Reply> = {
    "GET /face/center/ with the password": { status: 403 },
    "GET /face/edge/ with the password": { status: 503 },
    "GET /faces/ with the password": { status: 404 },
    "GET /color/ with the password": { status: 200 },
    "GET /external-auth/ with the password": { status: 200 },
    "GET /face/verify-no-such-path with the password": { status: 200 },
    "GET /smiley/ with the password": { status: 200 },
    "GET /verify-no-such-path with the password": { status: 403 },
    "GET /face/center/": { status: 200 },
    "GET /face/edge/": { status: 403 },
    "GET /faces/": { status: 302, location: "https://login.example.com/" },
    "GET /face/center/ with a wrong password": { status: 200 },
    [`GET http://${host}/face/center/`]: { status: 200 },
    [`GET http://${host}/face/edge/`]: { status: 301, location: `http://${host}/face/edge/` },
    [`GET http://${host}/faces/`]: { status: 301, location: "https://example.net/faces/" },
    [`GET http://${host}:443/face/center/`]: { status: 200 },
};
const inCleartext = Object.keys(rows).filter((row) => row.startsWith("GET http:"));
const certificateRows = ["certificate's chain", "certificate's name", "certificate's expiry"];

describe("verify", () => {
    let ca: TestCa;
    let pair: KeyPair;
    const running: Ingress[] = [];

    before(async () => {
        ca = await TestCa.make("Test CA");
        pair = await ca.issue({ name: host, expires: 60 });
    });

    afterEach(async () => {
        await Promise.all(running.splice(0).map((ingress) => ingress.stop()));
    });

    const start = async (certificate = pair, differently?: Answering) => {
        const ingress = await startIngress(certificate, differently);
        running.push(ingress);
        return ingress;
    };
    const verify = async (
        { httpsPort, httpPort }: Omit<Ingress, "stop" | "requests">,
        ...more: string[]
    ) => {
        const outcome = await run(
            [
                ...["--host", host, "--address", "127.0.0.1", "--ca", "ca.pem"],
                ...["--https-port", String(httpsPort), "--http-port", String(httpPort)],
                ...["--json", ...more],
            ],
            {
                environment: { VERIFY_PASSWORD: password },
                readFile: () => ca.certificate,
                readInput: () => Promise.reject(new Error("nobody asked for standard input")),
            },
        );
        assert.ok(!`${outcome.output}${outcome.errors}`.includes(password));
        const { checks } = JSON.parse(outcome.output) as { checks: Row[] };
        const differing = checks.filter(({ passed }) => !passed);
        return {
            ...outcome,
            checks,
            differing: differing.map(({ check }) => check),
            actual: differing.map((row) => row.actual),
        };
    };

    it("finds every row as expected on a platform that does what its access model says", async () => {
        const { exitCode, checks, differing } = await verify(await start());
        assert.deepEqual(differing, []);
        assert.equal(exitCode, 0);
        assert.deepEqual(
            checks.map(({ check }) => check),
            [...certificateRows, ...Object.keys(rows)],
        );
    });

    it("prints the matrix as a table, and how much of it differs", async () => {
        const { httpsPort, httpPort } = await start();
        const matrix = {
            [`https://${host}/face/ → faces/face:http`]: "/center/*",
        };
        const { output, exitCode } = await run(
            [
                ...["--host", host, "--address", "127.0.0.1", "--ca", "ca", "--access", "access"],
                ...["--https-port", String(httpsPort), "--http-port", String(httpPort)],
            ],
            {
                environment: {},
                readFile: (path) => (path === "ca" ? ca.certificate : JSON.stringify(matrix)),
                readInput: () => Promise.resolve(""),
            },
        );
        assert.equal(exitCode, 1);
        const [, chain, name, , center, ...rest] = output.split("\n");
        assert.deepEqual(
            [chain, name, center, ...rest].map((line) => line?.replace(/ {2,}/g, " | ")),
            [
                "certificate's chain | trusted | trusted | ok",
                `certificate's name | ${host} | ${host} | ok`,
                "GET /face/center/ | 200 to 399 | 401 | DIFFERS",
                "GET /face/verify-no-such-path | 403 or 404 | 401 | DIFFERS",
                "GET /verify-no-such-path | 404 | 401 | DIFFERS",
                `GET http://${host}/face/center/ | redirected to https://${host}/face/center/, or refused | 301 to https://${host}/face/center/ | ok`,
                `GET http://${host}:443/face/center/ | redirected to https://${host}/face/center/, or refused | 301 to https://${host}/face/center/ | ok`,
                "",
                "3 of 8 checks differ.",
            ],
        );
    });

    for (const [row, wrong] of Object.entries(rows)) {
        it(`ends with 1 and names the row where "${row}" gets another answer`, async () => {
            const ingress = await start(pair, (request) => (request === row ? wrong : undefined));
            const { exitCode, differing, actual } = await verify(ingress);
            assert.deepEqual(differing, [row]);
            assert.equal(exitCode, 1);
            assert.match(actual[0] ?? "", new RegExp(`^${String(Object.values(wrong)[0])}`));
        });
    }

    it("ends with 1 where a request gets no answer in time, or is hung up on", async () => {
        const ingress = await start(pair, (request) =>
            request === "GET /faces/"
                ? "silence"
                : request === "GET /face/edge/"
                  ? "hang-up"
                  : undefined,
        );
        const { exitCode, differing, actual } = await verify(ingress, "--timeout", "1");
        assert.equal(exitCode, 1);
        assert.deepEqual(differing, ["GET /face/edge/", "GET /faces/"]);
        assert.deepEqual(actual, ["connection closed without an answer", "no answer in time"]);
    });

    it("ends with 1 and names every row where nobody listens", async () => {
        const ingress = await start();
        await ingress.stop();
        running.splice(0);
        const { exitCode, checks, differing, actual } = await verify(ingress);
        assert.equal(exitCode, 1);
        // That nobody answers in cleartext is as it should be.
        assert.equal(differing.length, checks.length - inCleartext.length);
        assert.deepEqual([...new Set(actual)], ["connection refused"]);
    });

    for (const [what, refusal] of [
        ["are answered with 404", { status: 404 }],
        ["are answered with 403", { status: 403 }],
        ["are hung up on", "hang-up"],
    ] as const) {
        it(`finds nothing to differ where requests in cleartext ${what}`, async () => {
            const ingress = await start(pair, (request) =>
                request.startsWith("GET http:") ? refusal : undefined,
            );
            const { exitCode, differing } = await verify(ingress);
            assert.deepEqual(differing, []);
            assert.equal(exitCode, 0);
        });
    }

    it("sends no password in cleartext, and asks there for every page that there is", async () => {
        const ingress = await start();
        await verify(ingress);
        assert.deepEqual(
            ingress.requests.filter((request) => request.startsWith("GET http:")).sort(),
            [...inCleartext].sort(),
        );
    });

    it("says what to look at where the ingress speaks no TLS, or signed its certificate itself", async () => {
        const issued = await start();
        const fallback = await start(await selfSigned({ name: "fallback.invalid", expires: 60 }));
        const command =
            "kubectl --namespace emissary describe certificate,issuer,certificaterequest,order,challenge";
        const hintsOf = ({ checks }: { checks: Row[] }) => checks.flatMap(({ hint }) => hint ?? []);
        const withoutTls = await verify({ ...issued, httpsPort: issued.httpPort });
        assert.equal(withoutTls.actual[0], "speaks no TLS");
        for (const outcome of [withoutTls, await verify(fallback)]) {
            assert.equal(outcome.exitCode, 1);
            const [hint = "", ...more] = hintsOf(outcome);
            assert.equal(
                hint,
                `The ingress has no certificate of a CA. Why it was not issued, or has been lost, says\n  ${command}`,
            );
            assert.deepEqual(more, []);
        }
        assert.deepEqual(hintsOf(await verify(issued)), []);
    });

    interface WrongCertificate {
        what: string;
        make: (args: CertificateArgs) => Promise<KeyPair>;
        args: CertificateArgs;
        differing: string[];
        actual: RegExp;
    }

    const issued = (args: CertificateArgs) => ca.issue(args);
    const wrongCertificates: WrongCertificate[] = [
        {
            what: "has expired",
            make: issued,
            args: { name: host, expires: -2 },
            differing: ["certificate's chain", "certificate's expiry"],
            actual: /^certificate has expired$/,
        },
        {
            what: "is for another name",
            make: issued,
            args: { name: "example.net", expires: 60 },
            differing: ["certificate's name"],
            actual: /^example\.net$/,
        },
        {
            what: "is self-signed",
            make: selfSigned,
            args: { name: host, expires: 60 },
            differing: ["certificate's chain"],
            actual: /^certificate is self-signed$/,
        },
        {
            what: "is of a CA that nobody trusts",
            make: async (args) => (await TestCa.make("Another CA")).issue(args),
            args: { name: host, expires: 60 },
            differing: ["certificate's chain"],
            actual: /^certificate is of a CA that is not trusted$/,
        },
    ];

    it("sends no password to whoever is not believed, though the environment believes everybody", async () => {
        const ingress = await start(
            await (await TestCa.make("Another CA")).issue({ name: host, expires: 60 }),
        );
        const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
        try {
            await verify(ingress);
        } finally {
            if (before === undefined) {
                delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
            } else {
                process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
            }
        }
        assert.deepEqual(
            ingress.requests.filter((request) => request.includes("password")),
            [],
        );
    });

    for (const { what, make, args, differing: expected, actual: text } of wrongCertificates) {
        it(`ends with 1, and sends no password, where the certificate ${what}`, async () => {
            const ingress = await start(await make(args));
            const { exitCode, differing, actual } = await verify(ingress);
            assert.equal(exitCode, 1);
            assert.deepEqual(
                differing.filter((row) => row.startsWith("certificate's")),
                expected,
            );
            assert.match(actual[0] ?? "", text);
            assert.deepEqual(
                ingress.requests.filter((request) => !request.startsWith("GET http:")),
                [],
            );
        });
    }

    it("ends with 1 where the certificate holds for too few days, and only for that", async () => {
        const ingress = await start(await ca.issue({ name: host, expires: 9 }));
        const { exitCode, differing, actual } = await verify(ingress);
        assert.equal(exitCode, 1);
        assert.deepEqual(differing, ["certificate's expiry"]);
        assert.match(actual[0] ?? "", /^9 days, until \d{4}-/);
        assert.equal((await verify(ingress, "--days-left", "9")).exitCode, 0);
    });
});
