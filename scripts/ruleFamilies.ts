/** Families of rules, each a folder of rules/, in the order in which a platform is built. */
export const ruleFamilies: readonly (readonly [folder: string, title: string])[] = [
    ["mesh", "Mesh and mTLS"],
    ["authz", "Authorization"],
    ["pki", "Certificates and PKI"],
    ["ing", "Ingress"],
    ["id", "Workload identity and RBAC"],
    ["sec", "Secrets"],
    ["sc", "Supply chain"],
    ["net", "Network"],
    ["pod", "Pod hardening"],
    ["cld", "Cloud"],
    ["gov", "Drift, exemptions, parity"],
];
