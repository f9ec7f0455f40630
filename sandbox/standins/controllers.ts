import { acmeIssuance } from "./acme";
import { kindKey } from "./apiResources";
import { fromObjectId, objectId, releaseKind, type Cluster } from "./cluster";
import { definitionThing } from "./customResources";
import { at, isPlainObject, textAt, type PlainObject, type PlainValue } from "./properties";
import { keyOf, withheld, type Thing } from "./world";

const certManager = "cert-manager.io";
const trustManager = "trust.cert-manager.io";
const constraints = "constraints.gatekeeper.sh";

/**
 * What controllers in a cluster do about its objects, as far as the platform waits for it: trust-manager
 * writes a Bundle's ConfigMaps, cert-manager a Certificate's Secret, Gatekeeper the kinds of constraints.
 */
export function reconcile(cluster: Cluster): void {
    if (cluster.releasesOf("trust-manager").length > 0) {
        syncBundles(cluster);
    }
    if (cluster.releasesOf("cert-manager").length > 0) {
        issueCertificates(cluster);
    }
    if (cluster.releasesOf("gatekeeper").length > 0) {
        defineConstraints(cluster);
    }
}

/** Why an Issuer or ClusterIssuer does not work; undefined where it does. */
export function issuerProblem(cluster: Cluster, issuer: Thing): string | undefined {
    const { namespace } = fromObjectId(issuer.id);
    const secrets = namespace ?? clusterResourceNamespace(cluster);
    for (const reference of findReferences(issuer.state.spec)) {
        const found = cluster.get("", reference.kind, objectId(secrets, reference.name));
        if (found === undefined) {
            return `${reference.kind} "${reference.name}" not found in namespace "${secrets}"`;
        }
    }
    return undefined;
}

/** Why nobody can be asked for a Certificate; undefined where somebody can. */
export function certificateProblem(cluster: Cluster, certificate: Thing): string | undefined {
    const { kind, name, group } = issuerReference(certificate);
    if (group !== certManager) {
        // An external issuer is a controller of its own; that it exists is all that shows here.
        return cluster.world
            .list("kubernetes", kindKey(group, kind))
            .some((issuer) => fromObjectId(issuer.id).name === name)
            ? undefined
            : `${kind}.${group} "${name}" not found`;
    }
    const issuer = issuerOf(cluster, certificate);
    return issuer === undefined ? `${kind} "${name}" not found` : issuerProblem(cluster, issuer);
}

/** Why an ACME CA that was asked for a Certificate does not issue it; undefined where it does. */
export function challengeProblem(cluster: Cluster, certificate: Thing): string | undefined {
    const issuer = issuerOf(cluster, certificate);
    return issuer !== undefined && isAcme(issuer)
        ? acmeIssuance(cluster, certificate, issuer).problem
        : undefined;
}

function issuerReference({ state }: Thing): { kind: string; name: string; group: string } {
    return {
        kind: textAt(state, "spec", "issuerRef", "kind") ?? "Issuer",
        name: textAt(state, "spec", "issuerRef", "name") ?? "",
        group: textAt(state, "spec", "issuerRef", "group") ?? certManager,
    };
}

/** cert-manager's own issuer of a Certificate, where there is one. */
function issuerOf(cluster: Cluster, certificate: Thing): Thing | undefined {
    const { namespace } = fromObjectId(certificate.id);
    const { kind, name, group } = issuerReference(certificate);
    const id = kind === "ClusterIssuer" ? name : objectId(namespace, name);
    return group === certManager ? cluster.get(certManager, kind, id) : undefined;
}

function isAcme(issuer: Thing): boolean {
    return at(issuer.state, "spec", "acme") !== undefined;
}

/** Where cert-manager looks for what a ClusterIssuer refers to. */
function clusterResourceNamespace(cluster: Cluster): string {
    const release = cluster.releasesOf("cert-manager")[0];
    const configured = textAt(release?.state, "values", "clusterResourceNamespace") ?? "";
    return configured === ""
        ? (textAt(release?.state, "status", "namespace") ?? "cert-manager")
        : configured;
}

interface Reference {
    kind: "Secret" | "ServiceAccount";
    name: string;
}

/** The Secrets and ServiceAccounts that an issuer needs before it works. */
function findReferences(value: PlainValue | undefined, key = ""): Reference[] {
    if (Array.isArray(value)) {
        return value.flatMap((item) => findReferences(item, key));
    }
    if (!isPlainObject(value)) {
        return [];
    }
    const name = textAt(value, "name");
    if (name !== undefined && /^serviceAccountRef$/.test(key)) {
        return [{ kind: "ServiceAccount", name }];
    }
    // cert-manager writes an ACME account's private key itself.
    if (name !== undefined && /SecretRef$|^secretRef$/.test(key) && key !== "privateKeySecretRef") {
        return [{ kind: "Secret", name }];
    }
    const own: Reference[] =
        key === "ca" && textAt(value, "secretName") !== undefined
            ? [{ kind: "Secret", name: textAt(value, "secretName") ?? "" }]
            : [];
    return [
        ...own,
        ...Object.entries(value)
            .filter(([member]) => member !== "privateKeySecretRef")
            .flatMap(([member, content]) => findReferences(content, member)),
    ];
}

function issueCertificates(cluster: Cluster): void {
    for (const certificate of cluster.list(certManager, "Certificate")) {
        const { namespace } = fromObjectId(certificate.id);
        const name = textAt(certificate.state, "spec", "secretName");
        if (name === undefined || certificateProblem(cluster, certificate) !== undefined) {
            continue;
        }
        const issuer = issuerOf(cluster, certificate);
        if (issuer !== undefined && isAcme(issuer) && !proves(cluster, certificate, issuer)) {
            continue;
        }
        const id = objectId(namespace, name);
        if (cluster.get("", "Secret", id) === undefined) {
            // The Secret outlives the Certificate; its namespace takes it along.
            cluster.put(
                { group: "", kind: "Secret" },
                id,
                {
                    apiVersion: "v1",
                    kind: "Secret",
                    metadata: { name, namespace: namespace ?? "" },
                    type: "kubernetes.io/tls",
                    data: { "tls.crt": withheld, "tls.key": withheld, "ca.crt": withheld },
                },
                namespaceKey(namespace ?? ""),
            );
        }
    }
}

/** Makes what an ACME CA has to do with a Certificate. Whether it issues it. */
function proves(cluster: Cluster, certificate: Thing, issuer: Thing): boolean {
    const owner = keyOf("kubernetes", certificate.kind, certificate.id);
    const { problem, objects } = acmeIssuance(cluster, certificate, issuer);
    for (const { group, kind, id, state } of objects) {
        cluster.put({ group, kind }, id, state, owner);
    }
    const wanted = new Set(
        objects.map(({ group, kind, id }) => keyOf("kubernetes", kindKey(group, kind), id)),
    );
    for (const thing of cluster.world.ownedBy(owner)) {
        if (!wanted.has(keyOf("kubernetes", thing.kind, thing.id))) {
            cluster.remove(thing);
        }
    }
    return problem === undefined;
}

/** Each template becomes a kind of constraint, which goes with it. */
function defineConstraints(cluster: Cluster): void {
    for (const template of cluster.list("templates.gatekeeper.sh", "ConstraintTemplate")) {
        const kind = textAt(template.state, "spec", "crd", "spec", "names", "kind");
        if (kind === undefined || cluster.kind(`${constraints}/v1beta1`, kind) !== undefined) {
            continue;
        }
        const plural = kind.toLowerCase();
        const definition = {
            group: constraints,
            kind,
            plural,
            namespaced: false,
            versions: ["v1beta1"],
        };
        cluster.world.put(
            definitionThing(definition, keyOf("kubernetes", template.kind, template.id)),
        );
    }
}

function syncBundles(cluster: Cluster): void {
    for (const bundle of cluster.list(trustManager, "Bundle")) {
        const key = textAt(bundle.state, "spec", "target", "configMap", "key");
        const selector = at(bundle.state, "spec", "target", "namespaceSelector");
        const owner = keyOf("kubernetes", bundle.kind, bundle.id);
        for (const { name, labels } of cluster.namespaces()) {
            const id = objectId(name, bundle.id);
            const existing = cluster.get("", "ConfigMap", id);
            const wanted = key !== undefined && matches(selector, labels);
            if (wanted && (existing === undefined || existing.owner === owner)) {
                cluster.put(
                    { group: "", kind: "ConfigMap" },
                    id,
                    {
                        apiVersion: "v1",
                        kind: "ConfigMap",
                        metadata: { name: bundle.id, namespace: name },
                        data: { [key]: inLineCertificates(bundle.state) },
                    },
                    owner,
                );
            } else if (!wanted && existing?.owner === owner) {
                cluster.remove(existing);
            }
        }
    }
}

/** The certificates that a Bundle itself holds. */
function inLineCertificates(bundle: PlainObject): string {
    const sources = at(bundle, "spec", "sources");
    return (Array.isArray(sources) ? sources : [])
        .map((source) => textAt(source, "inLine") ?? "")
        .join("");
}

/** Whether labels satisfy a label selector. No selector, like an empty one, takes all. */
export function matches(
    selector: PlainValue | undefined,
    labels: Readonly<Record<string, string>>,
): boolean {
    const matchLabels = at(selector, "matchLabels");
    const expressions = at(selector, "matchExpressions");
    return (
        Object.entries(isPlainObject(matchLabels) ? matchLabels : {}).every(
            ([name, value]) => labels[name] === value,
        ) &&
        (Array.isArray(expressions) ? expressions : []).every((expression) => {
            const label = labels[textAt(expression, "key") ?? ""];
            const values = at(expression, "values");
            const among = label !== undefined && Array.isArray(values) && values.includes(label);
            switch (textAt(expression, "operator")) {
                case "In":
                    return among;
                case "NotIn":
                    return !among;
                case "Exists":
                    return label !== undefined;
                case "DoesNotExist":
                    return label === undefined;
                default:
                    return false;
            }
        })
    );
}

function namespaceKey(name: string): string {
    return keyOf("kubernetes", "Namespace", name);
}

/** The key under which a release owns what it brought. */
export function releaseKey(id: string): string {
    return keyOf("kubernetes", releaseKind, id);
}
