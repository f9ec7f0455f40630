import assert from "node:assert/strict";

import type { SandboxRun } from "../engine/support";

/** A token that Cloudflare's account does not take. */
export const wrongToken = "a-token-that-opens-nothing";
/** Options of the sandbox for it. */
export const wrong = ["--config", `cloudflareApiToken=${wrongToken}`];

/** What the component of the certificate says, line by line, with numbers that differ left out. */
export function explanation({ document, stderr }: SandboxRun): string[] {
    const told = document.diagnostics.filter(({ urn = "" }) =>
        urn.endsWith("IngressCertificate::ingress-certificate"),
    );
    assert.deepEqual(
        told.map(({ severity }) => severity),
        ["error"],
        stderr,
    );
    return (told[0]?.message ?? "")
        .replaceAll(/-\d{5,10}\b/g, "-N")
        .trim()
        .split("\n");
}

/** What it says of the wrong token. */
export const refusedToken = (timeout = "10m"): string[] => [
    `Certificate emissary/faces-example-com was not issued within ${timeout}:`,
    "  - Certificate faces-example-com: Issuing certificate as Secret does not exist",
    '  - CertificateRequest faces-example-com-1: Waiting on certificate issuance from order emissary/faces-example-com-1-N: "pending"',
    "  - Order faces-example-com-1-N is pending",
    '  - Challenge faces-example-com-1-N-N (DNS-01 for faces.example.com) is pending: while attempting to find Zones for domain _acme-challenge.faces.example.com. while querying the Cloudflare API for GET "/zones?name=_acme-challenge.faces.example.com" Error: 9109: Invalid access token',
    "Until it is, the ingress refuses every request. Mend the cause (a Cloudflare token needs Zone-DNS-Edit and Zone-Zone-Read on the zone), and bring the stack up again.",
];
