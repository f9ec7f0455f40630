import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { Evaluator, type Question, type Verdict } from "../../../access/evaluate/evaluator";
import type { Request } from "../../../access/evaluate/question";
import { loadObjects } from "../../../access/objects";
import { partOfReferenceDataFor } from "../../support/notChecked";

const root = path.resolve(__dirname, "../../..");
const folder = path.join(root, "..", "shared", "data", "linkerd-verdicts");

interface Case extends Question {
    verdict: string;
    /** The object or default that allowed it: the first of several. */
    by?: string;
}

/** What the controller was started with when the verdicts were read off. */
const settings = {
    defaultPolicy: "all-unauthenticated",
    trustDomain: "cluster.local",
    clusterNetworks: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"],
    probeNetworks: ["0.0.0.0/0", "::/0"],
    opaquePorts: [25, 3306],
};

const verdicts = partOfReferenceDataFor(
    existsSync(folder) ? folder : undefined,
    "the verdicts of a real Linkerd policy controller",
);

if (verdicts !== undefined) {
    describe("The evaluator agrees with a real Linkerd policy controller", () => {
        for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
            const scenario = path.basename(file, ".yaml");
            it(`in scenario ${scenario}`, () => {
                const evaluator = new Evaluator(loadObjects([path.join(folder, file)]), settings);
                const cases = JSON.parse(
                    readFileSync(path.join(folder, `${scenario}.verdicts.json`), "utf8"),
                ) as Case[];
                const disagreements = cases.flatMap((one) => {
                    const verdict = evaluator.ask(one);
                    const same =
                        verdict.verdict === one.verdict &&
                        (one.by === undefined || allowers(verdict).includes(one.by));
                    return same ? [] : [{ ...one, ours: verdict }];
                });
                assert.deepEqual(disagreements, []);
            });

            it(`in scenario ${scenario}, whose list of calls agrees with its verdicts`, () => {
                const objects = loadObjects([path.join(folder, file)]);
                // The order of objects has no say either.
                const [asked, listed] = [objects, [...objects].reverse()].map(
                    (given) => new Evaluator(given, settings),
                );
                assert.ok(asked !== undefined && listed !== undefined);
                const callers = [
                    "other/stranger",
                    `${scenario}-ops/prometheus`,
                    `${scenario}-app/web`,
                    "unauthenticated@10.9.1.1",
                    "unauthenticated@8.8.8.8",
                ];
                for (const { to, port, requests } of asked.ports()) {
                    for (const from of callers) {
                        const calls = listed.select({ from, to, port: String(port) });
                        for (const { request, witness } of requests) {
                            if (witness === undefined && request !== "*") {
                                // A regular expression, of whose requests there is no example.
                                continue;
                            }
                            const answer: Verdict = asked.ask({
                                ...{ from, to, port },
                                ...(witness === undefined ? {} : requestParts(witness)),
                            });
                            assert.equal(
                                calls.some((call) => call.request === request),
                                answer.verdict === "allow",
                                `${from} to ${to}:${port} ${request}`,
                            );
                        }
                    }
                }
            });
        }
    });
}

function requestParts({ method, path: plain, query, host, headers }: Request): Partial<Question> {
    return {
        method,
        path: query === "" ? plain : `${plain}?${query}`,
        headers,
        ...(host === undefined ? {} : { host }),
    };
}

/** Everything that allows, as the controller's metadata names it. */
function allowers({ because }: Verdict): string[] {
    return because
        .filter(({ why }) => why.startsWith("allows "))
        .map(({ kind, name }) =>
            kind === "DefaultPolicy" ? `default:${name}` : `${kind.toLowerCase()}/${name}`,
        );
}
