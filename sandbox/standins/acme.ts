import { objectId, fromObjectId, type Cluster } from "./cluster";
import { stableHex, stableNumber } from "./identifiers";
import { at, isPlainObject, textAt, type PlainObject, type PlainValue } from "./properties";
import { opensCloudflare, type Thing } from "./world";

const acme = "acme.cert-manager.io";
const certManager = "cert-manager.io";

/** An object that cert-manager makes on the way to a certificate. */
interface Made {
    group: string;
    kind: string;
    id: string;
    state: PlainObject;
}

/** How far a Certificate is on its way through an ACME CA. */
export interface Issuance {
    /** Why its Challenge is not presented, as cert-manager says it; undefined where it is issued. */
    problem: string | undefined;
    /** CertificateRequest, Order and, while it is not done, the Challenge. */
    objects: Made[];
}

/** What cert-manager does about a Certificate of an ACME issuer that has an account. */
export function acmeIssuance(cluster: Cluster, certificate: Thing, issuer: Thing): Issuance {
    const { namespace = "", name } = fromObjectId(certificate.id);
    const seed = cluster.world.seed;
    const [host = ""] = names(certificate);
    const solver = solverFor(issuer, host);
    const problem = isIssued(cluster, certificate)
        ? undefined
        : presentProblem(cluster, namespace, host, solver);
    const request = `${name}-1`;
    const order = `${request}-${stableNumber(2 ** 32, seed, request)}`;
    const challenge = `${order}-${stableNumber(2 ** 32, seed, order)}`;
    const server = textAt(issuer.state, "spec", "acme", "server") ?? "";
    const url = (...parts: string[]) => [new URL(server).origin, "acme", ...parts].join("/");
    const { issuerRef = {} } = objectAt(certificate.state, "spec");
    const made = (group: string, kind: string, id: string, owner: Owner, rest: PlainObject) => ({
        group,
        kind,
        id: objectId(namespace, id),
        state: {
            apiVersion: `${group}/v1`,
            kind,
            metadata: {
                name: id,
                namespace,
                ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
            },
            ...rest,
        },
    });
    const state = problem === undefined ? "valid" : "pending";
    const csr = Buffer.from(`request for ${host}`).toString("base64");
    const objects = [
        made(
            certManager,
            "CertificateRequest",
            request,
            ownerOf(certManager, "Certificate", name),
            {
                spec: { issuerRef, request: csr },
                status: { conditions: [requestCondition(`${namespace}/${order}`, problem)] },
            },
        ),
        made(acme, "Order", order, ownerOf(certManager, "CertificateRequest", request), {
            spec: { issuerRef, request: csr, dnsNames: names(certificate) },
            status: { state, url: url("order", stableHex(12, seed, order)) },
        }),
    ];
    // cert-manager deletes the Challenges of an Order that is valid.
    return problem === undefined || solver === undefined
        ? { problem, objects }
        : {
              problem,
              objects: [
                  ...objects,
                  made(acme, "Challenge", challenge, ownerOf(acme, "Order", order), {
                      spec: {
                          type: "DNS-01",
                          dnsName: host,
                          wildcard: false,
                          issuerRef,
                          solver,
                          token: stableHex(32, seed, challenge, "token"),
                          key: stableHex(43, seed, challenge, "key"),
                          url: url("chall", stableHex(12, seed, challenge)),
                          authorizationURL: url("authz", stableHex(12, seed, challenge, "authz")),
                      },
                      status: {
                          state: "pending",
                          presented: false,
                          processing: true,
                          reason: problem,
                      },
                  }),
              ],
          };
}

interface Owner {
    apiVersion: string;
    kind: string;
    name: string;
}

function ownerOf(group: string, kind: string, name: string): Owner {
    return { apiVersion: `${group}/v1`, kind, name };
}

/** Whether the Secret that a Certificate fills is there. */
function isIssued(cluster: Cluster, certificate: Thing): boolean {
    const { namespace } = fromObjectId(certificate.id);
    const secret = textAt(certificate.state, "spec", "secretName") ?? "";
    return cluster.get("", "Secret", objectId(namespace, secret)) !== undefined;
}

/** The DNS-01 solver of an issuer for a host, as far as there is one that goes by Cloudflare. */
function solverFor(issuer: Thing, host: string): PlainObject | undefined {
    const solvers = at(issuer.state, "spec", "acme", "solvers");
    return (Array.isArray(solvers) ? solvers : []).filter(isPlainObject).find((solver) => {
        const selected = at(solver, "selector", "dnsNames");
        const isFor = !Array.isArray(selected) || selected.includes(host);
        return isFor && at(solver, "dns01", "cloudflare") !== undefined;
    });
}

/** cert-manager: pkg/issuer/acme/dns/dns.go and dns/cloudflare/cloudflare.go. */
function presentProblem(
    cluster: Cluster,
    namespace: string,
    host: string,
    solver: PlainObject | undefined,
): string | undefined {
    const reference = at(solver, "dns01", "cloudflare", "apiTokenSecretRef");
    if (reference === undefined) {
        return undefined;
    }
    const id = objectId(namespace, textAt(reference, "name") ?? "");
    const key = textAt(reference, "key") ?? "";
    const token = at(cluster.get("", "Secret", id)?.state, "data", key);
    if (token === undefined) {
        return `specified key "${key}" not found in secret ${id}`;
    }
    const name = `_acme-challenge.${host}`;
    return opensCloudflare(token)
        ? undefined
        : `while attempting to find Zones for domain ${name}.\n` +
              `while querying the Cloudflare API for GET "/zones?name=${name}" \n` +
              "\t Error: 9109: Invalid access token";
}

function requestCondition(order: string, problem: string | undefined): PlainObject {
    return problem === undefined
        ? {
              type: "Ready",
              status: "True",
              reason: "Issued",
              message: "Certificate fetched from issuer successfully",
          }
        : {
              type: "Ready",
              status: "False",
              reason: "Pending",
              message: `Waiting on certificate issuance from order ${order}: "pending"`,
          };
}

function names({ state }: Thing): string[] {
    const found = at(state, "spec", "dnsNames");
    return (Array.isArray(found) ? found : []).filter((each) => typeof each === "string");
}

function objectAt(value: PlainValue, ...path: string[]): PlainObject {
    const found = at(value, ...path);
    return isPlainObject(found) ? found : {};
}
