import type { Problem } from "zero-trust-manifests";
import {
    httpMethods,
    principalText,
    speaksHttp,
    speaksRequests,
    targetText,
    type AccessModel,
    type Edge,
    type Principal,
    type Protocol,
} from "./model";
import {
    declaredProblems,
    ingressProblems,
    unknown,
    workloadRefProblems,
} from "./referenceProblems";
import { isDay, pathProblems } from "./valueProblems";

export function edgeProblems(path: string, edge: Edge, model: AccessModel): Problem[] {
    const problems = [
        ...callerProblems(`${path}.from`, edge.from, model),
        ...targetProblems(path, edge, model),
    ];
    if (edge.auditUntil !== undefined && !isDay(edge.auditUntil)) {
        problems.push({
            path: `${path}.auditUntil`,
            value: edge.auditUntil,
            reason: "is no day",
            remedy: "give e.g. 2026-12-31",
        });
    }
    return problems;
}

function callerProblems(path: string, from: Principal, model: AccessModel): Problem[] {
    switch (from.kind) {
        case "workload":
            return workloadRefProblems(path, from, model);
        case "authentication":
            return [
                ...ingressProblems(path, from, model),
                ...from.userHeaders
                    .filter((header) => !/^[A-Za-z0-9-]+$/.test(header))
                    .map((value) => ({
                        path: `${path}.userHeaders`,
                        value,
                        reason: "is no name of a header",
                        remedy: "give e.g. x-user",
                    })),
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
                          {
                              path: `${path}.prefix`,
                              value: from.prefix,
                              reason: "does not end in a slash",
                              remedy: `give ${from.prefix}/`,
                          },
                      ]),
            ];
    }
}

function targetProblems(path: string, edge: Edge, model: AccessModel): Problem[] {
    const { from, to } = edge;
    if (to.kind === "metrics") {
        const problems: Problem[] = [];
        if (model.namespaces[to.namespace] === undefined) {
            const names = Object.keys(model.namespaces);
            problems.push({ path: `${path}.to`, ...unknown("namespace", to.namespace, names) });
        }
        if (from.kind !== "identity" && from.kind !== "workload") {
            problems.push({
                path: `${path}.from`,
                reason: `${principalText(from)} has no identity of its own to scrape metrics with`,
                remedy: "let a workload or an identity do it",
            });
        }
        for (const field of ["paths", "methods", "services"] as const) {
            if (edge[field] !== undefined) {
                problems.push({
                    path: `${path}.${field}`,
                    reason: "of metrics there is only one path",
                    remedy: "leave it out",
                });
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
        return [
            {
                path: `${path}.to`,
                ...unknown("port", to.port, Object.keys(workload.ports), where),
            },
        ];
    }
    return [
        ...scopeProblems(path, edge, port.protocol),
        ...(from.kind === "internet" && !speaksRequests(port.protocol)
            ? [
                  {
                      path: `${path}.to`,
                      reason: `${targetText(to)} speaks ${port.protocol}, which an ingress does not serve by path`,
                      remedy: "let it speak HTTP or gRPC",
                  },
              ]
            : []),
        ...(from.kind === "internet" && port.protocol === "gRPC" && from.prefix !== "/"
            ? [
                  {
                      path: `${path}.from.prefix`,
                      value: from.prefix,
                      reason: "would come before the name of the gRPC service",
                      remedy: "give /",
                  },
              ]
            : []),
        ...(from.kind === "authentication" && !speaksHttp(port.protocol)
            ? [
                  {
                      path: `${path}.to`,
                      reason: `${targetText(to)} speaks ${port.protocol}, and the ingress asks by HTTP`,
                      remedy: "let it speak HTTP/1",
                  },
              ]
            : []),
    ];
}

function scopeProblems(path: string, edge: Edge, protocol: Protocol): Problem[] {
    const problems: Problem[] = [];
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
            problems.push({
                path: `${path}.${field}`,
                reason: `${targetText(edge.to)} speaks ${protocol}, which has no ${field} that a route tells apart`,
                remedy: instead,
            });
        }
        if (values.length === 0) {
            problems.push({
                path: `${path}.${field}`,
                reason: "is empty, so the edge allows nothing",
                remedy: `leave it out to allow all ${field}, or leave out the edge`,
            });
        }
    }
    (edge.paths ?? []).forEach((each, index) => {
        problems.push(...pathProblems(`${path}.paths[${index}]`, each));
    });
    (edge.methods ?? []).forEach((method, index) => {
        if (!httpMethods.includes(method)) {
            problems.push({
                path: `${path}.methods[${index}]`,
                ...unknown("method", method, httpMethods),
            });
        }
    });
    (edge.services ?? []).forEach((service, index) => {
        if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\/[A-Za-z_]\w*)?$/.test(service)) {
            problems.push({
                path: `${path}.services[${index}]`,
                value: service,
                reason: "is no gRPC service",
                remedy: "give e.g. shop.Cart or shop.Cart/Get",
            });
        }
    });
    return problems;
}
