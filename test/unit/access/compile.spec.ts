import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import fc from "fast-check";

import {
    accessModel,
    allow,
    audit,
    compile,
    identity,
    namespace,
    network,
    parseObjects,
    podTemplate,
    stages,
    type AccessModel,
    type AllowedEdge,
    type KubernetesObject,
} from "../../../access/index";
import { requestsName } from "../../../access/compile/names";
import type { Match } from "../../../access/model/requests";
import { facesModel } from "./facesModel";

const shop = namespace("shop");
const web = shop.workload("web", { ports: {} });
const cart = shop.workload("cart", {
    ports: {
        http: { port: 8080, servicePort: 80, protocol: "HTTP/1", probes: ["/ready"] },
        grpc: { port: 9090, protocol: "gRPC" },
        data: { port: 6379, protocol: "opaque" },
    },
});
const worker = shop.workload("worker", { ports: {}, serviceAccount: "robot" });

function model(...edges: AllowedEdge[]): AccessModel {
    return accessModel({ kubelet: ["10.42.0.0/16"], namespaces: [shop], edges });
}

function named(objects: readonly KubernetesObject[], kind: string): string[] {
    return objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
}

function specOf(objects: readonly KubernetesObject[], kind: string, name: string): unknown {
    return objects.find((each) => each.kind === kind && each.metadata.name === name)?.spec;
}

function accessPolicyOf(objects: readonly KubernetesObject[], server: string): unknown {
    return (specOf(objects, "Server", server) as { accessPolicy: unknown }).accessPolicy;
}

function authorizationsOf(objects: readonly KubernetesObject[]): string[] {
    return named(objects, "AuthorizationPolicy");
}

const kubeletsProbe = "cart.http.get.at.ready.from-network.kubelet";

describe("compile", () => {
    it("makes of the Faces model exactly these objects, in this order", () => {
        const file = path.join(__dirname, "compileFaces.yaml");
        assert.deepEqual(
            compile(facesModel),
            parseObjects(readFileSync(file, "utf8"), "compileFaces.yaml"),
        );
    });

    it("makes the same of a model that was written to JSON and read again", () => {
        const document = JSON.parse(JSON.stringify(facesModel)) as AccessModel;
        assert.equal(JSON.stringify(compile(document)), JSON.stringify(compile(facesModel)));
    });

    it("denies what nobody may call, and authorises nobody", () => {
        const objects = compile(model());
        assert.deepEqual(named(objects, "Server"), ["cart.data", "cart.grpc", "cart.http"]);
        assert.deepEqual(authorizationsOf(objects), []);
        assert.deepEqual(named(objects, "HTTPRoute"), []);
        assert.deepEqual(specOf(objects, "Server", "cart.data"), {
            podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } },
            port: "data",
            proxyProtocol: "opaque",
            accessPolicy: "deny",
        });
    });

    it("authorises on the Server who may send everything, and adds no route", () => {
        const objects = compile(model(allow(worker).to(cart.port("http"))));
        assert.deepEqual(authorizationsOf(objects), ["cart.http.from.robot.shop"]);
        assert.deepEqual(named(objects, "HTTPRoute"), []);
        assert.deepEqual(specOf(objects, "MeshTLSAuthentication", "robot.shop"), {
            identityRefs: [{ kind: "ServiceAccount", name: "robot", namespace: "shop" }],
        });
    });

    it("authorises on a route who may send some requests, and the kubelet's probe beside it", () => {
        const objects = compile(model(allow(web).to(cart.port("http"), { paths: ["/items/"] })));
        assert.deepEqual(authorizationsOf(objects), [
            "cart.http.below.items.from.web.shop",
            kubeletsProbe,
        ]);
        assert.deepEqual(specOf(objects, "HTTPRoute", "cart.http.get.at.ready"), {
            parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name: "cart.http" }],
            rules: [{ matches: [{ path: { type: "Exact", value: "/ready" }, method: "GET" }] }],
        });
        assert.deepEqual(specOf(objects, "NetworkAuthentication", "kubelet"), {
            networks: [{ cidr: "10.42.0.0/16" }],
        });
    });

    it("keeps a route for everything where one caller is limited and another is not", () => {
        const objects = compile(
            model(
                allow(web).to(cart.port("http"), { paths: ["/items/"] }),
                allow(worker).to(cart.port("http")),
            ),
        );
        assert.deepEqual(named(objects, "HTTPRoute"), [
            "cart.http.below",
            "cart.http.below.items",
            "cart.http.get.at.ready",
        ]);
        assert.deepEqual(authorizationsOf(objects), [
            "cart.http.below.items.from.web.shop",
            "cart.http.from.robot.shop",
            kubeletsProbe,
        ]);
    });

    it("authorises on a narrow route everybody who may send what a wider one matches", () => {
        const objects = compile(
            model(
                allow(web).to(cart.port("http"), { paths: ["/items/"] }),
                allow(worker).to(cart.port("http"), { paths: ["/items/new/"] }),
            ),
        );
        assert.deepEqual(authorizationsOf(objects), [
            "cart.http.below.items.from.web.shop",
            "cart.http.below.items.new.from.robot.shop",
            "cart.http.below.items.new.from.web.shop",
            kubeletsProbe,
        ]);
    });

    it("cuts out as a route of its own what two callers' requests have in common", () => {
        const objects = compile(
            model(
                allow(web).to(cart.port("http"), { methods: ["GET"] }),
                allow(worker).to(cart.port("http"), { paths: ["/items/"] }),
            ),
        );
        assert.deepEqual(authorizationsOf(objects), [
            "cart.http.below.items.from.robot.shop",
            "cart.http.get.at.ready.from-network.kubelet",
            "cart.http.get.at.ready.from.web.shop",
            "cart.http.get.below.from.web.shop",
            "cart.http.get.below.items.from.robot.shop",
            "cart.http.get.below.items.from.web.shop",
        ]);
    });

    it("names gRPC's services and methods in GRPCRoutes", () => {
        const objects = compile(
            model(allow(web).to(cart.port("grpc"), { services: ["shop.cart", "shop.Cart/Get"] })),
        );
        assert.deepEqual(named(objects, "GRPCRoute"), [
            "cart.grpc.service.shop-cart-get-46cabb0b",
            "cart.grpc.service.shop.cart",
        ]);
        assert.deepEqual(specOf(objects, "GRPCRoute", "cart.grpc.service.shop-cart-get-46cabb0b"), {
            parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name: "cart.grpc" }],
            rules: [
                {
                    matches: [{ method: { type: "Exact", service: "shop.Cart", method: "Get" } }],
                },
            ],
        });
    });

    it("authorises a network by its addresses, and lets it in to the container's own port", () => {
        const backup = network("backup", ["192.0.2.0/24", "192.0.2.0/24"]);
        const objects = compile(model(allow(backup).to(cart.port("data"))));
        assert.deepEqual(authorizationsOf(objects), ["cart.data.from-network.backup"]);
        assert.deepEqual(specOf(objects, "NetworkAuthentication", "backup"), {
            networks: [{ cidr: "192.0.2.0/24" }],
        });
        const { podSelector, policyTypes, ingress } = specOf(objects, "NetworkPolicy", "cart") as {
            podSelector: unknown;
            policyTypes: unknown;
            ingress: unknown;
        };
        assert.deepEqual(podSelector, { matchLabels: { "app.kubernetes.io/name": "cart" } });
        assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
        assert.deepEqual(
            ingress,
            [
                { cidr: "10.42.0.0/16", port: 4191 },
                { cidr: "10.42.0.0/16", port: 8080 },
                { cidr: "192.0.2.0/24", port: 6379 },
            ].map(({ cidr, port }) => ({
                from: [{ ipBlock: { cidr } }],
                ports: [{ port, protocol: "TCP" }],
            })),
        );
    });

    it("limits how often a port may be asked, in the proxy of each of its pods", () => {
        const shop = namespace("shop");
        shop.workload("cart", {
            ports: { http: { port: 8080, protocol: "HTTP/1", requestsPerSecond: 100 } },
        });
        const objects = compile(
            accessModel({ kubelet: ["10.42.0.0/16"], namespaces: [shop], edges: [] }),
        );
        assert.deepEqual(specOf(objects, "HTTPLocalRateLimitPolicy", "cart.http"), {
            targetRef: { group: "policy.linkerd.io", kind: "Server", name: "cart.http" },
            total: { requestsPerSecond: 100 },
        });
    });

    it("lets an identity of others in by its namespace and labels", () => {
        const labels = { job: "crawl", app: "crawler" };
        const crawler = identity("crawler", { namespace: "search", serviceAccount: "bot", labels });
        const objects = compile(model(allow(crawler).to(cart.port("grpc"))));
        assert.deepEqual(authorizationsOf(objects), ["cart.grpc.from.bot.search"]);
        const { ingress } = specOf(objects, "NetworkPolicy", "cart") as { ingress: unknown[] };
        assert.deepEqual(ingress.at(-1), {
            from: [
                {
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "search" } },
                    podSelector: { matchLabels: labels },
                },
            ],
            ports: [{ port: 4143, protocol: "TCP" }],
        });
    });

    it("knows where DNS, Linkerd and the Kubernetes API are, if they are elsewhere", () => {
        const objects = compile(facesModel, {
            dns: { namespace: "dns", labels: { app: "coredns" } },
            linkerdNamespace: "mesh",
            kubernetesApi: ["192.0.2.10/32"],
        });
        const { egress } = specOf(objects, "NetworkPolicy", "smiley") as { egress: unknown[] };
        assert.deepEqual(egress, [
            {
                to: [
                    {
                        namespaceSelector: {
                            matchLabels: { "kubernetes.io/metadata.name": "dns" },
                        },
                        podSelector: { matchLabels: { app: "coredns" } },
                    },
                ],
                ports: [
                    { port: 53, protocol: "TCP" },
                    { port: 53, protocol: "UDP" },
                ],
            },
            {
                to: [
                    {
                        namespaceSelector: {
                            matchLabels: { "kubernetes.io/metadata.name": "mesh" },
                        },
                    },
                ],
                ports: [8080, 8086, 8090].map((port) => ({ port, protocol: "TCP" })),
            },
        ]);
        const ingress = specOf(objects, "NetworkPolicy", "emissary-ingress") as {
            egress: unknown[];
        };
        assert.deepEqual(
            ingress.egress.filter((rule) => JSON.stringify(rule).includes("ipBlock")),
            [
                {
                    to: [{ ipBlock: { cidr: "192.0.2.10/32" } }],
                    ports: [443, 6443].map((port) => ({ port, protocol: "TCP" })),
                },
            ],
        );
    });
});

describe("an edge that is tried out", () => {
    const tried = model(
        audit(web, { until: "2026-12-31" }).to(cart.port("http"), { paths: ["/items/"] }),
    );

    it("lets everything through to its port, and logs it, to the end of its last day", () => {
        const objects = compile(tried, { today: "2026-12-31" });
        assert.equal(accessPolicyOf(objects, "cart.http"), "audit");
        assert.equal(accessPolicyOf(objects, "cart.grpc"), "deny");
        assert.deepEqual(named(objects, "HTTPRoute"), [
            "cart.http.below",
            "cart.http.below.items",
            "cart.http.get.at.ready",
        ]);
        const { ingress } = specOf(objects, "NetworkPolicy", "cart") as { ingress: unknown[] };
        assert.deepEqual(ingress.at(-1), {
            ports: [4143, 8080].map((port) => ({ port, protocol: "TCP" })),
        });
        const { egress } = specOf(objects, "NetworkPolicy", "worker") as { egress: unknown[] };
        assert.equal(egress.length, 3);
    });

    it("is enforced from the day after", () => {
        const enforced = model(allow(web).to(cart.port("http"), { paths: ["/items/"] }));
        assert.deepEqual(compile(tried, { today: "2027-01-01" }), compile(enforced));
    });

    it("goes by the day on which it is compiled, if no other is given", () => {
        const until = (day: string): AccessModel =>
            model(audit(web, { until: day }).to(cart.port("http")));
        assert.equal(accessPolicyOf(compile(until("9999-12-31")), "cart.http"), "audit");
        assert.equal(accessPolicyOf(compile(until("2000-01-01")), "cart.http"), "deny");
    });
});

describe("the order of what is compiled", () => {
    const objects = compile(facesModel);

    it("puts everything that allows before a namespace turns to deny", () => {
        const denies = objects.map(
            ({ kind, metadata }) => kind === "Namespace" || metadata.name === "default-deny",
        );
        assert.deepEqual(denies, [...denies].sort());
        assert.deepEqual(named(objects.slice(-2), "Namespace"), ["emissary", "faces"]);
    });

    it("puts a Server, which denies from its first moment, after all that authorises on it", () => {
        const kinds = [...new Set(objects.map(({ kind }) => kind))];
        assert.deepEqual(kinds, [
            "ServiceAccount",
            "NetworkAuthentication",
            "MeshTLSAuthentication",
            "AuthorizationPolicy",
            "HTTPRoute",
            "Server",
            "HTTPLocalRateLimitPolicy",
            "Host",
            "AuthService",
            "Mapping",
            "NetworkPolicy",
            "Namespace",
        ]);
    });

    it("begins, where there are no namespaces yet, with namespaces that do not deny", () => {
        const { namespaces, policies, denial } = stages(facesModel);
        assert.deepEqual(namespaces[1], {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "faces", annotations: { "linkerd.io/inject": "enabled" } },
        });
        assert.deepEqual([...policies, ...denial], objects);
    });

    it("and every byte are the same, in whatever order the model was said", () => {
        const expected = JSON.stringify(compile(everyKind(), { today: "2026-06-15" }));
        fc.assert(
            fc.property(
                fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40 }),
                (keys) => {
                    const shuffled = shuffle(everyKind(), keys) as AccessModel;
                    assert.equal(
                        JSON.stringify(compile(shuffled, { today: "2026-06-15" })),
                        expected,
                    );
                },
            ),
            { numRuns: 300 },
        );
    });

    it("does not change for the rest when an edge is removed", () => {
        const whole = compile(facesModel).map((object) => JSON.stringify(object));
        facesModel.edges.forEach((_, removed) => {
            const edges = facesModel.edges.filter((_edge, index) => index !== removed);
            const rest = compile({ ...facesModel, edges })
                .filter(({ kind }) => kind !== "NetworkPolicy" && kind !== "Mapping")
                .map((object) => JSON.stringify(object));
            assert.deepEqual(
                rest,
                whole.filter((each) => rest.includes(each)),
            );
        });
    });
});

/** A model with everything in it. */
function everyKind(): AccessModel {
    const office = network("office", ["192.0.2.0/24", "198.51.100.0/24"]);
    const labels = { app: "crawler", job: "crawl" };
    const crawler = identity("crawler", { namespace: "search", serviceAccount: "bot", labels });
    const [first] = facesModel.edges;
    assert.ok(first);
    const other = model(
        allow(web).to(cart.port("http"), { paths: ["/a/", "/b"], methods: ["GET", "POST"] }),
        audit(worker, { until: "2026-12-31" }).to(cart.port("http"), { paths: ["/a/c/", "/"] }),
        allow(worker).to(cart.port("grpc"), { services: ["a.B", "a.C/D"] }),
        allow(web).to(cart.port("grpc"), { services: ["a.B/C"] }),
        allow(office).to(cart.port("data")),
        allow(crawler).to(cart.port("data")),
        allow(crawler).to(shop.metrics),
    );
    return {
        kubelet: ["10.42.0.0/16", "10.43.0.0/16"],
        namespaces: { ...facesModel.namespaces, ...other.namespaces },
        identities: { ...facesModel.identities, ...other.identities },
        networks: other.networks,
        hosts: facesModel.hosts,
        edges: [...facesModel.edges, ...other.edges],
    };
}

/** The same data, with the entries of arrays and the fields of objects in another order. */
function shuffle(value: unknown, keys: readonly number[]): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const reordered = <Entry>(entries: readonly Entry[]): Entry[] =>
        entries
            .map((entry, index) => [keys[index % keys.length] ?? 0, entry] as const)
            .sort(([left], [right]) => left - right)
            .map(([, entry]) => entry);
    return Array.isArray(value)
        ? reordered(value.map((each) => shuffle(each, keys)))
        : Object.fromEntries(
              reordered(Object.entries(value).map(([key, each]) => [key, shuffle(each, keys)])),
          );
}

describe("the name of a route", () => {
    it("tells any two sets of requests of a port apart, and is one that Kubernetes takes", () => {
        const segment = fc.oneof(
            fc.constantFrom(
                "a",
                "b",
                "a-b",
                "at",
                "below",
                "get",
                "from",
                "service",
                "A",
                "a.b",
                "a_b",
            ),
            fc.stringMatching(/^[A-Za-z0-9._~-]{1,70}$/),
        );
        const match = fc.oneof(
            fc
                .record({
                    method: fc.option(fc.constantFrom("GET", "POST"), { nil: undefined }),
                    exact: fc.boolean(),
                    segments: fc.array(segment, { maxLength: 4 }),
                })
                .filter(({ exact, segments }) => !exact || segments.length > 0)
                .map(({ method, exact, segments }): Match => {
                    const text = `/${segments.join("/")}`;
                    const ended = text === "/" ? text : `${text}/`;
                    return { kind: "http", method, exact, path: exact ? text : ended };
                }),
            fc
                .record({
                    service: fc.stringMatching(/^[A-Za-z]{1,3}(\.[A-Za-z]{1,3}){0,2}$/),
                    method: fc.option(fc.stringMatching(/^[A-Za-z]{1,3}$/), { nil: undefined }),
                })
                .map((each): Match => ({ kind: "grpc", ...each })),
        );
        fc.assert(
            fc.property(match, match, (left, right) => {
                const [one, other] = [left, right].map((each) => requestsName("cart.http", each));
                assert.equal(one === other, JSON.stringify(left) === JSON.stringify(right));
                assert.match(
                    one ?? "",
                    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
                );
                assert.ok((one ?? "").length <= 120);
            }),
            { numRuns: 3000 },
        );
    });
});

describe("podTemplate", () => {
    it("gives a workload's pods their identity, their proxy and its default policy", () => {
        assert.deepEqual(podTemplate(model(), { namespace: "shop", workload: "worker" }), {
            labels: { "app.kubernetes.io/name": "worker" },
            annotations: {
                "linkerd.io/inject": "enabled",
                "config.linkerd.io/default-inbound-policy": "deny",
                "zero-trust/default-policy": "d26f33b73ac115bc",
            },
            serviceAccountName: "robot",
        });
    });

    it("lets an ingress' listeners, and nothing else, bypass the mesh", () => {
        const { annotations } = podTemplate(facesModel, {
            namespace: "emissary",
            workload: "emissary-ingress",
        });
        assert.equal(annotations["config.linkerd.io/skip-inbound-ports"], "8080,8443");
    });

    it("refuses a workload that the model does not have", () => {
        assert.throws(() => podTemplate(facesModel, { namespace: "faces", workload: "fcae" }), {
            name: "RangeError",
            message: "there is no workload faces/fcae",
        });
    });
});
