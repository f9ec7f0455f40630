import assert from "node:assert/strict";

import fc from "fast-check";

import {
    compile,
    Evaluator,
    type AccessModel,
    type Edge,
    type KubernetesObject,
    type Principal,
    type Question,
} from "../../../access/index";
import { accepted, clusterObjects } from "./cluster";
import { facesModel } from "./facesModel";
import { host, model, names, port, ports, reference, target, today } from "./randomModels";

/** Addresses in the model's networks, in the kubelet's, and in none. */
const addresses = {
    office: "192.0.2.7",
    lab: "198.51.100.7",
    kubelet: "10.42.0.9",
    none: "10.9.9.9",
};

const requests = [
    ...[
        "/",
        "/a",
        "/a/",
        "/a/b",
        "/a/b/c",
        "/a/x",
        "/ab",
        "/c",
        "/c/d",
        "/ready",
        "/a/live",
    ].flatMap((path) => ["GET", "POST"].map((method) => ({ method, path }))),
    ...["/s.A/X", "/s.A/Y", "/s.A/Z", "/s.B/X", "/s.C/X"].map((path) => ({ method: "POST", path })),
];

const question = fc.record({
    from: fc.constantFrom(
        "a/ingress",
        "a/api",
        "b/robot",
        "b/worker",
        "b/stranger",
        "viz/prometheus",
        ...Object.values(addresses).map((address) => `unauthenticated@${address}`),
    ),
    to: target,
    port,
    request: fc.constantFrom(...requests),
});

interface Asked {
    from: string;
    to: string;
    port: string;
    request: { method: string; path: string };
}

function evaluatorOf(objects: readonly KubernetesObject[], access: AccessModel): Evaluator {
    return new Evaluator([...accepted(objects), ...clusterObjects(access)], {
        probeNetworks: access.kubelet,
    });
}

/** Objects that were made one a second: of equal routes Linkerd takes the oldest. */
function aged(objects: readonly KubernetesObject[], newestFirst: boolean): KubernetesObject[] {
    return objects.map((object, index) => {
        const second = newestFirst ? objects.length - index : index;
        const creationTimestamp = new Date(second * 1000).toISOString();
        return { ...object, metadata: { ...object.metadata, creationTimestamp } };
    });
}

/** An opaque port has no requests to ask about. */
function asQuestion({ from, to, port: name, request }: Asked): Question {
    return { from, to, port: name, ...(ports[name]?.protocol === "opaque" ? {} : request) };
}

function isAllowed(evaluator: Evaluator, asked: Question): boolean {
    const { verdict } = evaluator.ask(asked);
    return verdict === "allow" || verdict === "unenforced";
}

function isGrpc({ method, path }: { method: string; path: string }): boolean {
    return method === "POST" && path.split("/").length >= 3;
}

/** What the model says, read off its edges one by one. */
function saysAllowed(access: AccessModel, { from, to, port: name, request }: Asked): boolean {
    const target = { kind: "port", ...reference(to), port: name };
    const edges = access.edges.filter((each) => JSON.stringify(each.to) === JSON.stringify(target));
    const probed =
        from === `unauthenticated@${addresses.kubelet}` &&
        request.method === "GET" &&
        ports[name]?.probes?.includes(request.path) === true;
    if (ports[name]?.protocol === "gRPC" && !isGrpc(request)) {
        return false;
    }
    return (
        probed ||
        edges.some(({ auditUntil }) => auditUntil !== undefined && auditUntil >= today) ||
        edges.some((each) => callerText(each.from) === from && requestIsIn(each, request))
    );
}

function callerText(from: Principal): string {
    switch (from.kind) {
        case "workload":
            return `${from.namespace}/${from.workload}`.replace("b/api", "b/robot");
        case "identity":
            return "viz/prometheus";
        case "network":
            return `unauthenticated@${from.name === "office" ? addresses.office : addresses.lab}`;
        default:
            return "a/ingress";
    }
}

function requestIsIn(
    { paths: allowed, methods, services: rpcs }: Edge,
    { method, path }: { method: string; path: string },
): boolean {
    return (
        (methods === undefined || methods.some((each) => each === method)) &&
        (allowed === undefined ||
            allowed.some((each) =>
                each.endsWith("/") ? `${path}/`.startsWith(each) : path === each,
            )) &&
        (rpcs === undefined ||
            rpcs.some((each) =>
                each.includes("/") ? path === `/${each}` : path.startsWith(`/${each}/`),
            ))
    );
}

/** A request from the internet, and the edges that take it, with the path that each hands on. */
const publicRequest = fc.record({
    method: fc.constantFrom("GET", "POST"),
    path: fc.constantFrom(
        "/",
        "/x",
        "/a/b/x",
        "/c",
        "/s.A/X",
        "/s.B/X",
        "/shop/x",
        "/shop/a/x",
        "/shop/a/b",
        "/shop/a/b/x",
        "/shop/a/a/b/x",
        "/shop/c",
    ),
});

function edgesTaking(access: AccessModel, request: { method: string; path: string }) {
    return access.edges.flatMap((each) => {
        const { from } = each;
        if (from.kind !== "internet" || !request.path.startsWith(from.prefix)) {
            return [];
        }
        const path = request.path.slice(from.prefix.length - 1);
        const scopes = (each.paths ?? ["/"]).filter((scope) =>
            scope.endsWith("/") ? path.startsWith(scope) : path === scope,
        );
        const rpcs = (each.services ?? []).filter((rpc) =>
            requestIsIn({ ...each, services: [rpc] }, { ...request, path }),
        );
        const lengths = (
            each.services === undefined
                ? scopes
                : rpcs.map((rpc) => `/${rpc}${rpc.includes("/") ? "" : "/"}`)
        ).map((scope) => from.prefix.length - 1 + scope.length);
        return lengths.length > 0 && requestIsIn(each, { ...request, path })
            ? [
                  {
                      edge: each,
                      rank: Math.max(...lengths) * 2 + (each.methods === undefined ? 0 : 1),
                  },
              ]
            : [];
    });
}

describe("compile, then evaluate", () => {
    it("allows exactly what the model says, whoever calls whom, and whatever came first", () => {
        fc.assert(
            fc.property(
                model,
                fc.array(question, { minLength: 40, maxLength: 40 }),
                fc.boolean(),
                (access, asked, newestFirst) => {
                    const objects = aged(compile(access, { today }), newestFirst);
                    const evaluator = evaluatorOf(objects, access);
                    for (const each of asked) {
                        const { verdict, because } = evaluator.ask(asQuestion(each));
                        assert.notEqual(verdict, "unenforced");
                        assert.equal(
                            verdict === "allow",
                            saysAllowed(access, each),
                            JSON.stringify({ each, verdict, because }),
                        );
                    }
                },
            ),
            { numRuns: 1000 },
        );
    });

    it("leads the internet to exactly the workload that the model says", () => {
        fc.assert(
            fc.property(model, publicRequest, (access, request) => {
                const evaluator = evaluatorOf(compile(access, { today }), access);
                const taking = edgesTaking(access, request);
                const rank = Math.max(0, ...taking.map((each) => each.rank));
                const best = taking.filter((each) => each.rank === rank);
                for (const to of names) {
                    for (const name of ["http", "h2", "grpc"]) {
                        const expected = best.some(
                            ({ edge: { to: target } }) =>
                                target.kind === "port" &&
                                `${target.namespace}/${target.workload}` === to &&
                                target.port === name &&
                                (name !== "grpc" || isGrpc(request)),
                        );
                        const asked = { from: "internet", to, port: name, host, ...request };
                        assert.equal(isAllowed(evaluator, asked), expected, JSON.stringify(asked));
                    }
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("never allows more than the model when any one object is missing", () => {
        fc.assert(
            fc.property(
                model,
                fc.nat(),
                fc.array(question, { minLength: 40, maxLength: 40 }),
                fc.array(publicRequest, { minLength: 3, maxLength: 3 }),
                (access, at, asked, fromInternet) => {
                    const objects = compile(access, { today });
                    const index = at % objects.length;
                    const evaluator = evaluatorOf(
                        objects.filter((_, each) => each !== index),
                        access,
                    );
                    const missing = objects[index];
                    for (const each of asked) {
                        if (isAllowed(evaluator, asQuestion(each))) {
                            assert.ok(saysAllowed(access, each), JSON.stringify({ missing, each }));
                        }
                    }
                    for (const request of fromInternet) {
                        const taking = edgesTaking(access, request).map(({ edge: { to } }) => to);
                        for (const to of names) {
                            const target = { kind: "port", ...reference(to), port: "http" };
                            if (
                                isAllowed(evaluator, {
                                    from: "internet",
                                    to,
                                    port: "http",
                                    host,
                                    ...request,
                                })
                            ) {
                                assert.ok(
                                    taking.some(
                                        (each) => JSON.stringify(each) === JSON.stringify(target),
                                    ),
                                    JSON.stringify({ missing, to, request }),
                                );
                            }
                        }
                    }
                },
            ),
            { numRuns: 1000 },
        );
    });

    it("gives the same verdict whatever the order of the objects", () => {
        fc.assert(
            fc.property(
                model.chain((access) => {
                    const objects = compile(access, { today });
                    return fc.record({
                        access: fc.constant(access),
                        objects: fc.constant(objects),
                        shuffled: fc.shuffledSubarray(objects, { minLength: objects.length }),
                    });
                }),
                fc.array(question, { minLength: 20, maxLength: 20 }),
                ({ access, objects, shuffled }, asked) => {
                    const [one, other] = [objects, shuffled].map((each) =>
                        evaluatorOf(each, access),
                    );
                    for (const each of asked.map(asQuestion)) {
                        assert.equal(other?.ask(each).verdict, one?.ask(each).verdict);
                    }
                },
            ),
            { numRuns: 200 },
        );
    });
});

describe("Faces, compiled and evaluated", () => {
    const evaluator = evaluatorOf(compile(facesModel), facesModel);
    const page = { from: "internet", host: "faces.example.com" };
    const face = { to: "faces/face", port: "http" };
    const proxy = { to: "faces/face", port: "linkerd-admin" };
    const scrape = { ...proxy, from: "linkerd-viz/prometheus" };
    const kubelet = "unauthenticated@10.42.0.9";
    const stranger = "unauthenticated@203.0.113.9";
    const cases: [expected: string, question: Question][] = [
        ["allow", { ...page, to: "faces/faces-gui", port: "http", path: "/faces/" }],
        ["allow", { ...page, ...face, path: "/face/center/" }],
        ["allow", { ...page, ...face, path: "/face/edge/" }],
        ["not-found", { ...page, ...face, path: "/face/ready" }],
        ["not-found", { ...page, ...face, path: "/face/center/", host: "other.example.com" }],
        ["not-found", { ...page, to: "faces/smiley", port: "http", path: "/smiley/" }],
        ["allow", { from: "emissary/emissary-ingress", ...face, path: "/center/" }],
        ["not-found", { from: "emissary/emissary-ingress", ...face, path: "/" }],
        ["deny", { from: "emissary/emissary-ingress", ...face, path: "/ready" }],
        ["deny", { from: "emissary/emissary-ingress", to: "faces/smiley", port: "http" }],
        [
            "allow",
            { from: "emissary/emissary-ingress", to: "emissary/external-auth", port: "http" },
        ],
        ["deny", { from: "faces/face", to: "emissary/external-auth", port: "http" }],
        ["allow", { from: "faces/face", to: "faces/smiley", port: "http" }],
        ["allow", { from: "faces/face", to: "faces/color", port: "http", path: "/a.B/C" }],
        ["deny", { from: "faces/faces-gui", to: "faces/color", port: "http", path: "/a.B/C" }],
        ["deny", { from: "faces/faces-gui", ...face, path: "/center/" }],
        ["allow", { from: kubelet, ...face, path: "/ready" }],
        ["deny", { from: kubelet, ...face, path: "/center/" }],
        ["deny", { from: stranger, ...face, path: "/ready" }],
        ["allow", { from: kubelet, to: "faces/smiley", port: "http", path: "/ready" }],
        ["allow", { from: kubelet, ...proxy, path: "/live" }],
        ["deny", { from: kubelet, ...proxy, path: "/metrics" }],
        ["allow", { ...scrape, path: "/metrics" }],
        ["not-found", { ...scrape, path: "/metrics", method: "POST" }],
        ["not-found", { ...scrape, path: "/shutdown", method: "POST" }],
        ["deny", { ...scrape, ...face, path: "/center/" }],
        ["deny", { ...scrape, from: "faces/smiley", path: "/metrics" }],
        ["deny", { ...scrape, from: "linkerd-viz/web", path: "/metrics" }],
    ];
    for (const [expected, question] of cases) {
        const { from, to, port: name, method = "", path = "" } = question;
        it(`${expected}: ${from} to ${to}:${name} ${method} ${path}`.trimEnd(), () => {
            const { verdict, because } = evaluator.ask(question);
            assert.equal(verdict, expected, JSON.stringify(because));
        });
    }
});
