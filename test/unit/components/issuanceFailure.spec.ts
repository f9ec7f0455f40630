import assert from "node:assert/strict";

import {
    issuanceFailure,
    type IssuanceObjects,
} from "../../../components/certificates/issuanceFailure";
import { issuanceExplanation } from "../../../components/certificates/issuanceHook";
import type { LiveObject } from "../../../components/cluster/clusterReader";

const certificate = {
    namespace: "emissary",
    name: "faces-example-com",
    issuerName: "letsencrypt-staging",
    timeout: "10m",
};

type Conditions = NonNullable<NonNullable<LiveObject["status"]>["conditions"]>;

const object = (name: string, parts: Partial<LiveObject> = {}, owner?: [string, string]) => ({
    ...parts,
    metadata: {
        name,
        ...(owner && { ownerReferences: [{ kind: owner[0], name: owner[1] }] }),
    },
});
const conditions = (...all: Conditions) => ({ status: { conditions: all } });
const ready = conditions({ type: "Ready", status: "True", reason: "Ready" });
const missing = (type: string, status: string) => ({
    type,
    status,
    reason: "DoesNotExist",
    message: "Issuing certificate as Secret does not exist",
});

const request = "faces-example-com-1";
const order = "faces-example-com-1-2868";
const challenge = "faces-example-com-1-2868-417";
const pendingRequest = object(
    request,
    conditions({
        type: "Ready",
        status: "False",
        reason: "Pending",
        message: `Waiting on certificate issuance from order emissary/${order}: "pending"`,
    }),
    ["Certificate", "faces-example-com"],
);
const pendingOrder = object(order, { status: { state: "pending" } }, [
    "CertificateRequest",
    request,
]);
const waitingChallenge = (reason: string) =>
    object(
        challenge,
        {
            spec: { type: "DNS-01", dnsName: "faces.example.com" },
            status: { state: "pending", reason },
        },
        ["Order", order],
    );

/** As cert-manager leaves it while Cloudflare refuses the token. */
const refusedToken: IssuanceObjects = {
    certificates: [
        object(
            "faces-example-com",
            conditions(missing("Issuing", "True"), missing("Ready", "False")),
        ),
        object("another", conditions(missing("Ready", "False"))),
    ],
    issuers: [object("letsencrypt-staging", ready)],
    certificateRequests: [pendingRequest],
    orders: [pendingOrder],
    challenges: [
        waitingChallenge(
            "while attempting to find Zones for domain _acme-challenge.faces.example.com.\n" +
                'while querying the Cloudflare API for GET "/zones?name=_acme-challenge.faces.example.com" \n' +
                "\t Error: 9109: Invalid access token",
        ),
    ],
};

describe("What keeps a certificate from being issued", () => {
    it("is told from the Certificate down to the Challenge, each in one line", () => {
        assert.deepEqual(issuanceFailure(certificate, refusedToken), [
            "Certificate faces-example-com: Issuing certificate as Secret does not exist",
            `CertificateRequest ${request}: Waiting on certificate issuance from order emissary/${order}: "pending"`,
            `Order ${order} is pending`,
            `Challenge ${challenge} (DNS-01 for faces.example.com) is pending: while attempting to find Zones for domain _acme-challenge.faces.example.com. while querying the Cloudflare API for GET "/zones?name=_acme-challenge.faces.example.com" Error: 9109: Invalid access token`,
        ]);
    });

    it("is an Issuer without an account, for which there is no Order", () => {
        const message =
            "Failed to register ACME account: 400 urn:ietf:params:acme:error:invalidContact";
        const objects = {
            ...refusedToken,
            issuers: [
                object(
                    "letsencrypt-staging",
                    conditions({
                        type: "Ready",
                        status: "False",
                        reason: "ErrRegisterACMEAccount",
                        message,
                    }),
                ),
            ],
            certificateRequests: [],
            orders: [],
            challenges: [],
        };
        assert.deepEqual(issuanceFailure(certificate, objects), [
            "Certificate faces-example-com: Issuing certificate as Secret does not exist",
            `Issuer letsencrypt-staging: ${message}`,
            "cert-manager has made no Order",
        ]);
    });

    it("is an Order that failed, with the reason of the last attempt", () => {
        const failed = `The certificate request has failed to complete and will be retried: Failed to wait for order resource "${order}" to become ready: order is in "errored" state: Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited`;
        const objects = {
            ...refusedToken,
            certificates: [
                object(
                    "faces-example-com",
                    conditions(
                        { type: "Issuing", status: "False", reason: "Failed", message: failed },
                        missing("Ready", "False"),
                    ),
                ),
            ],
            certificateRequests: [
                object(request, conditions({ type: "Ready", status: "False", reason: "Failed" }), [
                    "Certificate",
                    "faces-example-com",
                ]),
            ],
            orders: [
                object(
                    order,
                    {
                        status: {
                            state: "errored",
                            reason: "Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited",
                        },
                    },
                    ["CertificateRequest", request],
                ),
            ],
            challenges: [],
        };
        assert.deepEqual(issuanceFailure(certificate, objects), [
            `Certificate faces-example-com: ${failed}; Issuing certificate as Secret does not exist`,
            `CertificateRequest ${request}: Failed`,
            `Order ${order} is errored: Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited`,
        ]);
    });

    it("is that there is nothing, or that cert-manager has looked at nothing", () => {
        const nothing = {
            certificates: [],
            issuers: [],
            certificateRequests: [],
            orders: [],
            challenges: [],
        };
        assert.deepEqual(issuanceFailure(certificate, nothing), [
            "there is no Certificate faces-example-com",
            "there is no Issuer letsencrypt-staging",
            "cert-manager has made no Order",
        ]);
        assert.deepEqual(
            issuanceFailure(certificate, {
                ...nothing,
                certificates: [object("faces-example-com")],
                issuers: [object("letsencrypt-staging")],
            }),
            [
                "Certificate faces-example-com: cert-manager has not looked at it yet",
                "Issuer letsencrypt-staging: cert-manager has not looked at it yet",
                "cert-manager has made no Order",
            ],
        );
    });

    it("is no Order and no Challenge of another certificate, nor one that is done", () => {
        const elsewhere = {
            ...refusedToken,
            certificateRequests: [
                pendingRequest,
                object("another-1", {}, ["Certificate", "another"]),
            ],
            orders: [
                object(order, { status: { state: "valid" } }, ["CertificateRequest", request]),
                object("another-1-1", {}, ["CertificateRequest", "another-1"]),
            ],
            challenges: [object("another-1-1-1", {}, ["Order", "another-1-1"])],
        };
        assert.deepEqual(
            issuanceFailure(certificate, elsewhere).filter((line) => /another|Order /.test(line)),
            [],
        );
    });
});

describe("The explanation of a certificate that was not issued", () => {
    const failure = "Certificate emissary/faces-example-com was not issued within 10m";
    const command =
        "  kubectl --namespace emissary describe certificate,issuer,certificaterequest,order,challenge";
    const remedy =
        "Until it is, the ingress refuses every request. Mend the cause (a Cloudflare token needs " +
        "Zone-DNS-Edit and Zone-Zone-Read on the zone), and bring the stack up again.";

    it("asks the cluster for each kind in the certificate's namespace", async () => {
        const asked: string[] = [];
        const text = await issuanceExplanation(certificate, () =>
            Promise.resolve({
                list: ({ group, plural }, namespace) => {
                    asked.push(`${namespace} ${plural}.${group}`);
                    return Promise.resolve(plural === "orders" ? [pendingOrder] : []);
                },
            }),
        );
        assert.deepEqual(asked, [
            "emissary certificates.cert-manager.io",
            "emissary issuers.cert-manager.io",
            "emissary certificaterequests.cert-manager.io",
            "emissary orders.acme.cert-manager.io",
            "emissary challenges.acme.cert-manager.io",
        ]);
        assert.deepEqual(text.split("\n"), [
            `${failure}:`,
            "  - there is no Certificate faces-example-com",
            "  - there is no Issuer letsencrypt-staging",
            "  - cert-manager has made no Order",
            remedy,
        ]);
    });

    it("names the command where nobody may ask the cluster", async () => {
        assert.deepEqual((await issuanceExplanation(certificate, undefined)).split("\n"), [
            `${failure}; ask the cluster why:`,
            command,
            remedy,
        ]);
    });

    it("names the command where the cluster does not answer, and repeats nothing of the error", async () => {
        const text = await issuanceExplanation(certificate, () =>
            Promise.reject(Object.assign(new Error("token: 0123456789"), { code: "ECONNREFUSED" })),
        );
        assert.deepEqual(text.split("\n"), [
            `${failure}, and the cluster could not be asked why (ECONNREFUSED):`,
            command,
            remedy,
        ]);
    });
});
