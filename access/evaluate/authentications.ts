import { parseIdentities, type IdentityMatch } from "./client";
import type { Field } from "./field";
import { readNetwork, type Network } from "./network";
import { isCore, readReference } from "./reference";

/** MeshTLSAuthentications and NetworkAuthentications of all namespaces. */
export class Authentications {
    private readonly meshTls = new Map<string, IdentityMatch | string>();
    private readonly networks = new Map<string, readonly Network[] | string>();

    /** @param identity the identity of a ServiceAccount of a namespace. */
    constructor(private readonly identity: (namespace: string, name: string) => string) {}

    addMeshTls(namespace: string, name: string, spec: Field): void {
        this.meshTls.set(`${namespace}/${name}`, this.readMeshTls(namespace, spec));
    }

    addNetwork(namespace: string, name: string, spec: Field): void {
        const networks = spec
            .at("networks")
            .items()
            .flatMap((item) => readNetwork(item) ?? []);
        this.networks.set(
            `${namespace}/${name}`,
            networks.length === 0 ? "names no network" : networks,
        );
    }

    /** The identities of a MeshTLSAuthentication, or why there are none. */
    identitiesOf(namespace: string, name: string): IdentityMatch | string {
        return this.meshTls.get(`${namespace}/${name}`) ?? "does not exist";
    }

    /** The networks of a NetworkAuthentication, or why there are none. */
    networksOf(namespace: string, name: string): readonly Network[] | string {
        return this.networks.get(`${namespace}/${name}`) ?? "does not exist";
    }

    private readMeshTls(namespace: string, spec: Field): IdentityMatch | string {
        const identities = spec.at("identities").strings();
        for (const ref of spec.at("identityRefs").items()) {
            const { group, kind, name, namespace: given } = readReference(ref);
            if (isCore(group) && kind.toLowerCase() === "serviceaccount") {
                identities.push(this.identity(given ?? namespace, name));
            } else if (isCore(group) && kind.toLowerCase() === "namespace") {
                identities.push(`*${this.identity(name, "")}`);
            } else {
                return `refers to a ${kind}, which is no identity`;
            }
        }
        return identities.length === 0 ? "names no identity" : parseIdentities(identities);
    }
}
