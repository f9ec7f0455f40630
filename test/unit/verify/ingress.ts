import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

import type { KeyPair } from "./certificates";

export const host = "faces.example.com";
export const user = "faces";
export const password = "correct-horse-battery-staple";

/** How a request is told apart: what it is, in the words of the matrix. */
export type Answering = (request: string) => Reply | undefined;

/** An answer, or none at all. */
export type Reply = { status: number; location?: string } | "silence" | "hang-up";

/** A real ingress of the reference architecture, on this machine. */
export interface Ingress {
    httpsPort: number;
    httpPort: number;
    /** The requests that arrived, in the words of the matrix. */
    readonly requests: string[];
    stop: () => Promise<void>;
}

/** @param differently what is answered in another way than the access model wants it */
export async function startIngress(
    pair: KeyPair,
    differently: Answering = () => undefined,
): Promise<Ingress> {
    const requests: string[] = [];
    const listen = async (server: Server) => {
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    };
    const secure = createHttpsServer(pair, (request, response) => {
        const path = request.url ?? "";
        const text = `GET ${path}${words[credentialsOf(request)]}`;
        requests.push(text);
        reply(differently(text) ?? { status: statusOf(request) });
        function reply(given: Reply) {
            if (given === "hang-up") {
                request.socket.destroy();
            } else if (given !== "silence") {
                response.writeHead(given.status, location(given)).end("a body");
            }
        }
    });
    const plain = (port: string) =>
        createHttpServer((request, response) => {
            const { host: asked = "", authorization } = request.headers;
            const path = request.url ?? "";
            const password = authorization === undefined ? "" : " with a password";
            const text = `GET http://${asked}${port}${path}${password}`;
            requests.push(text);
            const given = differently(text) ?? { status: 301, location: `https://${asked}${path}` };
            if (given === "hang-up") {
                request.socket.destroy();
            } else if (given !== "silence") {
                response.writeHead(given.status, location(given)).end("a page");
            }
        });
    const onPort80 = plain("");
    const onPort443 = plain(":443");
    const servers = [secure, onPort80, onPort443];
    const [securePort, httpPort, cleartextPort] = [
        await listen(secure),
        await listen(onPort80),
        await listen(onPort443),
    ];
    const connections = new Set<Socket>();
    // As Emissary's Listener does: TLS and cleartext on one port.
    const either = createServer((client) => {
        client.once("data", (first) => {
            const port = first[0] === tlsHandshake ? securePort : cleartextPort;
            const server = connect(port, "127.0.0.1");
            server.write(first);
            client.pipe(server).pipe(client);
            for (const [one, other] of [
                [client, server],
                [server, client],
            ] as const) {
                connections.add(one);
                one.on("error", () => undefined).once("close", () => {
                    connections.delete(one);
                    other.destroy();
                });
            }
        });
    });
    return {
        httpsPort: await listen(either),
        httpPort,
        requests,
        stop: async () => {
            servers.forEach((server) => {
                server.closeAllConnections();
            });
            connections.forEach((socket) => socket.destroy());
            for (const server of [either, ...servers]) {
                await new Promise((resolve) => server.close(resolve));
            }
        },
    };
}

/** First byte of what begins TLS. */
const tlsHandshake = 0x16;
const words = { right: " with the password", wrong: " with a wrong password", none: "" };

function location(reply: Exclude<Reply, string>): Record<string, string> {
    return reply.location === undefined ? {} : { location: reply.location };
}

function credentialsOf({ headers }: IncomingMessage): keyof typeof words {
    const right = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return headers.authorization === undefined
        ? "none"
        : headers.authorization === right
          ? "right"
          : "wrong";
}

function statusOf(request: IncomingMessage): number {
    if (request.headers.host !== host) {
        return 421;
    }
    if (credentialsOf(request) !== "right") {
        return 401;
    }
    return /^\/(faces|face\/center|face\/edge)\//.test(request.url ?? "") ? 200 : 404;
}
