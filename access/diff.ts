import type { Call, Evaluator, PortCalls, RequestCalls } from "./evaluate/evaluator";
import type { Source } from "./evaluate/source";

/** Calls that a change begins to let through, or no longer does. */
export interface ChangedCalls {
    change: "newly allowed" | "newly denied";
    /** As in `Call`. */
    from: string;
    to: string;
    port: number;
    request: string;
    /** The objects that let it through, after or before the change. */
    because: { kind: string; namespace: string; name: string }[];
}

/**
 * What a change newly lets through and newly denies, sorted, and nothing else: the same calls
 * allowed by other objects are no difference. A call that is not enforced is let through.
 */
export function diff(before: Evaluator, after: Evaluator): ChangedCalls[] {
    const oldPorts = byKey(before);
    const newPorts = byKey(after);
    const changes: ChangedCalls[] = [];
    for (const [key, one] of [...oldPorts, ...newPorts]) {
        if (oldPorts.get(key) !== one && oldPorts.has(key)) {
            continue;
        }
        const pair = { before: oldPorts.get(key), after: newPorts.get(key) };
        const requests = new Map<string, RequestCalls>();
        for (const calls of [...(pair.before?.requests ?? []), ...(pair.after?.requests ?? [])]) {
            const known = requests.get(calls.request);
            if (known?.witness === undefined) {
                requests.set(calls.request, calls);
            }
        }
        const found = [...requests.values()].flatMap((calls) =>
            changesOf(before, after, one, pair, calls),
        );
        changes.push(...summarized(found, requests.size));
    }
    const [old, now] = [before.internetCalls(), after.internetCalls()];
    changes.push(
        ...missingIn(old, now).map((call) => ({ change: "newly allowed" as const, ...call })),
        ...missingIn(now, old).map((call) => ({ change: "newly denied" as const, ...call })),
    );
    return changes.sort(compareChanges);
}

/** Calls from the internet of the second list that the first does not have. */
function missingIn(known: readonly Call[], list: readonly Call[]): Omit<ChangedCalls, "change">[] {
    const key = ({ to, port, request }: Call): string => `${to} ${port} ${request}`;
    const keys = new Set(known.map(key));
    return list
        .filter((call) => !keys.has(key(call)))
        .map(({ from, to, port, request, because }) => ({
            from,
            to,
            port,
            request,
            because: because.map(({ kind, namespace, name }) => ({ kind, namespace, name })),
        }));
}

function changesOf(
    before: Evaluator,
    after: Evaluator,
    one: PortCalls,
    pair: { before: PortCalls | undefined; after: PortCalls | undefined },
    calls: RequestCalls,
): ChangedCalls[] {
    const old = sources(before, one, pair.before, calls);
    const now = sources(after, one, pair.after, calls);
    const describe = (
        change: ChangedCalls["change"],
        evaluator: Evaluator,
        source: Source,
    ): ChangedCalls => ({
        change,
        from: evaluator.sourceText(source),
        to: one.to,
        port: one.port,
        request: calls.request,
        because: source.because.map((reference) => ({ ...reference })),
    });
    return [
        ...uncovered(now, old, after).map((source) => describe("newly allowed", after, source)),
        ...uncovered(old, now, before).map((source) => describe("newly denied", before, source)),
    ];
}

function sources(
    evaluator: Evaluator,
    { kind, to, port }: PortCalls,
    there: PortCalls | undefined,
    calls: RequestCalls,
): readonly Source[] {
    if (there === undefined) {
        return [];
    }
    if (calls.witness === undefined) {
        // A connection, or requests by regular expression, of which there is no example.
        const same = there.requests.find(({ request }) => request === calls.request);
        if (same !== undefined) {
            return same.sources;
        }
    }
    return evaluator.sourcesFor(kind, to, port, calls.witness);
}

/** Sources of one list that none of the other covers. */
function uncovered(
    list: readonly Source[],
    others: readonly Source[],
    evaluator: Evaluator,
): Source[] {
    const identities = new Set(
        others.flatMap(({ who, networks }) =>
            networks === undefined && who !== "anybody" && "identity" in who ? who.identity : [],
        ),
    );
    const broad = others.filter(
        ({ who, networks }) => networks !== undefined || who === "anybody" || "ending" in who,
    );
    return list.filter(
        (source) =>
            !(
                source.who !== "anybody" &&
                "identity" in source.who &&
                identities.has(source.who.identity)
            ) && !broad.some((other) => evaluator.sourceCovers(other, source)),
    );
}

/** Says what changes for every kind of request once, as a change for all of them. */
function summarized(changes: readonly ChangedCalls[], kindsOfRequest: number): ChangedCalls[] {
    const groups = new Map<string, ChangedCalls[]>();
    for (const change of changes) {
        const key = `${change.change} ${change.from}`;
        groups.set(key, [...(groups.get(key) ?? []), change]);
    }
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        return first !== undefined && group.length === kindsOfRequest && kindsOfRequest > 1
            ? [{ ...first, request: "*" }]
            : group;
    });
}

function byKey(evaluator: Evaluator): Map<string, PortCalls> {
    const ports = new Map<string, PortCalls>();
    for (const calls of evaluator.ports()) {
        ports.set(`${calls.to} ${calls.kind} ${calls.port}`, calls);
    }
    return ports;
}

function compareChanges(left: ChangedCalls, right: ChangedCalls): number {
    const key = ({ change, to, port, from, request }: ChangedCalls): string =>
        [change, to, String(port).padStart(5, "0"), from, request].join("\u0000");
    const [one, other] = [key(left), key(right)];
    return one < other ? -1 : one > other ? 1 : 0;
}
