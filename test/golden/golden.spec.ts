import assert from "node:assert/strict";

import { renderings, stacks, written, writtenFor } from "./renderings";

describe("Every resource of the stack, with all its inputs and options,", () => {
    for (const stack of Object.keys(stacks)) {
        describe(`as ${stack} has them,`, () => {
            let rendered: Map<string, string>;

            before(async () => {
                rendered = await renderings(stack);
            });

            it("is as it was written; after a change that is meant, `npm run golden` writes it", () => {
                for (const [component, text] of rendered) {
                    assert.equal(text, written(stack, component), component);
                }
            });

            it("is of the components that are written, and of no others", () => {
                const others = writtenFor(stack).filter((component) => !rendered.has(component));
                assert.deepEqual(others, []);
            });
        });
    }
});
