import { parseCidr } from "../evaluate/network";
import { closest } from "../kinds";
import { InputError } from "../objects";
import {
    httpMethods,
    labelsOf,
    principalText,
    protocols,
    targetText,
    type AccessModel,
    type Edge,
    type PortModel,
    type Principal,
    type Protocol,
    type WorkloadModel,
    type WorkloadRef,
} from "./model";
import { adminPort, kubelet, portAccesses, sourceKey, sourceOf } from "./portAccess";
import { publicRequests } from "./publicRequests";
import { isScoped, matchKey, ties, type RequestSet } from "./requests";

/**
 * Returns the model if there is no problem.
 *
 * @param others problems that are known already.
 * @throws InputError listing every problem.
 */
export function checkModel(model: AccessModel, others: readonly string[] = []): AccessModel {
    const problems = [...others, ...modelProblems(model)];
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return model;
}

/** Everything that is wrong with a model, e.g. `edges[3].to: there is no … ; did you mean …?` */
export function modelProblems(model: AccessModel): string[] {
    const problems = [
        ...networksProblems("kubelet", model.kubelet),
        ...Object.entries(model.namespaces).flatMap(([name, { workloads }]) => [
            ...labelProblems(`namespaces.${name}`, name),
            ...namespaceProblems(`namespaces.${name}`, workloads),
        ]),
        ...Object.entries(model.identities).flatMap(([name, each]) => [
            ...labelProblems(`identities.${name}`, name),
            ...labelProblems(`identities.${name}.namespace`, each.namespace),
            ...labelProblems(`identities.${name}.serviceAccount`, each.serviceAccount),
            ...governedProblems(`identities.${name}`, each, model),
        ]),
        ...Object.entries(model.networks).flatMap(([name, cidrs]) => [
            ...labelProblems(`networks.${name}`, name),
            ...(name === kubelet
                ? [`networks.${name}: is the name of the kubelet's own; give another`]
                : []),
            ...networksProblems(`networks.${name}`, cidrs),
        ]),
        ...Object.entries(model.hosts).flatMap(([name, host]) => [
            ...hostProblems(`hosts.${name}`, name),
            ...labelProblems(`hosts.${name}.tlsSecret`, host.tlsSecret),
            ...ingressProblems(`hosts.${name}.ingress`, host.ingress, model),
        ]),
        ...model.edges.flatMap((edge, index) => edgeProblems(`edges[${index}]`, edge, model)),
    ];
    // What follows looks references up, so they must be right.
    return problems.length > 0 ? problems : [...publicProblems(model), ...portProblems(model)];
}

function namespaceProblems(
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

const proxyPorts = [4140, 4143, 4190, 4191];

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
    (port.probes ?? []).forEach((probe, index) => {
        problems.push(...pathProblems(`${path}.probes[${index}]`, probe));
    });
    return problems;
}

/** An identity of a governed namespace has to be a workload's. */
function governedProblems(
    path: string,
    { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
    model: AccessModel,
): string[] {
    const governed = model.namespaces[namespace];
    if (governed === undefined) {
        return [];
    }
    const own = Object.entries(governed.workloads).find(
        ([name, workload]) => (workload.serviceAccount ?? name) === serviceAccount,
    );
    return [
        own !== undefined
            ? `${path}: is workload ${namespace}/${own[0]} of the model; let that call`
            : `${path}.serviceAccount: ${unknown("workload", `${namespace}/${serviceAccount}`, workloadNames(model))}`,
    ];
}

function ingressProblems(path: string, ref: WorkloadRef, model: AccessModel): string[] {
    const missing = workloadRefProblems(path, ref, model);
    if (missing.length > 0) {
        return missing;
    }
    const workload = model.namespaces[ref.namespace]?.workloads[ref.workload];
    return (workload?.listeners ?? []).length > 0
        ? []
        : [
              `${path}: ${ref.namespace}/${ref.workload} has no listeners, so the internet does not reach it; give those of an ingress`,
          ];
}

function workloadRefProblems(path: string, ref: WorkloadRef, model: AccessModel): string[] {
    const name = `${ref.namespace}/${ref.workload}`;
    return model.namespaces[ref.namespace]?.workloads[ref.workload] === undefined
        ? [`${path}: ${unknown("workload", name, workloadNames(model))}`]
        : [];
}

function workloadNames(model: AccessModel): string[] {
    return Object.entries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        Object.keys(workloads).map((workload) => `${namespace}/${workload}`),
    );
}

function edgeProblems(path: string, edge: Edge, model: AccessModel): string[] {
    const problems = [
        ...callerProblems(`${path}.from`, edge.from, model),
        ...targetProblems(path, edge, model),
    ];
    if (edge.auditUntil !== undefined && !isDay(edge.auditUntil)) {
        problems.push(`${path}.auditUntil: "${edge.auditUntil}" is no day; give e.g. 2026-12-31`);
    }
    return problems;
}

function callerProblems(path: string, from: Principal, model: AccessModel): string[] {
    switch (from.kind) {
        case "workload":
            return workloadRefProblems(path, from, model);
        case "authentication":
            return [
                ...ingressProblems(path, from, model),
                ...from.userHeaders
                    .filter((header) => !/^[A-Za-z0-9-]+$/.test(header))
                    .map(
                        (header) =>
                            `${path}.userHeaders: "${header}" is no name of a header; give e.g. x-user`,
                    ),
            ];
        case "identity":
            return declaredProblems(path, "identity", from.name, model.identities);
        case "network":
            return declaredProblems(path, "network", from.name, model.networks);
        case "internet":
            return [
                ...declaredProblems(path, "host", from.host, model.hosts),
                ...pathProblems(`${path}.prefix`, from.prefix),
                ...(from.prefix.endsWith("/")
                    ? []
                    : [
                          `${path}.prefix: "${from.prefix}" does not end in a slash; give ${from.prefix}/`,
                      ]),
            ];
    }
}

function declaredProblems(
    path: string,
    what: string,
    name: string,
    declared: Readonly<Record<string, unknown>>,
): string[] {
    return declared[name] === undefined
        ? [`${path}: ${unknown(what, name, Object.keys(declared))}`]
        : [];
}

function targetProblems(path: string, edge: Edge, model: AccessModel): string[] {
    const { from, to } = edge;
    if (to.kind === "metrics") {
        const problems: string[] = [];
        if (model.namespaces[to.namespace] === undefined) {
            const names = Object.keys(model.namespaces);
            problems.push(`${path}.to: ${unknown("namespace", to.namespace, names)}`);
        }
        if (from.kind !== "identity" && from.kind !== "workload") {
            problems.push(
                `${path}.from: ${principalText(from)} has no identity of its own to scrape metrics with; let a workload or an identity do it`,
            );
        }
        for (const field of ["paths", "methods", "services"] as const) {
            if (edge[field] !== undefined) {
                problems.push(`${path}.${field}: of metrics there is only one path; leave it out`);
            }
        }
        return problems;
    }
    const missing = workloadRefProblems(`${path}.to`, to, model);
    const workload = model.namespaces[to.namespace]?.workloads[to.workload];
    if (workload === undefined) {
        return missing;
    }
    const port = workload.ports[to.port];
    if (port === undefined) {
        const where = ` of ${to.namespace}/${to.workload}`;
        return [`${path}.to: ${unknown("port", to.port, Object.keys(workload.ports), where)}`];
    }
    return [
        ...scopeProblems(path, edge, port.protocol),
        ...(from.kind === "internet" && !speaksRequests(port.protocol)
            ? [
                  `${path}.to: ${targetText(to)} speaks ${port.protocol}, which an ingress does not serve by path; let it speak HTTP or gRPC`,
              ]
            : []),
        ...(from.kind === "internet" && port.protocol === "gRPC" && from.prefix !== "/"
            ? [
                  `${path}.from.prefix: "${from.prefix}" would come before the name of the gRPC service; give /`,
              ]
            : []),
        ...(from.kind === "authentication" && !speaksHttp(port.protocol)
            ? [
                  `${path}.to: ${targetText(to)} speaks ${port.protocol}, and the ingress asks by HTTP; let it speak HTTP/1`,
              ]
            : []),
    ];
}

function scopeProblems(path: string, edge: Edge, protocol: Protocol): string[] {
    const problems: string[] = [];
    for (const [field, speaks, instead] of [
        ["paths", speaksHttp, protocol === "gRPC" ? "give services" : "leave them out"],
        ["methods", speaksHttp, protocol === "gRPC" ? "give services" : "leave them out"],
        [
            "services",
            (each: Protocol) => each === "gRPC",
            speaksHttp(protocol) ? "give paths" : "leave them out",
        ],
    ] as const) {
        const values: readonly string[] | undefined = edge[field];
        if (values === undefined) {
            continue;
        }
        if (!speaks(protocol)) {
            problems.push(
                `${path}.${field}: ${targetText(edge.to)} speaks ${protocol}, which has no ${field} that a route tells apart; ${instead}`,
            );
        }
        if (values.length === 0) {
            problems.push(
                `${path}.${field}: is empty, so the edge allows nothing; leave it out to allow all ${field}, or leave out the edge`,
            );
        }
    }
    (edge.paths ?? []).forEach((each, index) => {
        problems.push(...pathProblems(`${path}.paths[${index}]`, each));
    });
    (edge.methods ?? []).forEach((method, index) => {
        if (!httpMethods.includes(method)) {
            problems.push(`${path}.methods[${index}]: ${unknown("method", method, httpMethods)}`);
        }
    });
    (edge.services ?? []).forEach((service, index) => {
        if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\/[A-Za-z_]\w*)?$/.test(service)) {
            problems.push(
                `${path}.services[${index}]: "${service}" is no gRPC service; give e.g. shop.Cart or shop.Cart/Get`,
            );
        }
    });
    return problems;
}

/** Problems that edges through an ingress have together: one request, one place. */
function publicProblems(model: AccessModel): string[] {
    const problems: string[] = [];
    const taken = new Map<string, { index: number; leads: string }>();
    const take = (what: string, index: number, leads: string): void => {
        const earlier = taken.get(what) ?? { index, leads };
        if (earlier.leads !== leads) {
            problems.push(
                `edges[${index}].from: ${what} leads somewhere else already, by edges[${earlier.index}]; keep one of them`,
            );
        }
        taken.set(what, earlier);
    };
    model.edges.forEach((edge, index) => {
        const { from, to } = edge;
        if (from.kind === "authentication") {
            take(principalText(from), index, `${index}`);
        } else if (from.kind === "internet") {
            for (const { host, match, rewrite } of publicRequests(edge, from)) {
                const method = match.method === undefined ? "" : `${match.method} `;
                const what = `${method}https://${host}${match.path}`;
                take(what, index, `${targetText(to)} ${rewrite}`);
            }
        }
    });
    return problems;
}

/** Problems that the edges of one port have together. */
function portProblems(model: AccessModel): string[] {
    const indexes = new Map(model.edges.map((edge, index) => [edge, index]));
    return portAccesses(model).flatMap(({ port, sets, edges }) => {
        const problems: string[] = [];
        const scoped = edges.find(isScoped);
        if (port.protocol === "gRPC" && scoped !== undefined) {
            const path = `edges[${indexes.get(scoped) ?? 0}].services`;
            const whole = edges.find((edge) => !isScoped(edge));
            const tried = edges.find(({ auditUntil }) => auditUntil !== undefined);
            const why = "and Linkerd has no route for all other services";
            if (whole !== undefined) {
                problems.push(
                    `${path}: narrows ${targetText(scoped.to)}, ${why}, which edges[${indexes.get(whole) ?? 0}] needs; give the services there as well`,
                );
            }
            if (tried !== undefined) {
                problems.push(
                    `${path}: narrows ${targetText(scoped.to)}, ${why}, which edges[${indexes.get(tried) ?? 0}].auditUntil needs; leave the services out while it is tried`,
                );
            }
        }
        for (const [left, right] of ties(sets)) {
            const callers = new Set([...left.callers, ...right.callers]);
            const involved = edges.filter(({ from }) =>
                callers.has(sourceKey(sourceOf(model, from))),
            );
            const path = involved.map((edge) => `edges[${indexes.get(edge) ?? 0}]`).join(", ");
            const [prefix, exact] = isExact(left) ? [right, left] : [left, right];
            problems.push(
                `${path}: Linkerd does not prefer the exact ${requestsText(exact)} to the prefix ${requestsText(prefix)}, and their callers differ; give both to all of them, or other paths`,
            );
        }
        return problems;
    });
}

function isExact({ match }: RequestSet<string>): boolean {
    return match.kind === "http" && match.exact;
}

/** `GET /items/` */
function requestsText({ match }: RequestSet<string>): string {
    return match.kind === "grpc"
        ? matchKey(match)
        : `${match.method === undefined ? "" : `${match.method} `}${match.path}`;
}

function pathProblems(path: string, value: string): string[] {
    if (!value.startsWith("/")) {
        return [`${path}: "${value}" does not begin with a slash; give /${value}`];
    }
    // What a route compares is the path as it is sent, without query, and never a pattern.
    return /^\/([A-Za-z0-9._~!$&'()+,;=:@-]+\/)*([A-Za-z0-9._~!$&'()+,;=:@-]+)?$/.test(value) &&
        !/\/\.{1,2}(\/|$)/.test(value) &&
        value.length <= 1024
        ? []
        : [`${path}: "${value}" is not a plain path; give e.g. /items/ for all below, or /items`];
}

function networksProblems(path: string, cidrs: readonly string[]): string[] {
    if (cidrs.length === 0) {
        return [
            path === "kubelet"
                ? `${path}: is empty, so no pod's probes would be let through; give the networks of the nodes, e.g. 10.42.0.0/16`
                : `${path}: is empty; give CIDR blocks, e.g. 192.0.2.0/24`,
        ];
    }
    return cidrs.flatMap((cidr, index) => {
        const parsed = parseCidr(cidr);
        if (parsed === undefined || !cidr.includes("/")) {
            return [`${path}[${index}]: "${cidr}" is not a CIDR block; give e.g. 192.0.2.0/24`];
        }
        return parsed.prefix === 0
            ? [`${path}[${index}]: "${cidr}" is everywhere; give the narrowest network`]
            : [];
    });
}

const dnsLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

function labelProblems(path: string, name: string): string[] {
    return new RegExp(`^${dnsLabel}$`).test(name)
        ? []
        : [
              `${path}: "${name}" is not a DNS label; use up to 63 lower-case letters, digits and dashes, e.g. faces`,
          ];
}

function hostProblems(path: string, name: string): string[] {
    return name.length <= 253 && new RegExp(`^(${dnsLabel}\\.)+${dnsLabel}$`).test(name)
        ? []
        : [
              `${path}: "${name}" is not a fully qualified name in lower case; give e.g. faces.example.com`,
          ];
}

const noPort = "not a port; give a whole number from 1 to 65535";

function isPort(port: number): boolean {
    return Number.isInteger(port) && port >= 1 && port <= 65535;
}

function speaksHttp(protocol: Protocol): boolean {
    return protocol === "HTTP/1" || protocol === "HTTP/2";
}

function speaksRequests(protocol: Protocol): boolean {
    return speaksHttp(protocol) || protocol === "gRPC";
}

function isDay(text: string): boolean {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `there is no port htpp of faces/face; did you mean http?` */
function unknown(what: string, name: string, candidates: readonly string[], where = ""): string {
    const near = closest(name, candidates);
    const hint =
        near !== undefined
            ? `did you mean ${near}?`
            : candidates.length === 0
              ? "there is none at all"
              : `there is ${candidates.slice(0, 5).join(", ")}`;
    return `there is no ${what} ${name}${where}; ${hint}`;
}
