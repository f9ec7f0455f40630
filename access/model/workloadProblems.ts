import type { Problem } from "zero-trust-manifests";
import {
    labelsOf,
    protocols,
    speaksHttp,
    speaksRequests,
    type PortModel,
    type WorkloadModel,
} from "./model";
import { labelProblems } from "./names";
import { adminPort } from "./portAccess";
import { unknown } from "./referenceProblems";
import { pathProblems, portNumberProblems } from "./valueProblems";

export function namespaceProblems(
    path: string,
    workloads: Readonly<Record<string, WorkloadModel>>,
): Problem[] {
    const entries = Object.entries(workloads);
    const byServiceAccount = new Map<string, string>();
    const problems: Problem[] = [];
    for (const [name, workload] of entries) {
        const where = `${path}.workloads.${name}`;
        const serviceAccount = workload.serviceAccount ?? name;
        problems.push(
            ...labelProblems(where, name),
            ...labelProblems(`${where}.serviceAccount`, serviceAccount),
            ...workloadProblems(where, workload),
        );
        const other = byServiceAccount.get(serviceAccount);
        if (other !== undefined) {
            problems.push({
                path: `${where}.serviceAccount`,
                value: serviceAccount,
                reason: `is ${other}'s, so what ${other} may do, ${name} could`,
                remedy: "give each its own",
            });
        }
        byServiceAccount.set(serviceAccount, name);
    }
    for (const [name, workload] of entries.filter(([, { labels }]) => labels !== undefined)) {
        const where = `${path}.workloads.${name}.labels`;
        const labels = Object.entries(labelsOf(name, workload));
        if (labels.length === 0) {
            problems.push({ path: where, reason: "are none", remedy: "give those of its pods" });
            continue;
        }
        for (const [other, { labels: others }] of entries) {
            const theirs = labelsOf(other, { ports: {}, ...(others && { labels: others }) });
            if (other !== name && labels.every(([key, value]) => theirs[key] === value)) {
                problems.push({
                    path: where,
                    reason: `select the pods of ${other} too, and two Servers must not select the same port`,
                    remedy: "give labels that only its own pods have",
                });
            }
        }
    }
    return problems;
}

const proxyPorts = [4140, 4143, 4190, 4191];

function workloadProblems(path: string, { ports, listeners = [] }: WorkloadModel): Problem[] {
    const problems: Problem[] = [];
    const byNumber = new Map<number, string>(proxyPorts.map((port) => [port, "Linkerd's proxy"]));
    for (const [name, port] of Object.entries(ports)) {
        const where = `${path}.ports.${name}`;
        if (!/^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(name)) {
            problems.push({
                path: where,
                reason: "is not a port name",
                remedy: "use up to 15 lower-case letters, digits and dashes, e.g. http",
            });
        } else if (name === adminPort.name || name === "linkerd-proxy") {
            problems.push({
                path: where,
                reason: "is the name of a port of Linkerd's proxy",
                remedy: "give another",
            });
        }
        problems.push(...portModelProblems(where, port));
        const taken = byNumber.get(port.port);
        if (taken !== undefined) {
            problems.push({
                path: `${where}.port`,
                value: port.port,
                reason: `is the port of ${taken} already`,
                remedy: "give another",
            });
        }
        byNumber.set(port.port, name);
    }
    listeners.forEach((listener, index) => {
        const where = `${path}.listeners[${index}]`;
        const notAPort = portNumberProblems(where, listener);
        const taken = byNumber.get(listener);
        problems.push(...notAPort);
        if (notAPort.length === 0 && taken !== undefined) {
            problems.push({
                path: where,
                value: listener,
                reason: `is the port of ${taken}, which the mesh guards`,
                remedy: "a listener bypasses it, so give another",
            });
        }
    });
    return problems;
}

function portModelProblems(path: string, port: PortModel): Problem[] {
    const problems = [
        ...portNumberProblems(`${path}.port`, port.port),
        ...portNumberProblems(`${path}.servicePort`, port.servicePort ?? 1),
    ];
    if (!protocols.includes(port.protocol)) {
        problems.push({
            path: `${path}.protocol`,
            ...unknown("protocol", port.protocol, protocols),
        });
    }
    if ((port.probes ?? []).length > 0 && !speaksHttp(port.protocol)) {
        problems.push({
            path: `${path}.probes`,
            reason: `${port.protocol} has no paths to probe`,
            remedy: "leave them out, or probe another port",
        });
    }
    const limit = port.requestsPerSecond;
    if (limit !== undefined && !speaksRequests(port.protocol)) {
        problems.push({
            path: `${path}.requestsPerSecond`,
            reason: `${port.protocol} has no requests to count`,
            remedy: "leave it out",
        });
    } else if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit < 2 ** 31)) {
        problems.push({
            path: `${path}.requestsPerSecond`,
            value: limit,
            reason: "is not a whole number from 1 to 2147483647",
            remedy: "give e.g. 100",
        });
    }
    (port.probes ?? []).forEach((probe, index) => {
        problems.push(...pathProblems(`${path}.probes[${index}]`, probe));
    });
    return problems;
}
