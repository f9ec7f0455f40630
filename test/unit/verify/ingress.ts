import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";

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
    const plain = createHttpServer((request, response) => {
        const path = request.url ?? "";
        const text = `GET http://${request.headers.host ?? ""}${path}`;
        requests.push(text);
        const given = differently(text) ?? {
            status: 301,
            location: `https://${request.headers.host ?? ""}${path}`,
        };
        if (typeof given === "object") {
            response.writeHead(given.status, location(given)).end();
        }
    });
    const servers = [secure, plain];
    return {
        httpsPort: await listen(secure),
        httpPort: await listen(plain),
        requests,
        stop: async () => {
            for (const server of servers) {
                server.closeAllConnections();
                await new Promise((resolve) => server.close(resolve));
            }
        },
    };
}

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
