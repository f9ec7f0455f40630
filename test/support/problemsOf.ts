import assert from "node:assert/strict";

import { InputError } from "../../manifests/inputError";

/** What an action says is wrong with its input; nothing where it takes it. */
export function problemsOf(action: () => unknown): readonly string[] {
    try {
        action();
    } catch (error) {
        assert.ok(error instanceof InputError);
        return error.problems;
    }
    return [];
}
