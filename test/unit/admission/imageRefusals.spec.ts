import assert from "node:assert/strict";

import { imageRefusals } from "../../../components/admission/imageRefusals";
import { at, isPlainObject, textAt, type PlainObject } from "../../../sandbox/standins/properties";
import { podTemplateOf } from "../../support/controllerObjects";
import { fixtures } from "./fixtures";
import { goodImage } from "./fixtures/objects";

const rules = ["SC-01", "SC-02", "SC-03"];
const deny = (id: string) => ({ rules: { [id]: "Deny" } }) as const;
const of = (image: string) => ({ namespace: "shop", workload: "cart", image });

/** The images of a fixture's workload. */
function imagesOf(object: PlainObject): string[] {
    const template = podTemplateOf(object);
    return ["initContainers", "containers"].flatMap((list) => {
        const containers = at(template, "spec", list);
        return (Array.isArray(containers) ? containers : [])
            .filter((each) => isPlainObject(each))
            .map((container) => textAt(container, "image") ?? "");
    });
}

describe("What is refused for its image", () => {
    for (const { rule, title, refused, object } of fixtures) {
        if (!rules.includes(rule)) {
            continue;
        }
        it(`${rule}: ${refused ? "refuses" : "allows"} ${title}`, () => {
            const images = imagesOf(object);
            assert.ok(images.length > 0);
            const refusing = images.flatMap((image) => imageRefusals(of(image), deny(rule)));
            assert.equal(
                refusing.some(({ id }) => id === rule),
                refused,
            );
        });
    }

    it("is no image that every rule accepts", () => {
        assert.deepEqual(imageRefusals(of(goodImage), { production: true }), []);
    });

    it("is nothing of the injector's for its lack of a digest, but for what else is wrong with it", () => {
        const ids = (image: string) =>
            imageRefusals({ ...of(image), isInjected: true }, { production: true }).map(
                ({ id }) => id,
            );
        assert.deepEqual(ids("cr.l5d.io/linkerd/proxy:edge-26.8.3"), []);
        assert.deepEqual(ids("registry.example.com/linkerd/proxy:edge"), ["SC-01", "SC-03"]);
    });
});
