import type { Field } from "./field";

export type Labels = Readonly<Record<string, string>>;

interface Expression {
    key: string;
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    /** Undefined where none are given, which is not the same as an empty list. */
    values: ReadonlySet<string> | undefined;
}

/** A Kubernetes label selector: everything in it must hold; an empty one selects everything. */
export interface LabelSelector {
    matchLabels: Labels;
    matchExpressions: readonly Expression[];
}

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/** @param emptyIsNone whether an empty list of values is the same as none, as for the API server. */
export function readLabelSelector(field: Field, emptyIsNone = false): LabelSelector {
    return {
        matchLabels: field.at("matchLabels").stringMap(),
        matchExpressions: field
            .at("matchExpressions")
            .items()
            .flatMap((item) => {
                const operatorField = item.at("operator");
                operatorField.requiredString();
                const operator = operatorField.oneOf(operators);
                const values = item.at("values");
                const given = values.strings();
                return operator === undefined
                    ? []
                    : {
                          key: item.at("key").requiredString(),
                          operator,
                          values:
                              !values.present || (emptyIsNone && given.length === 0)
                                  ? undefined
                                  : new Set(given),
                      };
            }),
    };
}

export function selects(selector: LabelSelector, labels: Labels): boolean {
    for (const [key, value] of Object.entries(selector.matchLabels)) {
        if (labels[key] !== value) {
            return false;
        }
    }
    return selector.matchExpressions.every(({ key, operator, values }) => {
        const value = labels[key];
        // What has no values though it needs some, or some though it needs none, selects nothing.
        switch (operator) {
            case "In":
                return value !== undefined && values?.has(value) === true;
            case "NotIn":
                return values !== undefined && (value === undefined || !values.has(value));
            case "Exists":
                return values === undefined && value !== undefined;
            case "DoesNotExist":
                return values === undefined && value === undefined;
        }
    });
}

/**
 * Finds what selects given labels without asking every selector, so that the work grows with
 * what is selected rather than with selectors times workloads.
 */
export class SelectorIndex<Entry> {
    private readonly byLabel = new Map<string, { selector: LabelSelector; entry: Entry }[]>();
    private readonly others: { selector: LabelSelector; entry: Entry }[] = [];

    add(selector: LabelSelector, entry: Entry): void {
        const item = { selector, entry };
        const keys = labelsRequired(selector);
        if (keys === undefined) {
            this.others.push(item);
            return;
        }
        for (const key of keys) {
            const list = this.byLabel.get(key);
            if (list === undefined) {
                this.byLabel.set(key, [item]);
            } else {
                list.push(item);
            }
        }
    }

    /** Everything whose selector matches, in no particular order. */
    selecting(labels: Labels): Entry[] {
        const candidates = [...this.others];
        for (const [key, value] of Object.entries(labels)) {
            candidates.push(...(this.byLabel.get(`${key}=${value}`) ?? []));
        }
        return candidates
            .filter(({ selector }) => selects(selector, labels))
            .map(({ entry }) => entry);
    }
}

/** Labels of which a match has exactly one, if there are any such. */
function labelsRequired({ matchLabels, matchExpressions }: LabelSelector): string[] | undefined {
    const [first] = Object.entries(matchLabels);
    if (first !== undefined) {
        return [`${first[0]}=${first[1]}`];
    }
    const within = matchExpressions.find(({ operator }) => operator === "In");
    return within === undefined
        ? undefined
        : [...(within.values ?? [])].map((value) => `${within.key}=${value}`);
}
