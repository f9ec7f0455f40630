import { certificatesOf, isIdentityIssuer, issuersFor } from "../../certificates/certManager";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { serviceAccountOf } from "../../kubernetes/serviceAccounts";
import { type Settings } from "../../settings";

const ACCOUNT = ["spec", "vault", "auth", "kubernetes", "serviceAccountRef", "name"];
const TOKEN_OF = ["metadata", "annotations", "kubernetes.io/service-account.name"];

export const preview: Preview = {
    settings: ["controlPlaneNamespace"],
    stack: {
        policy: "pki-16-signers-account-is-cert-managers",
        demand: "No workload runs as the ServiceAccount by which the identity issuer's issuer signs in, and no Secret holds its token.",
        *check(index, settings) {
            for (const account of accountsOf(index, settings)) {
                for (const { resource, reading } of usersOf(account, index)) {
                    yield* notUsed(resource, reading, account);
                }
            }
        },
    },
};

interface Account {
    readonly namespace: string;
    readonly name: string;
}

/** Those of Issuers, whose namespace is theirs; a ClusterIssuer's is cert-manager's to choose. */
function accountsOf(index: ResourceIndex, settings: Settings): readonly Account[] {
    return certificatesOf(index)
        .filter((certificate) => isIdentityIssuer(certificate, settings) === true)
        .flatMap((certificate) => issuersFor(certificate, index))
        .flatMap((issuer) => {
            const name = valueOf(readString(issuer.object, ACCOUNT));
            const namespace = valueOf(namespaceOf(issuer));
            return name === undefined || namespace === undefined ? [] : [{ name, namespace }];
        });
}

function usersOf(account: Account, index: ResourceIndex) {
    const mayBeThere = (resource: Resource) =>
        [account.namespace, undefined].includes(valueOf(namespaceOf(resource)));
    return [
        ...index.workloads.map((workload) => ({
            resource: workload.resource,
            reading: serviceAccountOf(workload),
        })),
        ...index.ofKind("core", "Secret").map((resource) => ({
            resource,
            reading: readString(resource.object, TOKEN_OF),
        })),
    ].filter(({ resource }) => mayBeThere(resource));
}

function* notUsed(
    resource: Resource,
    reading: ReturnType<typeof serviceAccountOf>,
    { namespace, name }: Account,
): Generator<Verdict> {
    const home = namespaceOf(resource);
    const doubt = [home, reading].find(isUnsettled);
    if (doubt !== undefined) {
        yield unsettled(resource, doubt);
    } else if (valueOf(home) === namespace && valueOf(reading) === name) {
        yield violation(
            resource,
            reading.path,
            `has tokens of ServiceAccount "${name}", for which the mesh's CA signs whatever is asked`,
        );
    }
}
