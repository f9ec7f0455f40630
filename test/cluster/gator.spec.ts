import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";

import {
    type AdmissionSettings,
    defaultAdmissionSettings,
} from "../../rules/admission/admissionSettings";
import {
    type GatekeeperCheck,
    gatekeeperChecks,
} from "../../components/admission/gatekeeperObjects";
import { enforcersOf } from "../../rules/admission/admissionRule";
import { admissionRules } from "../../rules/rules";
import { fixtures } from "../unit/admission/fixtures";
import type { Fixture } from "../unit/admission/fixtures/fixture";
import { namespaceObject } from "../unit/admission/fixtures/objects";
import { gatekeeperRefusal } from "../unit/admission/gatekeeperRefusal";
import { obtainGator } from "./gator";

const run = promisify(execFile);

describe("Gatekeeper's templates and constraints, verified by gator", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let gator: string;
    const folder = mkdtempSync(join(tmpdir(), "gator-"));

    before(async () => {
        gator = await obtainGator();
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    const claimed = admissionRules.filter((rule) => enforcersOf(rule).includes("gatekeeper"));
    for (const { id } of claimed) {
        const own = fixtures.filter(({ rule, hiddenFromGator }) => rule === id && !hiddenFromGator);
        it(`${id}: allows and refuses ${own.length} objects as the others do`, async () => {
            const tests = new Map<string, object>();
            for (const [index, fixture] of own.entries()) {
                for (const check of checksOf(fixture)) {
                    const name = `${check.kind} ${JSON.stringify(fixture.settings ?? {})}`;
                    const test = tests.get(name) ?? testOf(check, `${id}-${tests.size}`);
                    (test as { cases: object[] }).cases.push(
                        caseOf(fixture, check, `${id}-${index}`),
                    );
                    tests.set(name, test);
                }
            }
            const suite = write(`${id}-suite.yaml`, {
                apiVersion: "test.gatekeeper.sh/v1alpha1",
                kind: "Suite",
                metadata: { name: id.toLowerCase() },
                tests: [...tests.values()],
            });
            const { stdout } = await run(gator, ["verify", join(folder, suite), "-v"]).catch(
                (error: unknown) => assert.fail((error as { stdout: string }).stdout),
            );
            assert.equal(stdout.match(/--- PASS: /g)?.length, passes([...tests.values()]));
        });
    }

    function testOf({ kind, template, constraint }: GatekeeperCheck, file: string): object {
        return {
            name: kind,
            template: write(`${file}-template.yaml`, template),
            constraint: write(`${file}-constraint.yaml`, constraint),
            cases: [],
        };
    }

    function caseOf(fixture: Fixture, check: GatekeeperCheck, file: string): object {
        const refused = gatekeeperRefusal(fixture, check);
        return {
            name: fixture.title,
            object: write(`${file}.yaml`, fixture.object),
            inventory: [namespaceObject("shop"), ...(fixture.beside ?? [])].map((object, index) =>
                write(`${file}-beside-${index}.yaml`, object),
            ),
            assertions: refused
                ? [{ violations: "yes", message: `^${fixture.rule}: .+; .+$` }]
                : [{ violations: "no" }],
        };
    }

    function write(file: string, content: object): string {
        writeFileSync(join(folder, file), stringify(content));
        return file;
    }
});

function checksOf({ rule, settings }: Fixture): GatekeeperCheck[] {
    const all: AdmissionSettings = { ...defaultAdmissionSettings, ...settings };
    return gatekeeperChecks(admissionRules, all, {}).filter((check) => check.rule === rule);
}

/** gator says so of each case and of each test. */
function passes(tests: object[]): number {
    return tests.reduce((sum, test) => sum + 1 + (test as { cases: object[] }).cases.length, 0);
}
