import { certificatesOf, isCertificate, isIdentityIssuer } from "./certManager";
import { cisa, nist, nsa } from "./frameworks";
import { type Path, type Reading, isUnsettled, readString, valueOf } from "./read";
import { type Resource, isKind, namespaceOf } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { type Settings } from "./settings";

const GROUP = "cert-manager.io";
const ISSUER = ["metadata", "annotations", "cert-manager.io/issuer"];
const CLUSTER_ISSUER = ["metadata", "annotations", "cert-manager.io/cluster-issuer"];
const KIND = ["metadata", "annotations", "cert-manager.io/issuer-kind"];

/**
 * Whoever may have a certificate signed by the issuer that signs Linkerd's identity issuer can make
 * an identity issuer of their own, and be anyone in the mesh. So that issuer is for the control
 * plane's namespace alone, whatever else the settings allow.
 */
export const pki08: Rule = {
    id: "PKI-08",
    title: "Each namespace uses only its own issuers",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name an issuer that this namespace may use",
    documentation: "docs/policies.md#pki-08",
    settings: ["controlPlaneNamespace", "allowedIssuers"],
    resource: {
        policy: "pki-08-only-allowed-issuers",
        demand: "Where the settings list issuers, every Certificate and every annotated Ingress uses one that is listed for its namespace.",
        appliesTo: (type) => isCertificate(type) || isKind(type, "networking.k8s.io", "Ingress"),
        *check(resource, settings) {
            if (settings.allowedIssuers.length > 0) {
                for (const use of usesOf(resource)) {
                    yield* listed(resource, use, settings);
                }
            }
        },
    },
    stack: {
        policy: "pki-08-identity-signer-is-the-control-planes",
        demand: "The issuer that signs Linkerd's identity issuer signs nothing for another namespace.",
        *check(index, settings) {
            const signers = new Set<string>();
            for (const certificate of certificatesOf(index)) {
                if (isIdentityIssuer(certificate, settings) === true) {
                    for (const use of usesOf(certificate)) {
                        const signer = keyOf(certificate, use);
                        if (typeof signer === "string") {
                            signers.add(signer);
                        }
                    }
                }
            }
            if (signers.size === 0) {
                return;
            }
            for (const resource of [
                ...certificatesOf(index),
                ...index.ofKind("networking.k8s.io", "Ingress"),
            ]) {
                yield* signedElsewhere(resource, signers, settings);
            }
        },
    },
};

/** A mention of an issuer. */
interface Use {
    readonly path: Path;
    readonly name: Reading<string>;
    readonly kind: Reading<string>;
    /** Issuers of other groups have names of their own. */
    readonly group: Reading<string>;
}

function usesOf(resource: Resource): readonly Use[] {
    const { object } = resource;
    const absent = (path: Path) => ({ state: "absent", path }) as const;
    if (isCertificate(resource.type)) {
        const at = (key: string) => readString(object, ["spec", "issuerRef", key]);
        return [
            { path: ["spec", "issuerRef"], name: at("name"), kind: at("kind"), group: at("group") },
        ];
    }
    const clusterIssuer = readString(object, CLUSTER_ISSUER);
    const kind = { state: "known", path: CLUSTER_ISSUER, value: "ClusterIssuer" } as const;
    return [
        {
            path: ISSUER,
            name: readString(object, ISSUER),
            kind: readString(object, KIND),
            group: absent(ISSUER),
        },
        { path: CLUSTER_ISSUER, name: clusterIssuer, kind, group: absent(CLUSTER_ISSUER) },
    ].filter(({ name }) => name.state !== "absent");
}

/** Names an issuer across namespaces; undefined where it cannot be told. */
function keyOf(resource: Resource, use: Use): string | undefined {
    const kind = valueOf(use.kind) ?? "Issuer";
    const home = kind === "Issuer" ? (valueOf(namespaceOf(resource)) ?? "?") : "*";
    const name = valueOf(use.name);
    const isOpen = [use.name, use.kind, use.group].some(isUnsettled);
    return isOpen || name === undefined
        ? undefined
        : `${valueOf(use.group) ?? GROUP} ${home}/${kind}/${name}`;
}

function* listed(resource: Resource, use: Use, settings: Settings): Generator<Verdict> {
    const namespace = namespaceOf(resource);
    const open = [namespace, use.kind, use.name].find(isUnsettled);
    if (open) {
        yield unsettled(resource, open);
        return;
    }
    const issuer = `${valueOf(namespace) ?? ""}/${valueOf(use.kind) ?? "Issuer"}/${valueOf(use.name) ?? ""}`;
    if (!settings.allowedIssuers.includes(issuer)) {
        yield violation(
            resource,
            use.path,
            `uses ${valueOf(use.kind) ?? "Issuer"} "${valueOf(use.name) ?? ""}", which the settings do not list for its namespace`,
            `use an issuer that is listed, or add ${issuer} to allowedIssuers`,
        );
    }
}

function* signedElsewhere(
    resource: Resource,
    signers: ReadonlySet<string>,
    settings: Settings,
): Generator<Verdict> {
    const namespace = namespaceOf(resource);
    if (valueOf(namespace) === settings.controlPlaneNamespace) {
        return;
    }
    for (const use of usesOf(resource)) {
        const issuer = keyOf(resource, use);
        const open = [use.name, use.kind, use.group, namespace].find(isUnsettled);
        if (issuer === undefined || isUnsettled(namespace)) {
            if (open) {
                yield unsettled(resource, open);
            }
        } else if (signers.has(issuer)) {
            yield violation(
                resource,
                use.path,
                `is signed by "${valueOf(use.name) ?? ""}", which signs Linkerd's identity issuer, so that its namespace could make mesh identities`,
                `use another issuer: this one is for namespace ${settings.controlPlaneNamespace} alone`,
            );
        }
    }
}
