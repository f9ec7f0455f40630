import type { Call } from "../evaluate/evaluator";

/** On what a call is let through, the least alarming first. */
export const bases = ["identity", "address", "internet", "unenforced"] as const;

export type Basis = (typeof bases)[number];

/** What a legend says of each. */
export const basisText: Readonly<Record<Basis, string>> = {
    identity: "allowed by identity",
    address: "allowed without identity",
    internet: "allowed from the internet",
    unenforced: "unenforced: no policy looks at it",
};

export function basisOf({ from, verdict }: Pick<Call, "from" | "verdict">): Basis {
    if (verdict === "unenforced") {
        return "unenforced";
    }
    if (from === "internet") {
        return "internet";
    }
    return needsNoIdentity(from) ? "address" : "identity";
}

/** Whether a caller of a `Call` is anybody, or anybody from some networks. */
export function needsNoIdentity(from: string): boolean {
    return /^unauthenticated(@|$)/.test(from);
}
