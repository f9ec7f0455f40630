import { append } from "../reading/groupBy";
import { type Json, UNKNOWN, isList, isObject, peek } from "../reading/read";
import { type Ternary, every } from "../reading/ternary";

/** Whether a label selector selects everything. */
export function selectsAll(selector: Json): Ternary {
    if (selector === UNKNOWN) {
        return UNKNOWN;
    }
    const isEmpty = (terms: Json): Ternary =>
        terms === UNKNOWN
            ? UNKNOWN
            : isObject(terms)
              ? Object.keys(terms).length === 0
              : !isList(terms) || terms.length === 0;
    return every(
        isEmpty(peek(selector, ["matchLabels"])),
        isEmpty(peek(selector, ["matchExpressions"])),
    );
}

/** Whether labels meet a label selector. */
export function selects(selector: Json, labels: Json): Ternary {
    const matchLabels = peek(selector, ["matchLabels"]);
    const expressions = peek(selector, ["matchExpressions"]);
    if (selector === UNKNOWN || matchLabels === UNKNOWN || expressions === UNKNOWN) {
        return UNKNOWN;
    }
    const terms: Ternary[] = [];
    if (isObject(matchLabels)) {
        for (const key of Object.keys(matchLabels)) {
            const found = peek(labels, [key]);
            const wanted = matchLabels[key];
            terms.push(found === UNKNOWN || wanted === UNKNOWN ? UNKNOWN : found === wanted);
        }
    }
    if (isList(expressions)) {
        for (const expression of expressions) {
            terms.push(meets(expression, labels));
        }
    }
    return every(...terms);
}

function meets(expression: Json, labels: Json): Ternary {
    const key = peek(expression, ["key"]);
    const values = peek(expression, ["values"]);
    const found = typeof key === "string" ? peek(labels, [key]) : UNKNOWN;
    if (found === UNKNOWN || values === UNKNOWN || (isList(values) && values.includes(UNKNOWN))) {
        return UNKNOWN;
    }
    const isAmong = isList(values) && values.includes(found);
    switch (peek(expression, ["operator"])) {
        case "In":
            return isAmong;
        case "NotIn":
            return !isAmong;
        case "Exists":
            return found !== undefined;
        case "DoesNotExist":
            return found === undefined;
        default:
            return UNKNOWN;
    }
}

/** Things by their label selectors, so that not every pod is held against every selector. */
export class SelectorIndex<T> {
    private readonly byLabel = new Map<string, { selector: Json; thing: T }[]>();

    add(selector: Json, thing: T): void {
        append(this.byLabel, keyOf(peek(selector, ["matchLabels"])), { selector, thing });
    }

    /** What selects a pod, or may. */
    selecting(labels: Json): { readonly thing: T; readonly isCertain: boolean }[] {
        const found = [];
        for (const key of this.keysOf(labels)) {
            for (const { selector, thing } of this.byLabel.get(key) ?? []) {
                const selected = selects(selector, labels);
                if (selected !== false) {
                    found.push({ thing, isCertain: selected === true });
                }
            }
        }
        return found;
    }

    private keysOf(labels: Json): Iterable<string> {
        if (labels !== undefined && !isObject(labels)) {
            return this.byLabel.keys();
        }
        const values = labels ? Object.entries(labels) : [];
        return values.some(([, value]) => value === UNKNOWN)
            ? this.byLabel.keys()
            : ["", ...values.map(([key, value]) => pair(key, value))];
    }
}

/** The first label that a pod must have; none where there is no such label, or it is not known. */
function keyOf(matchLabels: Json): string {
    const [first] = isObject(matchLabels) ? Object.entries(matchLabels) : [];
    return first === undefined || first[1] === UNKNOWN ? "" : pair(...first);
}

function pair(key: string, value: Json): string {
    return `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}
