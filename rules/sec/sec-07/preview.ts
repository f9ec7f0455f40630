import { isUnsettled, readBoolean, readNumber, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const LENGTH = ["length"];
/** What NIST still holds to be strong (SP 800-131A). */
const BITS = 112;

/** How many characters each of the provider's classes has; all are on by default. */
const CLASSES: readonly { readonly name: string; readonly size: number }[] = [
    { name: "lower", size: 26 },
    { name: "upper", size: 26 },
    { name: "numeric", size: 10 },
    { name: "special", size: 21 },
];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "sec-07-generated-passwords-are-long",
        demand: `A RandomPassword has ${BITS} bits, which 19 letters and digits have.`,
        appliesTo: (type) => type === PASSWORD,
        *check(resource) {
            const length = readNumber(resource.object, LENGTH);
            const classes = CLASSES.map(({ name, size }) => ({
                size,
                used: readBoolean(resource.object, [name]),
            }));
            const open = [length, ...classes.map(({ used }) => used)].find(isUnsettled);
            if (open) {
                yield unsettled(resource, open);
                return;
            }
            const characters = classes
                .filter(({ used }) => valueOf(used) !== false)
                .reduce((sum, { size }) => sum + size, 0);
            const bits = Math.floor((valueOf(length) ?? 0) * Math.log2(Math.max(characters, 1)));
            if (bits < BITS) {
                yield violation(
                    resource,
                    LENGTH,
                    `has ${bits} bits, which somebody with its hash can guess`,
                );
            }
        },
    },
};
