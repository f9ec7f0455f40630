// Takes each rule out, and each of its violations, and asks the tests: `npm run -s test:removal`, or
// `npm run -s test:removal -- CLD-01` for some.
import "./tagPlaces";

import { join } from "node:path";

import type { Rule } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { type Removal, listen, placesSeen, without } from "./removals";
import { placesIn } from "./tagPlaces";
import { Tests } from "./tests";

const RULES = join(__dirname, "..", "..", "rules");
/** Where the rules that judge no object have their cases. */
const OF_THE_PACK = ["exemption.spec.ts", "policies.spec.ts", "judgement.spec.ts"];

/** What was taken out, and how much of it the tests noticed. */
interface Result {
    readonly removals: readonly Removal[];
    readonly unnoticed: readonly Removal[];
}

void main();

async function main(): Promise<void> {
    listen();
    const shared = await Tests.in("examples.spec.ts", "brokenArchitectures.spec.ts");
    const results: Result[] = [];
    const chosen = process.argv.slice(2);
    for (const rule of rules.filter(({ id }) => chosen.length === 0 || chosen.includes(id))) {
        results.push(await takenOut(rule, shared));
    }
    const removals = results.flatMap((each) => each.removals);
    const unnoticed = results.flatMap((each) => each.unnoticed);
    for (const { rule, place } of unnoticed) {
        console.log(`${rule}: no test notices ${place ?? "that it is gone"}`);
    }
    const noticed = (isRule: boolean) => {
        const all = removals.filter(({ place }) => (place === undefined) === isRule).length;
        const not = unnoticed.filter(({ place }) => (place === undefined) === isRule).length;
        return `noticed ${all - not}/${all}`;
    };
    console.log(`violations, each at its place in the sources: ${noticed(false)}`);
    console.log(`rules: ${noticed(true)}`);
    console.log(noticed(true));
    process.exit(unnoticed.length === 0 ? 0 : 1);
}

/** Takes out a rule, and then each place at which it reports a violation. */
async function takenOut(rule: Rule, shared: Tests): Promise<Result> {
    const cases = await Tests.in(...specsOf(rule));
    const fail = async () => (await cases.fail()) || (await shared.fail(titlesOf(rule)));
    if (await fail()) {
        throw new Error(`${rule.id}: its tests fail with nothing taken out`);
    }
    const removals = [
        { rule: rule.id },
        ...placesOf(rule).map((place) => ({ rule: rule.id, place })),
    ];
    const unnoticed: Removal[] = [];
    for (const removal of removals) {
        if (!(await without(removal, fail))) {
            unnoticed.push(removal);
        }
    }
    return { removals, unnoticed };
}

/** The places in a rule's own source, and those in what it reads with at which it reported. */
function placesOf(rule: Rule): string[] {
    const room = rule.id.toLowerCase();
    const own = placesIn(join(RULES, room.replace(/-\d+$/, ""), room, "preview.ts"));
    return [...new Set([...own, ...placesSeen(rule)])].sort();
}

function specsOf({ id, resource, stack }: Rule): string[] {
    const own = `${id.toLowerCase()}.spec.ts`;
    return resource || stack ? [own] : OF_THE_PACK;
}

function titlesOf({ id }: Rule): RegExp {
    return new RegExp(`\\b${id}:`);
}
