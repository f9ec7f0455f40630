import { type Pods, podsIn } from "../../kubernetes/pods";
import { isUnsettled, valueOf } from "../../reading/read";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";
import {
    PORT,
    SELECTOR,
    type Server,
    portNumbers,
    serverSelections,
    serversOf,
} from "../../linkerd/servers";
import { isPopulated, mayHoldMore } from "../../reading/visibility";

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "authz-05-servers-select-pods-and-ports",
        demand: "Every Server selects a workload of the stack, by labels that pods of its namespace have, and names a container port of it.",
        *check(index) {
            for (const server of serversOf(index)) {
                yield* selectsPods(server, index);
            }
        },
    },
};

function* selectsPods(server: Server, index: ResourceIndex): Generator<Verdict> {
    const { resource, namespace, selector, port } = server;
    for (const reading of [namespace, selector, port]) {
        if (isUnsettled(reading)) {
            yield unsettled(resource, reading);
        }
    }
    if (namespace.state !== "known" || selector.state !== "known") {
        return;
    }
    const pods = serverSelections(index).podsOf(server);
    yield* labelsAreInUse(server, namespace.value, index);
    if (pods.length > 0) {
        yield* namesPort(server, pods, index);
        return;
    }
    if (!isPopulated(index, namespace.value) || mayHoldMore(index, namespace.value)) {
        return;
    }
    const doubt = serverSelections(index).doubtOf(server);
    yield doubt
        ? doubtful(resource, doubt)
        : violation(
              resource,
              selector.path,
              "selects no pods: nothing in its namespace has these labels",
          );
}

/** One of several values that no pod has is a typing error, though the others select. */
function* labelsAreInUse(
    server: Server,
    namespace: string,
    index: ResourceIndex,
): Generator<Verdict> {
    const { resource, selector } = server;
    if (serverSelections(index).podsOf(server).length === 0 || mayHoldMore(index, namespace)) {
        return;
    }
    const used = labelsIn(index, namespace);
    for (const [at, { key, operator, values }] of (
        valueOf(selector)?.matchExpressions ?? []
    ).entries()) {
        for (const [position, value] of [...(values ?? [])].entries()) {
            if (operator === "In" && !used.has(`${key}=${value}`)) {
                const doubt = serverSelections(index).doubtOf(server);
                const path = [...SELECTOR, "matchExpressions", at, "values", position];
                yield doubt
                    ? doubtful(resource, doubt)
                    : violation(
                          resource,
                          path,
                          `selects ${key}: ${value}, which no pod of its namespace has`,
                      );
            }
        }
    }
}

function* namesPort(
    { resource, port }: Server,
    all: readonly Pods[],
    index: ResourceIndex,
): Generator<Verdict> {
    if (port.state === "absent") {
        yield violation(resource, PORT, "names no port");
    }
    if (port.state !== "known" || all.some((pods) => hasPort(pods, port.value))) {
        return;
    }
    const unread = all.find(({ portsDoubt }) => portsDoubt !== undefined);
    const [first] = all;
    if (unread?.portsDoubt) {
        yield doubtful(resource, { reading: unread.portsDoubt, of: unread.resource });
    } else if (first && !mayHoldMore(index, first.facts.namespace)) {
        const { kind, name } = first.facts;
        yield violation(
            resource,
            PORT,
            `is for port ${port.value}, which is no container port of ${kind} "${name}"`,
        );
    }
}

/** Containers need not declare their ports; where none is declared, a number may be right. */
function hasPort(pods: Pods, port: number | string): boolean {
    const { ports, portsByName } = pods.facts;
    return typeof port === "number"
        ? ports.size === 0 ||
              ports.has(port) ||
              [...portsByName.values()].some((all) => all.has(port))
        : portNumbers(port, pods).length > 0;
}

function labelsIn(index: ResourceIndex, namespace: string): ReadonlySet<string> {
    const known = labelsByNamespace(index);
    const before = known.get(namespace);
    if (before) {
        return before;
    }
    const labels = new Set(
        podsIn(index, namespace).flatMap(({ facts }) =>
            Object.entries(facts.labels).map(([key, value]) => `${key}=${value}`),
        ),
    );
    known.set(namespace, labels);
    return labels;
}

const labelsByNamespace = oncePerIndex(() => new Map<string, ReadonlySet<string>>());
