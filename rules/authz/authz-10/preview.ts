import { type Pods, podsOf } from "../../kubernetes/pods";
import { isUnsettled, valueOf } from "../../reading/read";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { PORT, type Server, portNumbers, serverSelections, serversOf } from "../../linkerd/servers";

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "authz-10-servers-do-not-overlap",
        demand: "No two Servers of the stack select the same port of the same pods.",
        *check(index) {
            const overlaps = new Overlaps();
            for (const pods of podsOf(index)) {
                overlaps.addPods(pods, serverSelections(index).of(pods));
            }
            overlaps.addEqual(serversOf(index));
            yield* overlaps.verdicts();
            yield* undecided(index);
        },
    },
};

/** Each pair once, said of the Server whose name comes second: as good as any, and always the same. */
class Overlaps {
    private readonly found = new Map<Server, Map<Server, string>>();

    addPods(pods: Pods, servers: readonly Server[]): void {
        const byPort = new Map<number, Server[]>();
        for (const server of servers) {
            for (const port of portNumbers(valueOf(server.port) ?? "", pods)) {
                const others = byPort.get(port) ?? [];
                for (const other of others) {
                    this.add(
                        server,
                        other,
                        `port ${port} of ${pods.facts.kind} "${pods.facts.name}"`,
                    );
                }
                byPort.set(port, [...others, server]);
            }
        }
    }

    /** Equal selectors overlap even where the stack does not show the pods. */
    addEqual(servers: readonly Server[]): void {
        const byText = new Map<string, Server>();
        for (const server of servers) {
            const text = textOf(server);
            const other = text === undefined ? undefined : byText.get(text);
            if (other) {
                this.add(server, other, `port ${valueOf(server.port) ?? ""} of the same pods`);
            } else if (text !== undefined) {
                byText.set(text, server);
            }
        }
    }

    *verdicts(): Generator<Verdict> {
        for (const [server, others] of this.found) {
            for (const [other, where] of others) {
                yield violation(
                    server.resource,
                    PORT,
                    `is for ${where}, as Server "${nameOf(other)}" is`,
                );
            }
        }
    }

    private add(one: Server, other: Server, where: string): void {
        const [first, second] = nameOf(one) < nameOf(other) ? [one, other] : [other, one];
        const known = this.found.get(second) ?? new Map<Server, string>();
        this.found.set(second, known);
        if (!known.has(first)) {
            known.set(first, where);
        }
    }
}

function textOf({ namespace, selector, port }: Server): string | undefined {
    if (namespace.state !== "known" || selector.state !== "known" || port.state !== "known") {
        return undefined;
    }
    const { matchLabels, matchExpressions } = selector.value;
    const expressions = matchExpressions.map(({ key, operator, values }) =>
        JSON.stringify([key, operator, values && [...values].sort()]),
    );
    return JSON.stringify([
        namespace.value,
        port.value,
        Object.entries(matchLabels).sort(),
        expressions.sort(),
    ]);
}

/** A Server of which pods or port are not known may overlap with any other of its namespace. */
function* undecided(index: ResourceIndex): Generator<Verdict> {
    const servers = serversOf(index);
    const counts = new Map<string | undefined, number>();
    for (const { namespace } of servers) {
        const name = valueOf(namespace);
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const strays = counts.get(undefined) ?? 0;
    for (const { resource, namespace, selector, port } of servers) {
        const unread = [namespace, selector, port].find((reading) => isUnsettled(reading));
        const name = valueOf(namespace);
        const near = name === undefined ? servers.length : (counts.get(name) ?? 0) + strays;
        if (unread && isUnsettled(unread) && near > 1) {
            yield unsettled(resource, unread);
        }
    }
}

function nameOf({ namespace, name }: Server): string {
    return `${valueOf(namespace) ?? "?"}/${valueOf(name) ?? "?"}`;
}
