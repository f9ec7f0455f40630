import { append } from "./append";
import { parseIdentities, type Authentication, type Authorization } from "./client";
import type { Field } from "./field";
import { readLabelSelector, SelectorIndex } from "./labelSelector";
import { readNetwork, type Network } from "./network";
import type { Server } from "./server";

/** ServerAuthorizations, which name a Server or select some by their labels. */
export class ServerAuthorizations {
    private readonly byName = new Map<string, Authorization[]>();
    private readonly bySelector = new Map<string, SelectorIndex<Authorization>>();

    constructor(
        private readonly identity: (namespace: string, name: string) => string,
        private readonly clusterNetworks: readonly Network[],
    ) {}

    add(namespace: string, name: string, spec: Field): void {
        const client = spec.at("client");
        const networks = client
            .at("networks")
            .items()
            .flatMap((item) => readNetwork(item) ?? []);
        const authentication = this.readAuthentication(namespace, client);
        const server = spec.at("server");
        const serverName = server.at("name").string();
        const selector = readLabelSelector(server.at("selector"));
        if (authentication === undefined) {
            // The policy controller ignores it, since it authorizes nobody.
            return;
        }
        const authorization: Authorization = {
            kind: "ServerAuthorization",
            namespace,
            name,
            authentication,
            networks: networks.length === 0 ? this.clusterNetworks : networks,
            through: [],
        };
        if (serverName === undefined) {
            const index = this.bySelector.get(namespace) ?? new SelectorIndex<Authorization>();
            this.bySelector.set(namespace, index);
            index.add(selector, authorization);
        } else {
            append(this.byName, `${namespace}/${serverName}`, authorization);
        }
    }

    of({ namespace, name, labels }: Server): Authorization[] {
        return [
            ...(this.byName.get(`${namespace}/${name}`) ?? []),
            ...(this.bySelector.get(namespace)?.selecting(labels) ?? []),
        ];
    }

    private readAuthentication(namespace: string, client: Field): Authentication | undefined {
        const meshTls = client.at("meshTLS");
        const identities = [
            ...meshTls.at("identities").strings(),
            ...meshTls
                .at("serviceAccounts")
                .items()
                .map((item) =>
                    this.identity(
                        item.at("namespace").string() ?? namespace,
                        item.at("name").requiredString(),
                    ),
                ),
        ];
        if (client.at("unauthenticated").boolean() === true) {
            return "unauthenticated";
        }
        if (meshTls.at("unauthenticatedTLS").boolean() === true) {
            return "tls";
        }
        return identities.length > 0 ? parseIdentities(identities) : undefined;
    }
}
