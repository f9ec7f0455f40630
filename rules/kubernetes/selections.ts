import type { Path } from "zero-trust-manifests";
import { type LabelSelector, SelectorIndex, selects } from "zero-trust-access";
import { append } from "../reading/groupBy";
import { type Pods } from "./pods";
import {
    type Json,
    type Reading,
    type Unsettled,
    isUnsettled,
    readItems,
    readObject,
    readString,
    valueOf,
} from "../reading/read";
import { type Resource, describe } from "../reading/resource";
import { type Verdict, unsettled } from "../rule";
import { doubtOf, readTexts } from "../reading/texts";

/** What selects pods of its namespace by their labels: a Server, a Service. */
export interface Selecting {
    readonly resource: Resource;
    readonly namespace: Reading<string>;
    /** Absent where it selects no pods. */
    readonly selector: Reading<LabelSelector>;
}

/** What is not known, and of which object. */
export interface Doubt {
    readonly reading: Unsettled;
    readonly of: Resource;
}

/** The verdict on an object while something is in doubt that it depends on. */
export function doubtful(resource: Resource, { reading, of }: Doubt): Verdict {
    return unsettled(resource, reading, of === resource ? undefined : describe(of));
}

const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/** A label selector with `matchLabels` and `matchExpressions`. */
export function readSelector(object: Json, path: Path): Reading<LabelSelector> {
    const selector = readObject(object, path);
    if (selector.state !== "known") {
        return selector;
    }
    const labels = readTexts(object, [...path, "matchLabels"]);
    const expressions = readItems(object, [...path, "matchExpressions"]);
    const read = (valueOf(expressions) ?? []).map((item) => readExpression(object, item));
    const doubt =
        labels.all ??
        [...labels.unsettled.values()][0] ??
        [expressions, ...read].find((reading) => isUnsettled(reading));
    return doubt && isUnsettled(doubt)
        ? doubt
        : {
              ...selector,
              value: {
                  matchLabels: labels.known,
                  matchExpressions: read.flatMap((expression) => valueOf(expression) ?? []),
              },
          };
}

function readExpression(
    object: Json,
    path: Path,
): Reading<LabelSelector["matchExpressions"][number]> {
    const key = readString(object, [...path, "key"]);
    const given = readString(object, [...path, "operator"]);
    const list = readItems(object, [...path, "values"]);
    const values = (valueOf(list) ?? []).map((item) => readString(object, item));
    const operator = OPERATORS.find((each) => each === valueOf(given));
    const doubt = [key, given, list, ...values].find((reading) => isUnsettled(reading));
    if (doubt && isUnsettled(doubt)) {
        return doubt;
    }
    if (operator === undefined || key.state !== "known") {
        const expected = `a key and one of ${OPERATORS.join(", ")}`;
        return { state: "malformed", path, expected };
    }
    const texts = values.flatMap((value) => valueOf(value) ?? []);
    // With an empty list Linkerd's `Exists` selects nothing, and without a list its `NotIn` does.
    const set = list.state === "absent" ? undefined : new Set(texts);
    return { state: "known", path, value: { key: key.value, operator, values: set } };
}

/** Which of some objects select which pods, worked out once for all of them. */
export class Selections<T extends Selecting> {
    private readonly pods = new Map<T, Pods[]>();
    private readonly selecting = new Map<Pods, T[]>();
    private readonly doubtsOfSelecting = new Map<T, Doubt>();
    private readonly doubtsOfPods = new Map<Pods, Doubt>();
    /** What may select in any namespace, and pods that may be in any. */
    private stray: Doubt | undefined;
    private strayPods: Doubt | undefined;

    constructor(all: readonly T[], pods: readonly Pods[]) {
        const byNamespace = new Map<string, Candidates<T>>();
        for (const one of all) {
            this.add(one, byNamespace);
        }
        for (const each of pods) {
            this.addPods(each, byNamespace);
        }
    }

    /** The pods that one selects for certain. */
    podsOf(one: T): readonly Pods[] {
        return this.pods.get(one) ?? [];
    }

    /** What selects pods for certain. */
    of(pods: Pods): readonly T[] {
        return this.selecting.get(pods) ?? [];
    }

    /** Why one may select more pods. */
    doubtOf(one: T): Doubt | undefined {
        return this.doubtsOfSelecting.get(one) ?? this.strayPods;
    }

    /** Why pods may be selected by more. */
    doubtOfPods(pods: Pods): Doubt | undefined {
        return this.doubtsOfPods.get(pods) ?? this.stray;
    }

    private add(one: T, byNamespace: Map<string, Candidates<T>>): void {
        const { resource, namespace, selector } = one;
        if (isUnsettled(namespace)) {
            this.stray ??= { reading: namespace, of: resource };
            this.doubtsOfSelecting.set(one, { reading: namespace, of: resource });
            return;
        }
        const name = valueOf(namespace) ?? "";
        const candidates = byNamespace.get(name) ?? {
            index: new SelectorIndex<T>(),
            list: [],
            doubt: undefined,
        };
        byNamespace.set(name, candidates);
        if (isUnsettled(selector)) {
            const doubt = { reading: selector, of: resource };
            candidates.doubt ??= doubt;
            this.doubtsOfSelecting.set(one, doubt);
        } else if (selector.state === "known") {
            candidates.index.add(selector.value, one);
            candidates.list.push({ one, selector: selector.value });
        }
    }

    private addPods(pods: Pods, byNamespace: ReadonlyMap<string, Candidates<T>>): void {
        const { resource, namespace, labels } = pods;
        if (isUnsettled(namespace)) {
            this.strayPods ??= { reading: namespace, of: resource };
            this.doubtsOfPods.set(pods, { reading: namespace, of: resource });
            return;
        }
        const candidates = byNamespace.get(valueOf(namespace) ?? "");
        if (candidates === undefined) {
            return;
        }
        if (candidates.doubt) {
            this.doubtsOfPods.set(pods, candidates.doubt);
        }
        const isKnown = labels.all === undefined && labels.unsettled.size === 0;
        if (isKnown && typeof pods.meshed === "boolean") {
            for (const one of candidates.index.selecting(pods.facts.labels)) {
                this.select(one, pods);
            }
            return;
        }
        for (const { one, selector } of candidates.list) {
            const selected = matches(selector, pods);
            if (selected === true) {
                this.select(one, pods);
            } else if (selected !== false) {
                const doubt = { reading: selected, of: resource };
                this.doubtsOfPods.set(pods, doubt);
                this.doubtsOfSelecting.set(one, doubt);
            }
        }
    }

    private select(one: T, pods: Pods): void {
        append(this.pods, one, pods);
        append(this.selecting, pods, one);
    }
}

interface Candidates<T> {
    readonly index: SelectorIndex<T>;
    readonly list: { readonly one: T; readonly selector: LabelSelector }[];
    /** What of the namespace may select anything. */
    doubt: Doubt | undefined;
}

/** Whether a selector selects pods of which not all labels are known. */
function matches(selector: LabelSelector, pods: Pods): boolean | Unsettled {
    const { matchLabels, matchExpressions } = selector;
    const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
    const doubts = new Map(keys.map((key) => [key, doubtOfLabel(key, pods)]));
    const known: LabelSelector = {
        matchLabels: Object.fromEntries(
            Object.entries(matchLabels).filter(([key]) => doubts.get(key) === undefined),
        ),
        matchExpressions: matchExpressions.filter(({ key }) => doubts.get(key) === undefined),
    };
    const [doubt] = [...doubts.values()].flatMap((each) => each ?? []);
    return selects(known, pods.facts.labels) ? (doubt ?? true) : false;
}

/** Linkerd's injector adds labels of its own to pods that it injects its proxy into. */
function doubtOfLabel(key: string, { facts, labels, meshed }: Pods): Unsettled | undefined {
    if (facts.labels[key] !== undefined) {
        return undefined;
    }
    return (
        doubtOf(labels, key) ??
        (typeof meshed !== "boolean" && key.startsWith("linkerd.io/") ? meshed : undefined)
    );
}
