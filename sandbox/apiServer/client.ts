import { Agent, request } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { KeyPair } from "./certificates";

/** How to reach an API server, and as whom. */
export interface Access {
    /** `https://127.0.0.1:PORT` */
    server: string;
    /** PEM of the authority that signed its certificate. */
    authority: string;
    client: KeyPair;
}

export interface ApiRequest {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    /** Absolute path, e.g. `/api/v1/namespaces`. */
    path: string;
    query?: Record<string, string>;
    body?: unknown;
    /** Sent as it is, in place of a body. */
    text?: string;
    contentType?: string;
    accept?: string;
    /** In whose name an administrator asks. */
    as?: Impersonated;
    /** Is told of each warning of the API server. */
    warned?: (text: string) => void;
}

/** Somebody else, in whose name one may ask who may impersonate him. */
export interface Impersonated {
    /** E.g. `system:serviceaccount:cert-manager:cert-manager`. */
    user: string;
    groups?: string[];
}

interface Answer {
    /** HTTP status. */
    status: number;
    text: string;
}

const tooManyRequests = 429;

/** The API server's refusal, in its own words. */
export class ApiError extends Error {
    public override readonly name = "ApiError";

    public constructor(
        message: string,
        /** HTTP status. */
        public readonly status: number,
        /** Machine-readable: `NotFound`, `Invalid`, `Conflict`, … */
        public readonly reason: string,
    ) {
        super(message);
    }
}

/**
 * JSON over HTTPS with a client certificate. Node's `fetch` can present none, and the libraries for
 * Kubernetes turn objects into classes of their own or know no strict field validation.
 */
export class Client {
    private readonly agent: Agent;

    public constructor(private readonly access: Access) {
        this.agent = new Agent({
            keepAlive: true,
            maxSockets: 16,
            ca: access.authority,
            cert: access.client.certificate,
            key: access.client.key,
        });
    }

    /** @throws ApiError where the API server refuses */
    public async send(request: ApiRequest): Promise<unknown> {
        for (let attempt = 1; ; attempt += 1) {
            const { status, text } = await this.exchangeAnew(request);
            // Right after its start it says so of kinds that definitions have added.
            if (status === tooManyRequests && attempt < 100) {
                await delay(100);
            } else if (status >= 400) {
                throw refusal(status, text);
            } else {
                return parsed(text);
            }
        }
    }

    /** Once more where the server has meanwhile closed the connection that was kept for it. */
    private async exchangeAnew(request: ApiRequest): Promise<Answer> {
        for (;;) {
            const answer = await this.exchange(request);
            if (answer !== "closed before") {
                return answer;
            }
        }
    }

    private exchange({
        method,
        path,
        query = {},
        body,
        text = body === undefined ? undefined : JSON.stringify(body),
        contentType = "application/json",
        accept = "application/json",
        as,
        warned,
    }: ApiRequest): Promise<Answer | "closed before"> {
        const url = new URL(path, this.access.server);
        url.search = new URLSearchParams(query).toString();
        const headers = {
            accept,
            ...(as && { "impersonate-user": as.user, "impersonate-group": as.groups ?? [] }),
            ...(text !== undefined && {
                "content-type": contentType,
                "content-length": Buffer.byteLength(text),
            }),
        };
        return new Promise((resolve, reject) => {
            const sent = request(url, { agent: this.agent, method, headers }, (response) => {
                const chunks: Buffer[] = [];
                for (const text of warned ? warningsOf(response.rawHeaders) : []) {
                    warned?.(text);
                }
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () => {
                    const text = Buffer.concat(chunks).toString("utf8");
                    resolve({ status: response.statusCode ?? 0, text });
                });
            });
            sent.setTimeout(60_000, () => {
                sent.destroy(new Error(`${method} ${url.href} took longer than a minute`));
            });
            sent.on("error", (error: NodeJS.ErrnoException) => {
                if (sent.reusedSocket && error.code === "ECONNRESET") {
                    resolve("closed before");
                } else {
                    reject(error);
                }
            });
            sent.end(text);
        });
    }

    public close(): void {
        this.agent.destroy();
    }
}

/** The texts of the headers `Warning: 299 - "text"`; Node would join them to one. */
function warningsOf(rawHeaders: string[]): string[] {
    return rawHeaders.flatMap((name, index) => {
        const quoted = /^299 \S+ (".*")$/.exec(rawHeaders[index + 1] ?? "")?.[1];
        return index % 2 === 0 && name.toLowerCase() === "warning" && quoted !== undefined
            ? [quoted.slice(1, -1).replace(/\\(.)/g, "$1")]
            : [];
    });
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        // Health checks answer in plain text.
        return text;
    }
}

function refusal(status: number, text: string): ApiError {
    const content = parsed(text);
    const isStatus = typeof content === "object" && content !== null && "message" in content;
    const message = isStatus ? String(content.message) : text;
    const reason = isStatus && "reason" in content ? String(content.reason) : "";
    return new ApiError(message, status, reason);
}
