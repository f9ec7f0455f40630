import type { LiveObject } from "../cluster/clusterReader";

/** Which certificate was waited for. */
export interface AwaitedCertificate {
    namespace: string;
    name: string;
    /** Name of the Issuer in the same namespace. */
    issuerName: string;
    /** How long it was waited for, e.g. `10m`. */
    timeout: string;
}

/** What there is in a certificate's namespace. */
export interface IssuanceObjects {
    certificates: LiveObject[];
    issuers: LiveObject[];
    certificateRequests: LiveObject[];
    orders: LiveObject[];
    challenges: LiveObject[];
}

/**
 * What cert-manager says of a certificate that is not issued, a sentence an object, from the
 * Certificate down to its Challenges. What is as it should be is left out.
 */
export function issuanceFailure(
    { name, issuerName }: AwaitedCertificate,
    objects: IssuanceObjects,
): string[] {
    const certificates = objects.certificates.filter((each) => nameOf(each) === name);
    const issuers = objects.issuers.filter((each) => nameOf(each) === issuerName);
    const requests = ownedBy(objects.certificateRequests, "Certificate", certificates);
    const orders = ownedBy(objects.orders, "CertificateRequest", requests);
    const challenges = ownedBy(objects.challenges, "Order", orders);
    return [
        ...certificates.flatMap((each) => notReady("Certificate", each)),
        ...(certificates.length === 0 ? [`there is no Certificate ${name}`] : []),
        ...issuers.flatMap((each) => notReady("Issuer", each)),
        ...(issuers.length === 0 ? [`there is no Issuer ${issuerName}`] : []),
        ...requests.flatMap((each) => notReady("CertificateRequest", each)),
        ...orders.flatMap((each) => notValid("Order", each)),
        ...(orders.length === 0 ? ["cert-manager has made no Order"] : []),
        ...challenges.flatMap((each) => notValid("Challenge", each)),
    ];
}

function notReady(kind: string, object: LiveObject): string[] {
    const conditions = object.status?.conditions ?? [];
    const ready = conditions.find(({ type }) => type === "Ready");
    if (ready?.status === "True") {
        return [];
    }
    // Why an attempt failed stands in another condition than that there is no certificate yet.
    const attempt = conditions.find(({ type }) => type === "Issuing");
    const told = [attempt, ready].map((each) => oneLine(each?.message ?? each?.reason ?? ""));
    const texts = [...new Set(told)].filter((text) => text !== "");
    return [
        `${kind} ${nameOf(object)}: ${texts.join("; ") || "cert-manager has not looked at it yet"}`,
    ];
}

function notValid(kind: string, object: LiveObject): string[] {
    const { state = "pending", reason = "" } = object.status ?? {};
    const { type, dnsName } = object.spec ?? {};
    const what =
        typeof type === "string" && typeof dnsName === "string" ? ` (${type} for ${dnsName})` : "";
    const why = reason === "" ? "" : `: ${oneLine(reason)}`;
    return state === "valid" ? [] : [`${kind} ${nameOf(object)}${what} is ${state}${why}`];
}

function ownedBy(objects: LiveObject[], kind: string, owners: LiveObject[]): LiveObject[] {
    const names = owners.map(nameOf);
    return objects.filter(({ metadata }) =>
        metadata?.ownerReferences?.some(
            (owner) => owner.kind === kind && names.includes(owner.name),
        ),
    );
}

function nameOf({ metadata }: LiveObject): string {
    return metadata?.name ?? "";
}

function oneLine(text: string): string {
    return text.replaceAll(/\s+/g, " ").trim();
}
