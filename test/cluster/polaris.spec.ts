import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { defaultAdmissionSettings } from "../../rules/admission/admissionSettings";
import { polarisConfiguration } from "../../components/admission/polarisConfiguration";
import { admissionRules } from "../../rules/rules";
import { findExecutable } from "../../sandbox/goTools/executables";
import {
    at,
    isPlainObject,
    type PlainObject,
    type PlainValue,
} from "../../sandbox/standins/properties";
import { need } from "../support/notChecked";
import { fixtures } from "../unit/admission/fixtures";
import { type Fixture, refusedBy } from "../unit/admission/fixtures/fixture";
import { workload } from "../unit/admission/fixtures/objects";

const run = promisify(execFile);
const claimed = admissionRules.filter(({ polaris }) => polaris !== undefined);

describe("The real Polaris, as CI runs it on files", function () {
    let polaris: string;
    const folder = mkdtempSync(join(tmpdir(), "polaris-"));

    before(function () {
        // No registry that Go can ask has it; whoever has it on PATH has it tested.
        const found = findExecutable("polaris", process.env.PATH ?? "");
        polaris = need(this, found, "polaris is not on PATH");
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    /** The rules that an audit of the fixture's object finds broken. */
    async function audit({ object, settings }: Fixture, name: string): Promise<string[]> {
        const config = join(folder, `${name}.json`);
        const files = join(folder, name);
        mkdirSync(files);
        const all = { ...defaultAdmissionSettings, ...settings };
        const production = { production: true };
        writeFileSync(
            config,
            JSON.stringify(polarisConfiguration(admissionRules, all, production)),
        );
        writeFileSync(join(files, "object.yaml"), JSON.stringify(object));
        const { stdout } = await run(polaris, [
            "audit",
            "--format=json",
            `--config=${config}`,
            `--audit-path=${files}`,
        ]);
        return broken(JSON.parse(stdout) as PlainValue);
    }

    it("fails the run of CI where a mandatory rule is broken", async () => {
        const config = join(folder, "config.json");
        const settings = defaultAdmissionSettings;
        writeFileSync(config, JSON.stringify(polarisConfiguration(admissionRules, settings, {})));
        const codeFor = async (object: PlainObject): Promise<unknown> => {
            writeFileSync(join(folder, "workload.yaml"), JSON.stringify(object));
            const path = `--audit-path=${join(folder, "workload.yaml")}`;
            const args = ["audit", "--set-exit-code-on-danger", `--config=${config}`, path];
            return run(polaris, args).then(
                () => 0,
                (error: unknown) => (error as { code: unknown }).code,
            );
        };
        assert.equal(await codeFor(workload()), 0);
        assert.equal(await codeFor(workload({ spec: { hostPID: true } })), 3);
    });

    for (const [index, fixture] of fixtures.entries()) {
        const { rule, title } = fixture;
        if (!claimed.some(({ id }) => id === rule)) {
            continue;
        }
        const refused = refusedBy(fixture, "polaris");
        it(`${rule}: ${refused ? "refuses" : "allows"} ${title}`, async () => {
            assert.equal((await audit(fixture, `fixture-${index}`)).includes(rule), refused);
        });
    }
});

/** Ids of the checks without success, wherever an audit has them. */
function broken(value: PlainValue): string[] {
    if (Array.isArray(value)) {
        return value.flatMap(broken);
    }
    if (!isPlainObject(value)) {
        return [];
    }
    const id = at(value, "ID");
    return at(value, "Success") === false && typeof id === "string"
        ? [id]
        : Object.values(value).flatMap(broken);
}
