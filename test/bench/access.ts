/*
 * Time and memory to check and compile a model, and to evaluate every call that it allows:
 * `npx tsx test/bench/access.ts [WORKLOADS…]`, by default 100, 1,000 and 10,000 workloads with ten
 * edges each. Every size runs in a process of its own, so that its memory is its own.
 */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

import { checkModel, compile, Evaluator, type AccessModel, type Edge } from "../../access/index";
import { accepted, clusterObjects } from "../unit/access/cluster";

const edgesPerWorkload = 10;
const workloadsPerNamespace = 20;

/** Workloads that each call ten others, every other one only below a path. */
function modelOf(workloads: number): AccessModel {
    const all = Array.from({ length: workloads }, (_, index) => ({
        namespace: `team-${Math.floor(index / workloadsPerNamespace)}`,
        workload: `service-${index}`,
    }));
    const namespaces: Record<string, { workloads: Record<string, object> }> = {};
    const port = { port: 8080, protocol: "HTTP/1", probes: ["/ready"] };
    for (const { namespace, workload } of all) {
        const known = (namespaces[namespace] ??= { workloads: {} });
        known.workloads[workload] = { ports: { http: port } };
    }
    const edges = all.flatMap((caller, index) =>
        Array.from({ length: edgesPerWorkload }, (_, nth): Edge[] => {
            const called = all[(index + (nth + 1) * 7) % workloads];
            return called === undefined
                ? []
                : [
                      {
                          from: { kind: "workload", ...caller },
                          to: { kind: "port", ...called, port: "http" },
                          ...(nth % 2 === 0 && { paths: ["/items/"] }),
                      },
                  ];
        }).flat(),
    );
    return {
        kubelet: ["10.42.0.0/16"],
        namespaces: namespaces as AccessModel["namespaces"],
        identities: {},
        networks: {},
        hosts: {},
        edges,
    };
}

function seconds<Result>(work: () => Result): [Result, number] {
    const start = performance.now();
    const result = work();
    return [result, (performance.now() - start) / 1000];
}

function measure(workloads: number): string {
    const model = modelOf(workloads);
    const [, checking] = seconds(() => checkModel(model));
    const [objects, compiling] = seconds(() => compile(model));
    const all = [...accepted(objects), ...clusterObjects(model)];
    const [calls, evaluating] = seconds(() => {
        let count = 0;
        for (const call of new Evaluator(all, { probeNetworks: model.kubelet }).calls()) {
            count += call.verdict === "allow" ? 1 : 0;
        }
        return count;
    });
    const columns = [
        workloads,
        model.edges.length,
        objects.length,
        calls,
        ...[checking, compiling, evaluating].map((time) => time.toFixed(2)),
        Math.round(process.resourceUsage().maxRSS / 1024),
    ];
    return columns.map((column) => String(column).padStart(12)).join("");
}

const [first, ...rest] = process.argv.slice(2);
if (first === "measure") {
    console.log(measure(Number(rest[0])));
} else {
    const header = [
        "workloads",
        "edges",
        "objects",
        "calls",
        "check s",
        "compile s",
        "evaluate s",
        "peak MB",
    ];
    console.log(header.map((column) => column.padStart(12)).join(""));
    for (const workloads of first === undefined ? ["100", "1000", "10000"] : [first, ...rest]) {
        const command = [...process.execArgv, __filename, "measure", workloads];
        const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
        process.exitCode = status ?? 1;
    }
}
