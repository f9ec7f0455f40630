import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

/** Where the platform is, and whom to believe that it is there. */
export interface Endpoint {
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** What to connect to: the host, or the load balancer before DNS knows of it. */
    address: string;
    httpsPort: number;
    httpPort: number;
    /** Certificates of the CAs to trust, in PEM; those of Node.js where absent. */
    ca: string | undefined;
    /** Milliseconds that an answer may take. */
    timeout: number;
}

/** In cleartext, too, to either port: nothing must come of the last. */
export type Way = "https" | "http" | "http to the port of https";

/** What came back. */
export interface Answer {
    status: number;
    /** Header `Location`. */
    location: string | undefined;
}

/**
 * Asks for one path. A password is only sent to who has proved to be the host.
 *
 * @param authorization of the form `USER:PASSWORD`; it is left out where the way is not https
 * @throws Error of the connection, of TLS, or a time-out
 */
export function ask(
    endpoint: Endpoint,
    way: Way,
    path: string,
    authorization?: string,
): Promise<Answer> {
    const { host, address, httpsPort, httpPort, ca, timeout } = endpoint;
    const options: RequestOptions = {
        host: address,
        path,
        // A connection of its own, so that one failure is not another's.
        agent: false,
        headers: { host },
        auth: way === "https" ? authorization : undefined,
        signal: AbortSignal.timeout(timeout),
    };
    return new Promise((resolve, reject) => {
        const request =
            way === "https"
                ? httpsRequest({
                      ...options,
                      port: httpsPort,
                      servername: host,
                      ca,
                      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
                      rejectUnauthorized: true,
                  })
                : httpRequest({ ...options, port: way === "http" ? httpPort : httpsPort });
        request.once("error", reject);
        request.once("response", (response) => {
            response.resume();
            response.once("error", reject);
            resolve({
                status: response.statusCode ?? 0,
                location: response.headers.location,
            });
            request.destroy();
        });
        request.end();
    });
}

const noTls = "speaks no TLS";
const reasons: Record<string, string> = {
    EPROTO: noTls,
    ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
    ERR_SSL_WRONG_VERSION_NUMBER: noTls,
    ABORT_ERR: "no answer in time",
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection closed without an answer",
    EHOSTUNREACH: "no way to the host",
    ENOTFOUND: "no such host in DNS",
    CERT_HAS_EXPIRED: "certificate has expired",
    DEPTH_ZERO_SELF_SIGNED_CERT: "certificate is self-signed",
    ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another name",
    SELF_SIGNED_CERT_IN_CHAIN: "certificate is of a CA that is not trusted",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate is of a CA that is not trusted",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate is of a CA that is not trusted",
};

/** Why there is no answer, in a few words. */
export function reasonOf(error: unknown): string {
    const code = codeOf(error);
    return reasons[code] ?? (code === "" ? String(error) : code);
}

/** Whether somebody is there who let nothing through, or nobody. */
export function isRefused(error: unknown): boolean {
    return ["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(codeOf(error));
}

/** Whether what keeps a certificate from being trusted is that there is none of a CA. */
export function isWithoutCertificate(error: unknown): boolean {
    const reason = reasons[codeOf(error)];
    return reason === noTls || reason === reasons.DEPTH_ZERO_SELF_SIGNED_CERT;
}

function codeOf(error: unknown): string {
    return error instanceof Error && "code" in error && typeof error.code === "string"
        ? error.code
        : "";
}
