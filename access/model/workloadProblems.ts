import {
    labelsOf,
    protocols,
    speaksHttp,
    speaksRequests,
    type PortModel,
    type WorkloadModel,
} from "./model";
import { adminPort } from "./portAccess";
import { unknown } from "./referenceProblems";
import { isPort, labelProblems, noPort, pathProblems } from "./valueProblems";

export function namespaceProblems(
    path: string,
    workloads: Readonly<Record<string, WorkloadModel>>,
): string[] {
    const entries = Object.entries(workloads);
    const byServiceAccount = new Map<string, string>();
    const problems: string[] = [];
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
            problems.push(
                `${where}.serviceAccount: "${serviceAccount}" is ${other}'s, so what ${other} may do, ${name} could; give each its own`,
            );
        }
        byServiceAccount.set(serviceAccount, name);
    }
    for (const [name, workload] of entries.filter(([, { labels }]) => labels !== undefined)) {
        const labels = Object.entries(labelsOf(name, workload));
        if (labels.length === 0) {
            problems.push(`${path}.workloads.${name}.labels: are none; give those of its pods`);
            continue;
        }
        for (const [other, { labels: others }] of entries) {
            const theirs = labelsOf(other, { ports: {}, ...(others && { labels: others }) });
            if (other !== name && labels.every(([key, value]) => theirs[key] === value)) {
                problems.push(
                    `${path}.workloads.${name}.labels: select the pods of ${other} too, and two Servers must not select the same port; give labels that only its own pods have`,
                );
            }
        }
    }
    return problems;
}

const proxyPorts = [4140, 4143, 4190, 4191];

function workloadProblems(path: string, { ports, listeners = [] }: WorkloadModel): string[] {
    const problems: string[] = [];
    const byNumber = new Map<number, string>(proxyPorts.map((port) => [port, "Linkerd's proxy"]));
    for (const [name, port] of Object.entries(ports)) {
        const where = `${path}.ports.${name}`;
        if (!/^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(name)) {
            problems.push(
                `${where}: is not a port name; use up to 15 lower-case letters, digits and dashes, e.g. http`,
            );
        } else if (name === adminPort.name || name === "linkerd-proxy") {
            problems.push(`${where}: is the name of a port of Linkerd's proxy; give another`);
        }
        problems.push(...portModelProblems(where, port));
        const taken = byNumber.get(port.port);
        if (taken !== undefined) {
            problems.push(
                `${where}.port: ${port.port} is the port of ${taken} already; give another`,
            );
        }
        byNumber.set(port.port, name);
    }
    listeners.forEach((listener, index) => {
        const taken = byNumber.get(listener);
        if (!isPort(listener)) {
            problems.push(`${path}.listeners[${index}]: ${listener} is ${noPort}`);
        } else if (taken !== undefined) {
            problems.push(
                `${path}.listeners[${index}]: ${listener} is the port of ${taken}, which the mesh guards; a listener bypasses it, so give another`,
            );
        }
    });
    return problems;
}

function portModelProblems(path: string, port: PortModel): string[] {
    const problems: string[] = [];
    for (const [field, number] of [
        ["port", port.port],
        ["servicePort", port.servicePort ?? 1],
    ] as const) {
        if (!isPort(number)) {
            problems.push(`${path}.${field}: ${number} is ${noPort}`);
        }
    }
    if (!protocols.includes(port.protocol)) {
        problems.push(`${path}.protocol: ${unknown("protocol", port.protocol, protocols)}`);
    }
    if ((port.probes ?? []).length > 0 && !speaksHttp(port.protocol)) {
        problems.push(
            `${path}.probes: ${port.protocol} has no paths to probe; leave them out, or probe another port`,
        );
    }
    const limit = port.requestsPerSecond;
    if (limit !== undefined && !speaksRequests(port.protocol)) {
        problems.push(
            `${path}.requestsPerSecond: ${port.protocol} has no requests to count; leave it out`,
        );
    } else if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit < 2 ** 31)) {
        problems.push(
            `${path}.requestsPerSecond: ${limit} is not a whole number from 1 to 2147483647; give e.g. 100`,
        );
    }
    (port.probes ?? []).forEach((probe, index) => {
        problems.push(...pathProblems(`${path}.probes[${index}]`, probe));
    });
    return problems;
}
