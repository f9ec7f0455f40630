import type { DeclaredCall } from "./declaredCalls";
import { cidrWithin, parseCidr } from "./evaluate/network";
import type { Call, Evaluator, Question, Reason } from "./evaluate/evaluator";
import { httpMethods } from "./model/model";

/** A call that is let through and not declared, or declared and not let through. */
export interface Deviation {
    kind: "extra" | "missing";
    from: string;
    to: string;
    port: number;
    request: string;
    /** The objects that decided, the deciding one first. */
    because: readonly Reason[];
}

/**
 * The declared name of a workload that the evaluator names, `namespace/workload`, where they
 * differ; undefined for one that is not to be judged.
 */
export type DeclaredName = (to: string) => string | undefined;

/** Where the calls that objects let through differ from those that are declared. */
export function deviations(
    declared: readonly DeclaredCall[],
    evaluator: Evaluator,
    nameOf: DeclaredName = (to) => to,
): Deviation[] {
    return [
        ...extraCalls(declared, evaluator, nameOf),
        ...missingCalls(declared, evaluator, nameOf),
    ];
}

/** The calls that are let through and not declared. */
export function extraCalls(
    declared: readonly DeclaredCall[],
    evaluator: Evaluator,
    nameOf: DeclaredName = (to) => to,
): Deviation[] {
    const keys = new Set(declared.map(keyOf));
    const byPort = groupedByPort(declared);
    const ofInternet = declared.filter(({ from }) => from === "internet");
    return judgedCalls(evaluator, nameOf).flatMap((call): Deviation[] => {
        const covers = (wide: DeclaredCall) =>
            fromCovers(wide.from, call.from) && requestCovers(wide.request, call.request);
        const isDeclared =
            isOwnProbe(call) ||
            keys.has(keyOf(call)) ||
            (call.from === "internet"
                ? narrowest(ofInternet.filter(covers)).some(
                      (wide) => portKey(wide) === portKey(call),
                  )
                : byPort.get(portKey(call))?.some(covers));
        const { from, to, port, request, because } = call;
        return isDeclared === true ? [] : [{ kind: "extra", from, to, port, request, because }];
    });
}

/** The calls that are declared and not let through, but for probes and listeners. */
export function missingCalls(
    declared: readonly DeclaredCall[],
    evaluator: Evaluator,
    nameOf: DeclaredName = (to) => to,
): Deviation[] {
    const keys = new Set(judgedCalls(evaluator, nameOf).map(keyOf));
    const byPort = groupedByPort(declared);
    const targets = new Map<string, string>();
    for (const { kind, to } of evaluator.ports()) {
        const name = nameOf(to);
        const [namespace = "", own = ""] = to.split("/");
        if (name !== undefined && !targets.has(name)) {
            targets.set(name, `${namespace}/${kind}/${own}`);
        }
    }
    return declared.flatMap((call): Deviation[] => {
        if (call.optional || keys.has(keyOf(call))) {
            return [];
        }
        const others = byPort.get(portKey(call)) ?? [];
        const because = refusal(call, others, targets.get(call.to), evaluator);
        const { from, to, port, request } = call;
        return because === undefined ? [] : [{ kind: "missing", from, to, port, request, because }];
    });
}

/** Of the internet's calls that cover a request, those that it is meant to take: it goes one way. */
function narrowest(covering: readonly DeclaredCall[]): DeclaredCall[] {
    const length = ({ request }: DeclaredCall): number => splitRequest(request).rest.length;
    const longest = Math.max(...covering.map(length));
    return covering.filter((call) => length(call) === longest);
}

/** The calls that are let through, by the declared name of the workload. */
function judgedCalls(evaluator: Evaluator, nameOf: DeclaredName): Call[] {
    return [...evaluator.calls()].flatMap((call) => {
        const to = nameOf(call.to);
        return to === undefined ? [] : [{ ...call, to }];
    });
}

function keyOf({ from, to, port, request }: Omit<DeclaredCall, "optional">): string {
    return `${from} ${to} ${port} ${request}`;
}

function portKey({ to, port }: Pick<DeclaredCall, "to" | "port">): string {
    return `${to} ${port}`;
}

/** Linkerd lets the kubelet probe what no route is for; who else may, is said of other requests. */
function isOwnProbe({ from, because }: Call): boolean {
    return (
        from.startsWith("unauthenticated") &&
        because.some(({ kind, name }) => kind === "DefaultPolicy" && name === "probe")
    );
}

/** Why a declared call is not let through; undefined where it is. */
function refusal(
    { from, port, request }: DeclaredCall,
    others: readonly DeclaredCall[],
    to: string | undefined,
    evaluator: Evaluator,
): readonly Reason[] | undefined {
    if (to === undefined) {
        return [];
    }
    for (const caller of callersOf(from)) {
        for (const question of questionsOf(request, from, others)) {
            const { verdict, because } = evaluator.ask({ ...question, from: caller, to, port });
            if (verdict !== "allow" && verdict !== "unenforced") {
                return because;
            }
        }
    }
    return undefined;
}

/** Whoever is asked for where a text names many: an address of each network. */
function callersOf(from: string): string[] {
    const [who = "", networks] = from.split("@");
    return networks === undefined
        ? [from]
        : networks.split(",").map((network) => `${who}@${network.split("/")[0] ?? ""}`);
}

/**
 * Requests of those that a text tells. Where it names no method: one of each, but for those that
 * are declared by themselves.
 */
function questionsOf(
    text: string,
    from: string,
    others: readonly DeclaredCall[],
): Pick<Question, "method" | "path" | "host">[] {
    const { method, rest } = splitRequest(text);
    const isPublic = from === "internet";
    const slash = rest.indexOf("/");
    const host = isPublic && slash > 0 ? rest.slice(0, slash) : undefined;
    const path = (host === undefined ? rest : rest.slice(slash))
        .replace(/^\*\/\*$/, "any.Service/*")
        .replace(/\*$/, isPublic ? "" : "~any");
    const isGrpc = host === undefined && !rest.startsWith("/") && rest !== "*";
    const methods = isGrpc
        ? ["POST"]
        : httpMethods.filter((each) => !others.some((other) => isOwn(other.request, each, rest)));
    return (method === undefined ? methods : [method]).map((each) => ({
        method: each,
        path: path.startsWith("/") ? path : `/${path}`,
        ...(host !== undefined && { host }),
    }));
}

function isOwn(request: string, method: string, rest: string): boolean {
    return splitRequest(request).method === method && requestCovers(request, `${method} ${rest}`);
}

function groupedByPort(calls: readonly DeclaredCall[]): Map<string, DeclaredCall[]> {
    const groups = new Map<string, DeclaredCall[]>();
    for (const call of calls) {
        const key = portKey(call);
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, [call]);
        } else {
            group.push(call);
        }
    }
    return groups;
}

/** Whether all callers of one text are among those of another. */
function fromCovers(wide: string, narrow: string): boolean {
    if (wide === narrow || wide === "unauthenticated") {
        return narrow !== "internet" || wide === narrow;
    }
    const [who, networks] = wide.split("@");
    const [narrowWho = "", narrowNetworks] = narrow.split("@");
    if (networks !== undefined) {
        const inner = narrowNetworks?.split(",") ?? ["everywhere"];
        return (
            who === narrowWho &&
            inner.every((network) => networks.split(",").some((block) => isWithin(network, block)))
        );
    }
    return wide.endsWith("*") && narrowWho.includes("/") && narrowWho.startsWith(wide.slice(0, -1));
}

/** A network's text can have exceptions after a dash, which only make it smaller. */
function isWithin(network: string, block: string): boolean {
    const inner = parseCidr(network.split("-")[0] ?? "");
    const outer = parseCidr(block);
    return inner !== undefined && outer !== undefined && cidrWithin(inner, outer);
}

/** Whether all requests of one text are among those of another. */
function requestCovers(wide: string, narrow: string): boolean {
    if (wide === narrow || wide === "*" || wide === "/*" || wide === "*/*") {
        return true;
    }
    const one = splitRequest(wide);
    const other = splitRequest(narrow);
    if ((one.method !== undefined && one.method !== other.method) || !one.rest.endsWith("*")) {
        return one.rest === other.rest && one.method === undefined;
    }
    const base = one.rest.slice(0, -1);
    const asked = other.rest.replace(/\*$/, "");
    return asked.startsWith(base) || `${asked}/` === base;
}

function splitRequest(text: string): { method: string | undefined; rest: string } {
    const [, method, rest] = /^(?:([A-Z]+) )?(.*)$/.exec(text) ?? [];
    return { method, rest: rest ?? text };
}
