import { UNKNOWN } from "./read";

/** `UNKNOWN` where it cannot be told. */
export type Ternary = boolean | typeof UNKNOWN;

export function every(...terms: readonly Ternary[]): Ternary {
    return terms.includes(false) ? false : terms.includes(UNKNOWN) ? UNKNOWN : true;
}

export function some(terms: readonly Ternary[]): Ternary {
    return terms.includes(true) ? true : terms.includes(UNKNOWN) ? UNKNOWN : false;
}
