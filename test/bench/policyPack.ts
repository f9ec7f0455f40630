/*
 * What a policy pack costs in a real preview: seconds without one, with an empty one, and with ours.
 * `npx tsx test/bench/policyPack.ts [RESOURCES…]`, by default 1,000. The best of several previews
 * counts: what else the machine does only ever adds.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

import { Interruption } from "../../sandbox/interruption";
import { consoleProgress } from "../../sandbox/progress";
import { openSession } from "../../sandbox/session";
import { configure, openWorkspace, readProject, readStackFile } from "../../sandbox/workspace";

const ROUNDS = 3;
const WHOLE = resolve(__dirname, "..", "..", "policy-pack");
const packs = new Map([
    ["no pack", []],
    ["an empty pack", [join(__dirname, "emptyPack")]],
    ["the whole pack", [WHOLE]],
]);

interface Measured {
    seconds: number;
    resources: number;
    violations: number;
}

/** The best preview by pack; the packs take turns, so that a slow minute hits each of them. */
async function measure(resources: number): Promise<Map<string, Measured>> {
    const home = mkdtempSync(join(tmpdir(), "policy-pack-bench-"));
    const program = join(__dirname, "workloads");
    const project = readProject(program);
    const stackFile = readStackFile(project, "dev");
    const config = [{ key: "resources", value: String(resources) }];
    const configuration = configure(project, "dev", stackFile, config);
    const session = await openSession({
        options: {
            operation: "preview",
            help: false,
            json: false,
            apiServer: false,
            nodes: false,
            controllers: false,
            stack: "dev",
            config,
            program,
            policyPack: WHOLE,
            home,
        },
        project,
        workspace: openWorkspace(home, project, "dev", configuration),
        onApiServer: false,
        afterKill: false,
        interruption: Interruption.watch(console.error, () => {
            rmSync(home, { recursive: true, force: true });
        }),
        progress: consoleProgress(process.stderr),
    });
    try {
        const best = new Map<string, Measured>();
        for (let round = 0; round < ROUNDS; round++) {
            for (const [name, policyPacks] of packs) {
                const measured = await preview(policyPacks);
                const before = best.get(name);
                if (!before || measured.seconds < before.seconds) {
                    best.set(name, measured);
                }
            }
        }
        return best;
    } finally {
        await session.close();
        rmSync(home, { recursive: true, force: true });
    }

    async function preview(policyPacks: string[]): Promise<Measured> {
        let violations = 0;
        const began = performance.now();
        const { changeSummary } = await session.stack.preview({
            policyPacks,
            color: "never",
            suppressProgress: true,
            onEvent: ({ policyEvent }) => {
                violations += policyEvent ? 1 : 0;
            },
        });
        return {
            seconds: (performance.now() - began) / 1000,
            resources: changeSummary.create ?? 0,
            violations,
        };
    }
}

async function main(sizes: readonly number[]): Promise<void> {
    console.log("resources  pack            seconds  to an empty one  violations");
    for (const size of sizes) {
        const best = await measure(size);
        const empty = best.get("an empty pack")?.seconds ?? Number.NaN;
        for (const [name, { seconds, resources, violations }] of best) {
            console.log(
                [
                    String(resources).padStart(9),
                    name.padEnd(14),
                    seconds.toFixed(2).padStart(7),
                    (seconds / empty).toFixed(2).padStart(15),
                    String(violations).padStart(10),
                ].join("  "),
            );
        }
    }
}

const sizes = process.argv.slice(2).map(Number);
// Connections of an engine that ended would keep the process alive.
void main(sizes.length > 0 ? sizes : [1_000]).then(() => process.exit());
