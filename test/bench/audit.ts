/*
 * The rules, the audit command, and its peers on the same manifests:
 * `npx tsx test/bench/audit.ts [DEPLOYMENTS…]`, by default 1,000 and 10,000 of 1.9 kB.
 *
 * "start" is the time for one Deployment, "cold" for all of them, each in a process of its own and
 * with the files in the system's cache; "warm" is what one more Deployment costs. The engine alone
 * judges objects that are read already: "cold" the first time, "warm" when it is compiled by then.
 * Peers judge by as many of ten rules as they can, the audit command by all of its own and by those
 * ten alone.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { readObjects } from "../../manifests/objects";
import { toResource } from "../../policy-pack/readResource";
import { rules } from "../../rules/rules";
import { type Rule } from "../../rules/rule";
import { readConfiguration } from "../../rules/configuration";
import { dayOf } from "../../rules/day";
import { judgeAll } from "../../rules/judgement";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Verdict, deployments, faultyObjects } from "./auditObjects";
import { type Peer, commonRules, peers } from "./auditPeers";
import { type Measurement, measureProcess } from "./measuredProcess";

const COMMAND = join(__dirname, "..", "..", "policy-pack", "dist", "audit", "main.js");
/** What takes longer than this is measured once, and not with more objects. */
const PATIENCE_SECONDS = 20;
const REPETITIONS = 5;
const ENGINE = "--engine";

/** The audit command by all of its rules, or by those that are chosen. */
function auditBy(name: string, chosen: readonly Rule[]): Peer {
    const options = chosen === rules ? [] : chosen.flatMap(({ id }) => ["--rule", id]);
    return {
        name,
        command: process.execPath,
        install: "npm run build",
        rules: chosen.map(({ id }) => id),
        args: (file) => [COMMAND, "--format", "json", ...options, file],
        verdicts: (output) =>
            (JSON.parse(output) as OwnReport).findings
                .filter(({ status }) => status === "violation")
                .map(({ rule, resource: { namespace, name: object } }) => ({
                    rule,
                    object: `${namespace ?? ""}/${object ?? ""}`,
                })),
    };
}

interface OwnReport {
    readonly findings: readonly {
        readonly rule: string;
        readonly status: string;
        readonly resource: { readonly namespace: string | null; readonly name: string | null };
    }[];
}

/** Prints how long the rules alone take for a file: the first time, and the best of some more. */
function measureEngine(file: string): void {
    const problems: string[] = [];
    const objects = readObjects(readFileSync(file, "utf8"), file, problems).map(toResource);
    const configuration = readConfiguration({});
    const resources = objects.map(({ resource }) => resource);
    const times = Array.from({ length: REPETITIONS }, () => {
        const fresh = resources.map((resource) => ({ ...resource }));
        const start = performance.now();
        judgeAll(rules, new ResourceIndex(fresh), configuration, dayOf(new Date()));
        return (performance.now() - start) / 1000;
    });
    console.log(JSON.stringify({ cold: times[0], warm: Math.min(...times) }));
}

/** The best of some runs; of a slow program, of one. */
async function best(peer: Peer, file: string): Promise<Measurement> {
    let fastest: Measurement | undefined;
    for (let run = 0; run < REPETITIONS; run += 1) {
        const measured = await measureProcess(peer.command, peer.args(file), peer.environment);
        if (fastest === undefined || measured.seconds < fastest.seconds) {
            fastest = measured;
        }
        if (measured.seconds > PATIENCE_SECONDS) {
            break;
        }
    }
    if (fastest === undefined) {
        throw new Error("nothing was measured");
    }
    return fastest;
}

async function isInstalled(peer: Peer): Promise<boolean> {
    try {
        await measureProcess(peer.command, ["--help"]);
        return true;
    } catch {
        return false;
    }
}

async function measureSpeed(peer: Peer, sizes: readonly number[], folder: string): Promise<void> {
    const single = await best(peer, write(folder, 1));
    for (const size of sizes) {
        const measured = await best(peer, write(folder, size));
        print(
            peer.name,
            peer.rules.length,
            size,
            single.seconds.toFixed(2),
            measured.seconds.toFixed(2),
            microseconds(measured.seconds - single.seconds, size - 1),
            measured.megabytes,
        );
        if (measured.seconds > PATIENCE_SECONDS) {
            return;
        }
    }
}

async function measureRules(sizes: readonly number[], folder: string): Promise<void> {
    for (const size of sizes) {
        const { output, megabytes } = await measureProcess(process.execPath, [
            ...["--import", "tsx", __filename, ENGINE, write(folder, size)],
        ]);
        const { cold, warm } = JSON.parse(output) as { cold: number; warm: number };
        print(
            "the rules alone",
            rules.length,
            size,
            "",
            cold.toFixed(3),
            microseconds(warm, size),
            megabytes,
        );
    }
}

/** What a tool finds of what it has to find, and what it finds beside that by the same rules. */
async function compareVerdicts(peer: Peer, folder: string): Promise<void> {
    const { text, expected, optional } = faultyObjects();
    const file = join(folder, "faulty.yaml");
    writeFileSync(file, text);
    const { output } = await measureProcess(peer.command, peer.args(file), peer.environment);
    const judged = (verdicts: readonly Verdict[]) =>
        new Set(
            verdicts
                .filter(({ rule }) => peer.rules.includes(rule) && commonRules.includes(rule))
                .map(({ rule, object }) => `${rule} ${object}`),
        );
    const wanted = judged(expected);
    const allowed = judged(optional);
    const found = judged(peer.verdicts(output));
    const right = [...wanted].filter((verdict) => found.has(verdict)).length;
    const rulesInCommon = new Set([...wanted].map((verdict) => verdict.split(" ")[0]));
    print(
        peer.name,
        rulesInCommon.size,
        `${right} of ${wanted.size}`,
        [...found].filter((verdict) => !wanted.has(verdict) && !allowed.has(verdict)).length,
        [...rulesInCommon].join(" "),
    );
}

function write(folder: string, count: number): string {
    const file = join(folder, `${count}.yaml`);
    writeFileSync(file, deployments(count));
    return file;
}

function microseconds(seconds: number, objects: number): string {
    return ((seconds * 1e6) / objects).toFixed(0);
}

function print(...columns: readonly (string | number)[]): void {
    const widths = [20, 7, 12, 9, 9, 14, 8];
    console.log(
        columns.map((column, index) => String(column).padEnd(widths[index] ?? 0)).join(" "),
    );
}

async function main(sizes: readonly number[]): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "audit-bench-"));
    try {
        const installed = [
            auditBy("zero-trust-audit", rules),
            auditBy(
                "… by those in common",
                rules.filter(({ id }) => commonRules.includes(id)),
            ),
        ];
        const missing: Peer[] = [];
        for (const peer of peers) {
            ((await isInstalled(peer)) ? installed : missing).push(peer);
        }
        print("", "rules", "Deployments", "start s", "cold s", "warm µs each", "peak MB");
        await measureRules(sizes, folder);
        for (const peer of installed) {
            await measureSpeed(peer, sizes, folder);
        }
        console.log();
        print("", "rules", "found", "beside", "");
        for (const peer of installed) {
            await compareVerdicts(peer, folder);
        }
        for (const { name, install } of missing) {
            console.log(`${name}: not measured; install it with ${install}`);
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
}

const [first, ...rest] = process.argv.slice(2);
if (first === ENGINE) {
    measureEngine(rest[0] ?? "");
} else {
    const sizes = [first, ...rest].filter((size) => size !== undefined).map(Number);
    void main(sizes.length > 0 ? sizes : [1000, 10_000]);
}
