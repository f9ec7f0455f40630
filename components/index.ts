export {
    type AdmissionExemption,
    type AdmissionSettings,
    cloudflareIpv4Networks,
    defaultAdmissionSettings,
    identityIssuerName,
    type IssuerRef,
    issuerText,
    linkerdNamespace,
    meshCa,
    vaultAccount,
} from "zero-trust-rules";

export * from "./admission/admissionArgs";
export * from "./admission/enforcement";
export * from "./admission/exemptionProblems";
export * from "./admission/gatekeeper";
export * from "./admission/imageRefusals";
export * from "./admission/polaris";
export * from "./admission/validatingAdmissionPolicies";
export * from "./apps/faces";
export * from "./apps/facesWorkloads";
export * from "./apps/meshedNamespace";
export * from "./apps/meshedWorkload";
export * from "./certificates/certManager";
export * from "./certificates/ingressCertificate";
export * from "./certificates/requestPolicies";
export * from "./certificates/trustManager";
export * from "./chartRelease";
export * from "./cidr";
export * from "./cluster/cluster";
export * from "./cluster/clusterAccess";
export * from "./cluster/existingCluster";
export * from "./dns/ingressDns";
export * from "./identity/externalCa";
export * from "./identity/meshIdentity";
export * from "./identity/trustAnchors";
export * from "./imageDigest";
export * from "./ingress/emissary";
export * from "./ingress/emissaryImages";
export * from "./ingress/externalAuth";
export * from "./ingress/ingressHost";
export * from "./ingress/ingressWorkloads";
export * from "./mesh/linkerd";
export * from "./mesh/linkerdViz";
export * from "./mesh/proxyImage";
export * from "./monitoring/alerts";
export * from "./validation";
export { type ChartName, charts, type PinnedChart } from "zero-trust-rules";
