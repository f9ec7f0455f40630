import type { Field } from "./field";

export type Labels = Readonly<Record<string, string>>;

interface Expression {
    key: string;
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    values: ReadonlySet<string>;
}

/** A Kubernetes label selector: everything in it must hold; an empty one selects everything. */
export interface LabelSelector {
    matchLabels: Labels;
    matchExpressions: readonly Expression[];
}

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

export function readLabelSelector(field: Field): LabelSelector {
    return {
        matchLabels: field.at("matchLabels").stringMap(),
        matchExpressions: field
            .at("matchExpressions")
            .items()
            .flatMap((item) => {
                const operatorField = item.at("operator");
                operatorField.requiredString();
                const operator = operatorField.oneOf(operators);
                return operator === undefined
                    ? []
                    : {
                          key: item.at("key").requiredString(),
                          operator,
                          values: new Set(item.at("values").strings()),
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
        switch (operator) {
            case "In":
                return value !== undefined && values.has(value);
            case "NotIn":
                // Kubernetes: a label that is absent is in no set.
                return value === undefined || !values.has(value);
            case "Exists":
                return value !== undefined;
            case "DoesNotExist":
                return value === undefined;
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
        : [...within.values].map((value) => `${within.key}=${value}`);
}
