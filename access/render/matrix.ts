import type { Call, Evaluator, Verdict } from "../evaluate/evaluator";
import type { Source } from "../evaluate/source";
import { compareCallers, compareText } from "./order";

/** A port of a workload, and what is let through to it. */
export interface Called {
    /** `namespace/workload`. */
    to: string;
    port: number;
    /** Kinds of the workloads of that name: mostly one. */
    kinds: readonly string[];
    calls: readonly Call[];
}

/** Who may call whom, by what is called. */
export interface Overview {
    /** In the order in which a page shows them. */
    called: readonly Called[];
    callers: readonly string[];
    /** Whether whoever is the second caller is also the first, e.g. `shop/web` is also `*`. */
    covers: (wide: string, narrow: string) => boolean;
}

export interface Cell {
    caller: string;
    /** Also calls of wider callers, whose `from` says so. */
    calls: readonly Call[];
    /** Why `askedRequest` is refused where nothing is let through; undefined where that cannot be asked. */
    refusal: Verdict | undefined;
}

export interface MatrixRow {
    called: Called;
    cells: readonly Cell[];
}

/**
 * @param everything whether to include ports that nobody may call.
 */
export function overviewOf(
    evaluator: Evaluator,
    calls: readonly Call[],
    everything: boolean,
): Overview {
    const byPort = new Map<string, Called & { kinds: string[]; calls: Call[] }>();
    const sources = new Map<string, Source>();
    for (const { kind, to, port, requests } of evaluator.ports()) {
        const key = `${to}:${port}`;
        const known = byPort.get(key) ?? { to, port, kinds: [], calls: [] };
        known.kinds.push(kind);
        byPort.set(key, known);
        for (const source of requests.flatMap((each) => each.sources)) {
            sources.set(evaluator.sourceText(source), source);
        }
    }
    for (const call of calls) {
        const { to, port } = call;
        const known = byPort.get(`${to}:${port}`) ?? { to, port, kinds: [], calls: [] };
        known.calls.push(call);
        byPort.set(`${to}:${port}`, known);
    }
    const called = [...byPort.values()].filter((each) => everything || each.calls.length > 0);
    return {
        called: called.sort(
            (left, right) => compareText(left.to, right.to) || left.port - right.port,
        ),
        callers: [...new Set(calls.map(({ from }) => from))].sort(compareCallers),
        covers: (wide, narrow) => {
            const [one, other] = [sources.get(wide), sources.get(narrow)];
            return one !== undefined && other !== undefined && evaluator.sourceCovers(one, other);
        },
    };
}

/** One cell for each pair of a caller and a port: its work grows with their product. */
export function matrixOf(evaluator: Evaluator, { called, callers, covers }: Overview): MatrixRow[] {
    return called.map((port) => ({
        called: port,
        cells: callers.map((caller) => {
            const calls = port.calls.filter(({ from }) => from === caller || covers(from, caller));
            return calls.length > 0
                ? { caller, calls, refusal: undefined }
                : asked(evaluator, caller, port);
        }),
    }));
}

/** The request that stands for those that no call names. */
export const askedRequest = "/";

/** Callers about whom a question can be asked: not sets of identities, nor networks. */
const singleCaller = /^(internet|unauthenticated|[^/:@*]+\/[^/@*]+)$/;

function asked(evaluator: Evaluator, from: string, { to, port, kinds }: Called): Cell {
    const [kind, ...others] = kinds;
    const isAskable = singleCaller.test(from) && /^[^/]+\/[^/]+$/.test(to);
    if (kind === undefined || others.length > 0 || !isAskable) {
        return { caller: from, calls: [], refusal: undefined };
    }
    const { verdict, because } = evaluator.ask({
        from,
        to: to.replace("/", `/${kind}/`),
        port,
        path: askedRequest,
    });
    return verdict === "allow" || verdict === "unenforced"
        ? {
              caller: from,
              calls: [{ from, to, port, request: askedRequest, verdict, because }],
              refusal: undefined,
          }
        : { caller: from, calls: [], refusal: { verdict, because } };
}
