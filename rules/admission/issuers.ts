import type { ResourceRule } from "./admission";
import { ingressResources } from "./ingresses";

/** What asks for a certificate; cert-manager makes a Certificate of an annotated Ingress or Gateway. */
export const certificateResources: ResourceRule[] = [
    {
        apiGroups: ["cert-manager.io"],
        resources: ["certificates"],
        kinds: ["Certificate"],
    },
    ingressResources,
    {
        apiGroups: ["gateway.networking.k8s.io"],
        resources: ["gateways"],
        kinds: ["Gateway"],
    },
];

export const certificateRequestResources: ResourceRule = {
    apiGroups: ["cert-manager.io"],
    resources: ["certificaterequests"],
    kinds: ["CertificateRequest"],
};

const annotation = (name: string) =>
    `dyn(object).metadata.?annotations[?"cert-manager.io/${name}"].orValue("")`;

/** An issuer as `Kind/name`, and as `Kind.group/name` where it is not cert-manager's own. */
function issuer(kind: string, group: string, name: string): string {
    return `(${kind} == "" ? "Issuer" : ${kind}) + (${group} in ["", "cert-manager.io"] ? "" : "." + ${group}) + "/" + ${name}`;
}

const ref = (field: string) => `dyn(object).spec.?issuerRef.?${field}.orValue("")`;

/** Issuers that an object uses: a Certificate or CertificateRequest one, what is annotated any number. */
export const issuersUsed = [
    `object.kind in ["Certificate", "CertificateRequest"] ? [${issuer(ref("kind"), ref("group"), ref("name"))}]`,
    `(${annotation("issuer")} == "" ? [] : [${issuer(annotation("issuer-kind"), annotation("issuer-group"), annotation("issuer"))}]) + (${annotation("cluster-issuer")} == "" ? [] : ["ClusterIssuer/" + ${annotation("cluster-issuer")}])`,
].join(" : ");

/** Whether the client asks for a CA, which can sign for any name. */
export const asksForCa = `object.kind in ["Certificate", "CertificateRequest"] && (dyn(object).spec.?isCA.orValue(false) || dyn(object).spec.?usages.orValue([]).exists(u, u == "cert sign"))`;
