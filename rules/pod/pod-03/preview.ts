import type { Path } from "zero-trust-manifests";
import { judgeContainers } from "../../kubernetes/judgeContainers";
import { isList, isUnsettled, peek, read } from "../../reading/read";
import { type Resource, kindOf } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Container, isWorkload } from "../../kubernetes/workload";

/** A limit on processor time slows a pod down without protecting the others, so none is asked for. */
const RESOURCES: readonly Path[] = [
    ["resources", "requests", "cpu"],
    ["resources", "requests", "memory"],
    ["resources", "limits", "memory"],
];
/** Their pods end, so nobody waits for them to be ready. */
const ENDING = new Set(["Job", "CronJob"]);

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "pod-03-requests-limits-and-probes",
        demand: "Every container outside the exempt namespaces has requests for processor and memory and a limit for memory, and a readiness probe if it serves a port.",
        appliesTo: isWorkload,
        check(resource, settings) {
            const isEnding = ENDING.has(kindOf(resource.type)?.kind ?? "");
            return unlessExempt(
                resource,
                settings,
                judgeContainers(resource, (container, verdicts) => {
                    if (container.list === "ephemeralContainers") {
                        return; // Kubernetes allows them neither.
                    }
                    resources(resource, container, verdicts);
                    if (!isEnding) {
                        probe(resource, container, verdicts);
                    }
                }),
            );
        },
    },
};

function resources(resource: Resource, container: Container, verdicts: Verdict[]): void {
    for (const path of RESOURCES) {
        const amount = peek(container.object, path);
        if (typeof amount !== "string" && typeof amount !== "number") {
            lacks(
                resource,
                [...container.path, ...path],
                `sets no ${path.slice(1).join(".")}`,
                verdicts,
            );
        }
    }
}

function probe(resource: Resource, container: Container, verdicts: Verdict[]): void {
    const { object, list, path } = container;
    const ports = peek(object, ["ports"]);
    const serves = isList(ports) ? ports.length > 0 : ports !== undefined;
    const isSidecar = peek(object, ["restartPolicy"]) === "Always";
    if (serves && (list === "containers" || isSidecar)) {
        if (peek(object, ["readinessProbe"]) === undefined) {
            lacks(
                resource,
                [...path, "readinessProbe"],
                "serves a port without a readiness probe",
                verdicts,
                "add a readinessProbe that asks whether the program can answer",
            );
        }
    }
}

/** What cannot be told is said once, however much of it is asked for. */
function lacks(
    resource: Resource,
    path: Path,
    what: string,
    verdicts: Verdict[],
    remedy?: string,
): void {
    const reading = read(resource.object, path);
    if (!isUnsettled(reading)) {
        verdicts.push(violation(resource, path, `has a container that ${what}`, remedy));
    } else if (verdicts.at(-1)?.path.join() !== reading.path.join()) {
        verdicts.push(unsettled(resource, reading));
    }
}
