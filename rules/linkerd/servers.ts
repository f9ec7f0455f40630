import { type Pods, podsOf, readPort } from "../kubernetes/pods";
import { type Reading, isUnsettled, readString, valueOf } from "../reading/read";
import { isKind, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { type Doubt, type Selecting, Selections, readSelector } from "../kubernetes/selections";

const GROUP = "policy.linkerd.io";
export const SELECTOR = ["spec", "podSelector"];
export const PORT = ["spec", "port"];

/** A Server of Linkerd: one port of some pods. */
export interface Server extends Selecting {
    readonly name: Reading<string>;
    /** Number or name of the container port. */
    readonly port: Reading<number | string>;
    readonly protocol: Reading<string>;
    readonly accessPolicy: Reading<string>;
}

export const serversOf = oncePerIndex((index): readonly Server[] =>
    index.ofKind(GROUP, "Server").map((resource) => ({
        resource,
        name: nameOf(resource),
        namespace: namespaceOf(resource),
        selector: readSelector(resource.object, SELECTOR),
        port: readPort(resource.object, PORT),
        protocol: readString(resource.object, ["spec", "proxyProtocol"]),
        accessPolicy: readString(resource.object, ["spec", "accessPolicy"]),
    })),
);

/** Which Servers select which pods. */
export const serverSelections = oncePerIndex(
    (index) => new Selections(serversOf(index), podsOf(index)),
);

/** The Servers of a name in a namespace, of which there can be one in a cluster. */
export function serverNamed(
    index: ResourceIndex,
    namespace: string,
    name: string,
): Server | undefined {
    return serversByName(index).get(`${namespace}/${name}`);
}

const serversByName = oncePerIndex(
    (index) =>
        new Map(
            serversOf(index).map((server) => [
                `${valueOf(server.namespace) ?? ""}/${valueOf(server.name) ?? ""}`,
                server,
            ]),
        ),
);

/** The ports of pods that a port's number or name means to Linkerd. */
export function portNumbers(port: number | string, { facts }: Pods): readonly number[] {
    return typeof port === "number" ? [port] : [...(facts.portsByName.get(port) ?? [])];
}

/** Whether some Server is for a port of pods, or why that is not known. */
export function isServed(index: ResourceIndex, pods: Pods, port: number): boolean | Doubt {
    const selections = serverSelections(index);
    let doubt: Doubt | undefined = selections.doubtOfPods(pods);
    for (const server of selections.of(pods)) {
        if (isUnsettled(server.port)) {
            doubt ??= { reading: server.port, of: server.resource };
        } else if (server.port.state === "known") {
            if (portNumbers(server.port.value, pods).includes(port)) {
                return true;
            }
        }
    }
    return doubt ?? false;
}

export function isLinkerdPolicy(type: string, ...kinds: readonly string[]): boolean {
    return isKind(type, GROUP, ...kinds);
}
