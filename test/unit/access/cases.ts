import assert from "node:assert/strict";

import type { EvaluatorOptions, Question } from "../../../access/evaluate/evaluator";
import { evaluator, question } from "./manifests";

export interface Case {
    /** A sentence of the semantics. */
    it: string;
    /** Where who enforces it says or does so. */
    source: string;
    options?: EvaluatorOptions;
    objects: string[];
    /** Verdicts by caller, request, and where it matters target and port. */
    verdicts: Record<string, string> | [Question, string][];
}

/** One test for each case; the order of the objects never matters. */
export function describeCases(title: string, cases: readonly Case[]): void {
    describe(title, () => {
        for (const { it: sentence, source, options, objects, verdicts } of cases) {
            it(`${sentence} (${source})`, () => {
                const asked = Array.isArray(verdicts)
                    ? verdicts
                    : Object.entries(verdicts).map(([from, verdict]): [Question, string] => [
                          question(from),
                          verdict,
                      ]);
                for (const given of [objects, [...objects].reverse()]) {
                    const subject = evaluator(options ?? {}, ...given);
                    assert.deepEqual(
                        asked.map(([one]) => [one, subject.ask(one).verdict]),
                        asked,
                    );
                }
            });
        }
    });
}
