import { identityIssuerName } from "../../certificates/meshCa";
import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { annotations, spec as specPart } from "../../admission/parts";
import {
    asksForCa,
    certificateRequestResources,
    certificateResources,
    issuersUsed,
} from "../../admission/issuers";

const usages = celLiteral(["cert sign", "crl sign", "server auth", "client auth"]);
const spec = "dyn(object).spec";
const certificateName = "cert-manager.io/certificate-name";

/** By any of these a certificate would have a second name. */
const otherNames = ["uris", "ipAddresses", "emailAddresses", "otherNames"]
    .map((field) => `${spec}.?${field}.orValue([]).size() == 0`)
    .concat(["subject", "literalSubject"].map((field) => `!has(${spec}.${field})`))
    .join(" && ");

/** The one Certificate, and what cert-manager asks for in its name. */
const isIdentityIssuer = [
    "variables.isInControlPlane && variables.asksForCa",
    `${spec}.?usages.orValue([]).all(u, u in ${usages})`,
    [
        `object.kind == "Certificate" ? object.metadata.name == ${celLiteral(identityIssuerName)}`,
        `${spec}.?secretName.orValue("") == ${celLiteral(identityIssuerName)}`,
        `${spec}.?commonName.orValue("") == variables.identityDomain`,
        `${spec}.?dnsNames.orValue([]) == [variables.identityDomain]`,
        otherNames,
    ].join(" && "),
]
    .join(" && (")
    .concat(
        ` : object.kind == "CertificateRequest" && dyn(object).metadata.?annotations[?${celLiteral(certificateName)}].orValue("") == ${celLiteral(identityIssuerName)}))`,
    );

/** Whether a name could be taken for one of the mesh's: the issuer's, a workload's, a wildcard of both. */
const meshNames = [
    `(${spec}.?dnsNames.orValue([]) + [${spec}.?commonName.orValue("")]).map(n, n.lowerAscii()).exists(n, n == variables.identityDomain || n.endsWith("." + variables.identityDomain) || n == "*" + variables.identityDomain.substring(8))`,
    `${spec}.?literalSubject.orValue("").lowerAscii().contains(variables.identityDomain)`,
    `${spec}.?uris.orValue([]).map(u, u.lowerAscii()).exists(u, u.startsWith("spiffe://") && [u.substring(9).split("/")[0]].exists(d, d == variables.trustDomain || d.endsWith("." + variables.trustDomain)))`,
].join(" || ");

/**
 * Whoever has a CA that the mesh's CA signed, or a certificate in a workload's name, is that workload
 * to every proxy. So it holds in namespaces that nothing else judges, too. What a CertificateRequest
 * asks for lies in it as a signed document that no policy can read: cert-manager alone makes them, out
 * of Certificates.
 */
export const admission: Admission = {
    cel: {
        resources: [...certificateResources, certificateRequestResources],
        judged: [specPart, annotations("^cert-manager[.]io/")],
        everywhere: true,
        parameters: {
            meshCa: parameters.meshCa,
            controlPlaneNamespace: parameters.controlPlaneNamespace,
            identityDomain: parameters.identityDomain,
            trustDomain: parameters.trustDomain,
            certManagerUser: parameters.certManagerUser,
            certificateRequesters: parameters.certificateRequesters,
        },
        variables: {
            isInControlPlane: "object.metadata.namespace == variables.controlPlaneNamespace",
            asksForCa,
            usesMeshCa: `(${issuersUsed}).exists(u, u == variables.meshCa) && (variables.isInControlPlane || !variables.meshCa.startsWith("Issuer/"))`,
            isIdentityIssuer,
            asksForMeshName: `object.kind == "Certificate" && (${meshNames})`,
        },
        validations: [
            {
                expression: "!variables.usesMeshCa || variables.isIdentityIssuer",
                wrong: "the mesh's CA is asked for another certificate than Linkerd's identity issuer",
            },
            {
                expression: "!variables.asksForMeshName || variables.isIdentityIssuer",
                wrong: "the certificate has a name of the mesh's identities",
            },
            {
                expression:
                    '!(variables.isInControlPlane && object.kind in ["Certificate", "CertificateRequest"]) || variables.isIdentityIssuer',
                wrong: "an Issuer of the control plane's namespace can have the mesh's CA by another name, and this is not Linkerd's identity issuer",
                remedy: "ask for it in a namespace of its own",
            },
            {
                expression:
                    'object.kind != "CertificateRequest" || request.?operation.orValue("") == "" || request.userInfo.username == variables.certManagerUser || !variables.isInControlPlane && !variables.usesMeshCa && request.userInfo.username in variables.certificateRequesters',
                wrong: "the CertificateRequest is not cert-manager's own",
                remedy: "write a Certificate, of which cert-manager makes its request; what makes requests besides, such as a CSI driver, is named in certificateRequesters",
            },
        ],
    },
    differences: {
        gatekeeper:
            "is not asked about exempt namespaces, so that they live while it does not answer; its audit reports what stands there",
        preview:
            "finds the mesh's CA by the identity issuer that the stack has, and leaves its Secret, usages and further fields to PKI-03",
    },
};
