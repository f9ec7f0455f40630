import { charts } from "../charts";

/** A reference to a cert-manager issuer. */
export interface IssuerRef {
    name: string;
    /** `Issuer`, `ClusterIssuer`, or the kind of an external issuer. */
    kind: string;
    /** API group of the kind; `cert-manager.io` for cert-manager's own. */
    group: string;
}

/** Namespace of Linkerd's control plane. */
export const linkerdNamespace = charts.linkerdControlPlane.systemNamespace;

/** Name of the Certificate, and of its Secret, by which Linkerd signs workload identities. */
export const identityIssuerName = "linkerd-identity-issuer";

/**
 * The issuer that signs Linkerd's identity issuer, unless one exists that does. It is the control
 * plane namespace's own: a ClusterIssuer would sign for every namespace.
 */
export const meshCa: IssuerRef = {
    name: "enterprise-issuer",
    kind: "Issuer",
    group: "cert-manager.io",
};

/** The account by whose tokens cert-manager signs in to Vault. */
export const vaultAccount = { namespace: linkerdNamespace, name: "vault-issuer" };

/** `Kind/name`, and `Kind.group/name` of an issuer that is not cert-manager's own. */
export function issuerText({ kind, name, group }: IssuerRef): string {
    return `${kind}${group === meshCa.group ? "" : `.${group}`}/${name}`;
}
