import type { Path } from "zero-trust-manifests";
import { isCertificate, isCertificateRequest } from "./certManager";
import { type Reading, type Unsettled, isUnsettled, readString, valueOf } from "../reading/read";
import { type Resource, isKind, namespaceOf } from "../reading/resource";

const GROUP = "cert-manager.io";
const annotation = (name: string): Path => ["metadata", "annotations", `${GROUP}/${name}`];

/** A mention of an issuer. */
export interface IssuerUse {
    readonly path: Path;
    readonly name: Reading<string>;
    readonly kind: Reading<string>;
    /** Issuers of other groups have names of their own. */
    readonly group: Reading<string>;
}

/** What asks for certificates; cert-manager makes Certificates of what is annotated. */
export function usesIssuers(type: string): boolean {
    return isCertificate(type) || isCertificateRequest(type) || isAnnotated(type);
}

function isAnnotated(type: string): boolean {
    return (
        isKind(type, "networking.k8s.io", "Ingress") ||
        isKind(type, "gateway.networking.k8s.io", "Gateway")
    );
}

export function issuersUsed({ object, type }: Resource): readonly IssuerUse[] {
    if (!isAnnotated(type)) {
        const at = (key: string) => readString(object, ["spec", "issuerRef", key]);
        return [
            { path: ["spec", "issuerRef"], name: at("name"), kind: at("kind"), group: at("group") },
        ];
    }
    const issuer = annotation("issuer");
    const clusterIssuer = annotation("cluster-issuer");
    return [
        {
            path: issuer,
            name: readString(object, issuer),
            kind: readString(object, annotation("issuer-kind")),
            group: readString(object, annotation("issuer-group")),
        },
        {
            path: clusterIssuer,
            name: readString(object, clusterIssuer),
            kind: { state: "known", path: clusterIssuer, value: "ClusterIssuer" } as const,
            group: { state: "absent", path: clusterIssuer } as const,
        },
    ].filter(({ name }) => name.state !== "absent");
}

/** Why it cannot be told which issuer is meant; undefined where it can. */
export function doubtOfIssuer({ name, kind, group }: IssuerUse): Unsettled | undefined {
    return [name, kind, group].find(isUnsettled);
}

/** `Kind/name`, and `Kind.group/name` of an issuer that is not cert-manager's own. */
export function issuerText({ name, kind, group }: IssuerUse): string {
    // An empty kind or group is none, to cert-manager.
    const foreign = valueOf(group) ?? "";
    const suffix = foreign === "" || foreign === GROUP ? "" : `.${foreign}`;
    return `${kindText(kind)}${suffix}/${valueOf(name) ?? ""}`;
}

function kindText(kind: Reading<string>): string {
    const text = valueOf(kind) ?? "";
    return text === "" ? "Issuer" : text;
}

/** Whether the issuer is one of the namespace's own, which nobody else can name. */
export function isOfNamespace(use: IssuerUse): boolean {
    return issuerText(use).startsWith("Issuer/");
}

/** Names an issuer across namespaces; undefined where it cannot be told. */
export function issuerKey(resource: Resource, use: IssuerUse): string | undefined {
    if (doubtOfIssuer(use) !== undefined || valueOf(use.name) === undefined) {
        return undefined;
    }
    const home = isOfNamespace(use) ? (valueOf(namespaceOf(resource)) ?? "?") : "*";
    return `${home}/${issuerText(use)}`;
}
