import { createServer, type Server } from "node:https";
import { Authority } from "./apiServer/certificates";
import type { ClusterAccess } from "./standins/kubeconfigText";
import { stableHex, stableNumber } from "./standins/identifiers";
import type { ClusterApi } from "./standins/server";

/** Answers a GET by its path; undefined where nothing is there. */
export type Read = (path: string) => Promise<unknown>;

/**
 * What the kubeconfig of a cluster leads to that is stood in for: a server of this machine, which
 * answers who reads with the kubeconfig's token. Port, authority and token are those of the seed: what
 * a stack's state says of them is true in every later run.
 */
export async function startClusterApi(seed: string, read: Read): Promise<ClusterApi> {
    const authority = await Authority.derived("zero-trust-sandbox-cluster", seed);
    const { certificate, key } = await authority.serverCertificate([]);
    const port = 20_000 + stableNumber(10_000, seed, "cluster API", "port");
    const access: Required<ClusterAccess> = {
        server: `https://127.0.0.1:${port}`,
        authority: authority.certificate,
        token: stableHex(40, seed, "cluster API", "token"),
    };
    const server = createServer({ cert: certificate, key }, (request, response) => {
        const answer = (status: number, body: unknown): void => {
            response.writeHead(status, { "content-type": "application/json" });
            response.end(JSON.stringify(body));
        };
        const refuse = (code: number, message: string): void => {
            answer(code, { kind: "Status", apiVersion: "v1", status: "Failure", code, message });
        };
        if (request.headers.authorization !== `Bearer ${access.token}`) {
            refuse(401, "Unauthorized");
        } else if (request.method !== "GET") {
            refuse(405, "the sandbox's cluster is only read from outside of the engine");
        } else {
            read(new URL(request.url ?? "/", access.server).pathname).then(
                (found) => {
                    if (found === undefined) {
                        refuse(404, "the server could not find the requested resource");
                    } else {
                        answer(200, found);
                    }
                },
                (error: unknown) => {
                    refuse(502, error instanceof Error ? error.message : String(error));
                },
            );
        }
    });
    await listen(server, port);
    return {
        access,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

/** Where somebody else has the port, the kubeconfig opens nothing, and the sandbox works all the same. */
function listen(server: Server, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", (error) => {
            if ("code" in error && error.code === "EADDRINUSE") {
                resolve();
            } else {
                reject(error);
            }
        });
        server.listen(port, "127.0.0.1", resolve);
    });
}
