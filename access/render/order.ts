import type { Call } from "../evaluate/evaluator";
import { needsNoIdentity } from "./basis";

/** Orders calls by what is called, then by request and caller. */
export function compareCalls(left: Call, right: Call): number {
    const key = ({ to, port, request, from }: Call): string =>
        [to, String(port).padStart(5, "0"), request, from].join("\u0000");
    return compareText(key(left), key(right));
}

/** Orders callers: the internet, then whoever needs no identity, then any identity, then names. */
export function compareCallers(left: string, right: string): number {
    const rank = (name: string): string =>
        name === "internet" ? "0" : needsNoIdentity(name) ? "1" : `2${name}`;
    return compareText(rank(left), rank(right)) || compareText(left, right);
}

/** The same on every machine, whatever its language. */
export function compareText(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}
