import { checkServerIdentity, connect, type PeerCertificate } from "node:tls";

import { type Endpoint, isWithoutCertificate, reasonOf } from "./request";
import type { Row } from "./report";

const day = 24 * 60 * 60 * 1000;

interface Presented {
    certificate: PeerCertificate;
    /** Why the chain is not trusted; undefined where it is. */
    distrust: Error | undefined;
}

/** Emissary answers without TLS, or with the certificate that it signed itself. */
const notIssued =
    "The ingress has no certificate of a CA. Why it was not issued, or has been lost, says\n" +
    "  kubectl --namespace emissary describe certificate,issuer,certificaterequest,order,challenge";

/**
 * What the ingress' certificate is like. Nothing is sent over the connection, whoever is at the
 * other end.
 *
 * @param daysLeft fewest days for which the certificate must still hold
 */
export async function certificateRows(
    endpoint: Endpoint,
    daysLeft: number,
    now = new Date(),
): Promise<Row[]> {
    const { host } = endpoint;
    const expected = { chain: "trusted", name: host, expiry: `${daysLeft} days or more` };
    const row = (
        what: keyof typeof expected,
        actual: string,
        passed: boolean,
        failure?: unknown,
    ): Row => ({
        check: `certificate's ${what}`,
        expected: expected[what],
        actual,
        passed,
        ...(isWithoutCertificate(failure) && { hint: notIssued }),
    });
    try {
        const { certificate, distrust } = await present(endpoint);
        const notAfter = new Date(certificate.valid_to);
        const left = Math.floor((notAfter.getTime() - now.getTime()) / day);
        return [
            distrust === undefined
                ? row("chain", "trusted", true)
                : row("chain", reasonOf(distrust), false, distrust),
            row("name", namesOf(certificate), checkServerIdentity(host, certificate) === undefined),
            row(
                "expiry",
                left < 0
                    ? `expired on ${notAfter.toISOString()}`
                    : `${left} days, until ${notAfter.toISOString()}`,
                left >= daysLeft,
            ),
        ];
    } catch (error) {
        const reason = reasonOf(error);
        return [
            row("chain", reason, false, error),
            row("name", reason, false),
            row("expiry", reason, false),
        ];
    }
}

function namesOf({ subjectaltname }: PeerCertificate): string {
    return subjectaltname?.replaceAll("DNS:", "") ?? "no name of a host";
}

function present({ host, address, httpsPort, ca, timeout }: Endpoint): Promise<Presented> {
    return new Promise((resolve, reject) => {
        const socket = connect({
            host: address,
            port: httpsPort,
            servername: host,
            ca,
            // Looked at here, and told row by row.
            rejectUnauthorized: false,
            checkServerIdentity: () => undefined,
        });
        const signal = AbortSignal.timeout(timeout);
        const expire = () => {
            socket.destroy(Object.assign(new Error("time-out"), { code: "ABORT_ERR" }));
        };
        signal.addEventListener("abort", expire, { once: true });
        socket.once("error", reject);
        socket.once("close", () => {
            signal.removeEventListener("abort", expire);
            reject(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
        });
        socket.once("secureConnect", () => {
            resolve({
                certificate: socket.getPeerCertificate(),
                distrust: socket.authorized
                    ? undefined
                    : Object.assign(new Error(), { code: String(socket.authorizationError) }),
            });
            socket.destroy();
        });
    });
}
