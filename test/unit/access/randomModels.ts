import fc from "fast-check";

import {
    modelProblems,
    type AccessModel,
    type Edge,
    type PortModel,
    type Principal,
} from "../../../access/index";

/** The last day of some edges that are only tried out; others ended the day before. */
export const today = "2026-06-15";
/** The host that the models serve. */
export const host = "shop.example.com";

export const ports: Record<string, PortModel> = {
    http: {
        port: 8080,
        servicePort: 80,
        protocol: "HTTP/1",
        probes: ["/ready", "/a/live"],
        requestsPerSecond: 100,
    },
    h2: { port: 8081, protocol: "HTTP/2" },
    grpc: { port: 9090, protocol: "gRPC" },
    tcp: { port: 7000, protocol: "opaque" },
};

const paths = ["/", "/a/", "/a/b/", "/a/b", "/c", "/a/live", "/ready/"];
const services = ["s.A", "s.A/X", "s.A/Y", "s.B"];
export const names = ["a/ingress", "a/api", "b/api", "b/worker"] as const;
/** Mostly one port of one workload, so that edges meet there. */
export const port = fc.oneof(
    { weight: 3, arbitrary: fc.constant("http") },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(ports)) },
);
export const target = fc.oneof(
    { weight: 3, arbitrary: fc.constant("a/api") },
    { weight: 2, arbitrary: fc.constantFrom(...names) },
);

export function reference(name: string): { namespace: string; workload: string } {
    const [namespace = "", workload = ""] = name.split("/");
    return { namespace, workload };
}

const principal = fc.oneof(
    {
        weight: 4,
        arbitrary: fc
            .constantFrom(...names)
            .map((name): Principal => ({ kind: "workload", ...reference(name) })),
    },
    fc.constant<Principal>({ kind: "identity", name: "prometheus" }),
    fc.constantFrom("office", "lab").map((name): Principal => ({ kind: "network", name })),
    fc
        .constantFrom("/", "/shop/", "/shop/a/")
        .map((prefix): Principal => ({ kind: "internet", host, prefix })),
);

const edge = fc
    .record({
        from: principal,
        target,
        port,
        paths: fc.option(fc.uniqueArray(fc.constantFrom(...paths), { minLength: 1, maxLength: 3 })),
        methods: fc.option(fc.uniqueArray(fc.constantFrom("GET", "POST"), { minLength: 1 }), {
            freq: 3,
        }),
        services: fc.option(
            fc.uniqueArray(fc.constantFrom(...services), { minLength: 1, maxLength: 3 }),
        ),
        auditUntil: fc.option(fc.constantFrom("2026-06-14", "2026-06-15"), { freq: 12 }),
    })
    .map(({ from, target: called, port: name, ...given }): Edge => {
        const protocol = ports[name]?.protocol;
        return {
            from,
            to: { kind: "port", ...reference(called), port: name },
            ...(protocol === "gRPC" && given.services !== null && { services: given.services }),
            ...(protocol?.startsWith("HTTP") === true && {
                ...(given.paths !== null && { paths: given.paths }),
                ...(given.methods !== null && { methods: given.methods }),
            }),
            ...(given.auditUntil !== null && { auditUntil: given.auditUntil }),
        };
    });

/** Models with no problem. */
export const model = fc
    .array(edge, { maxLength: 12 })
    .map((edges): AccessModel => ({
        kubelet: ["10.42.0.0/16"],
        namespaces: {
            a: {
                workloads: {
                    ingress: {
                        ports,
                        listeners: [8443],
                        labels: { "app.kubernetes.io/name": "emissary-ingress" },
                    },
                    api: { ports },
                },
            },
            b: { workloads: { api: { ports, serviceAccount: "robot" }, worker: { ports } } },
        },
        identities: { prometheus: { namespace: "viz", serviceAccount: "prometheus" } },
        networks: { office: ["192.0.2.0/24"], lab: ["198.51.100.0/24"] },
        hosts: { [host]: { ingress: reference("a/ingress"), tlsSecret: "certificate" } },
        edges,
    }))
    .filter((each) => modelProblems(each).length === 0);
