import assert from "node:assert/strict";

import {
    accessModel,
    allow,
    audit,
    checkModel,
    identity,
    type Ingress,
    InputError,
    modelProblems,
    namespace,
    network,
    problemText,
    type AccessModel,
    type Edge,
    type HttpMethod,
    type PortModel,
    type Principal,
    type Protocol,
    type ScopeOf,
    type Workload,
    type WorkloadModel,
} from "../../../access/index";
import { facesModel } from "./facesModel";

/** Whether requests can be told apart so on a port of that protocol, for the compiler. */
type Fits<P extends Protocol, Scope> = Scope extends ScopeOf<P> ? true : false;

const http: PortModel = { port: 8080, protocol: "HTTP/1", probes: ["/ready"] };
const web: Principal = { kind: "workload", namespace: "shop", workload: "web" };
const robot: Principal = { kind: "workload", namespace: "shop", workload: "robot" };
const cart = { kind: "port", namespace: "shop", workload: "cart", port: "http" } as const;
const host = "shop.example.com";

/** A model without problems, of which each case changes something. */
const sound: AccessModel = {
    kubelet: ["10.42.0.0/16"],
    namespaces: {
        shop: {
            workloads: {
                web: { ports: {}, listeners: [8443] },
                robot: { ports: {} },
                cart: {
                    ports: {
                        http,
                        grpc: { port: 9090, protocol: "gRPC" },
                        data: { port: 6379, protocol: "opaque" },
                    },
                },
            },
        },
    },
    identities: { prometheus: { namespace: "viz", serviceAccount: "prometheus" } },
    networks: { office: ["192.0.2.0/24"] },
    hosts: {
        [host]: { ingress: { namespace: "shop", workload: "web" }, tlsSecret: "certificate" },
    },
    edges: [{ from: web, to: cart }],
};

function edges(...all: Partial<Edge>[]): AccessModel {
    return { ...sound, edges: all.map((each) => ({ from: web, to: cart, ...each })) };
}

function workload(model: Partial<WorkloadModel>, name = "extra"): AccessModel {
    const workloads = { ...sound.namespaces.shop?.workloads, [name]: { ports: {}, ...model } };
    return { ...sound, namespaces: { shop: { workloads } } };
}

function port(model: Partial<PortModel>, name = "admin"): AccessModel {
    return workload({ ports: { [name]: { port: 7000, protocol: "HTTP/1", ...model } } });
}

function internet(prefix: string, hostName = host): Principal {
    return { kind: "internet", host: hostName, prefix };
}

const grpcPort = { ...cart, port: "grpc" } as const;
const dataPort = { ...cart, port: "data" } as const;
const metrics = { kind: "metrics", namespace: "shop" } as const;
const useLabel =
    "is not a DNS label; use up to 63 lower-case letters, digits and dashes, e.g. faces";
const notAPort = "is not a port; give a whole number from 1 to 65535";
const extra = "namespaces.shop.workloads.extra";

/** What is wrong, the model, and all that is said about it. */
const cases: [title: string, model: AccessModel, ...problems: string[]][] = [
    [
        "no network of the kubelet",
        { ...sound, kubelet: [] },
        "kubelet: is empty, so no pod's probes would be let through; give the networks of the nodes, e.g. 10.42.0.0/16",
    ],
    [
        "a network that is none, or is only an address",
        { ...sound, kubelet: ["10.42.0.0/33", "10.42.0.1"] },
        'kubelet[0]: "10.42.0.0/33" is not a CIDR block; give e.g. 192.0.2.0/24',
        'kubelet[1]: "10.42.0.1" is not a CIDR block; give e.g. 192.0.2.0/24',
    ],
    [
        "a network that is everywhere",
        { ...sound, networks: { office: ["0.0.0.0/0", "::/0"] } },
        'networks.office[0]: "0.0.0.0/0" is everywhere; give the narrowest network',
        'networks.office[1]: "::/0" is everywhere; give the narrowest network',
    ],
    [
        "a network without blocks",
        { ...sound, networks: { office: [] } },
        "networks.office: is empty; give CIDR blocks, e.g. 192.0.2.0/24",
    ],
    [
        "a network with the name of the kubelet's",
        { ...sound, networks: { kubelet: ["192.0.2.0/24"] } },
        "networks.kubelet: is the name of the kubelet's own; give another",
    ],
    [
        "names that Kubernetes does not take",
        {
            ...sound,
            namespaces: { ...sound.namespaces, Shop: { workloads: {} } },
            identities: { "a.b": { namespace: "x_y", serviceAccount: "-" } },
            networks: { "Office 1": ["192.0.2.0/24"] },
        },
        `namespaces.Shop: "Shop" ${useLabel}`,
        `identities.a.b: "a.b" ${useLabel}`,
        `identities.a.b.namespace: "x_y" ${useLabel}`,
        `identities.a.b.serviceAccount: "-" ${useLabel}`,
        `networks.Office 1: "Office 1" ${useLabel}`,
    ],
    [
        "names of workloads that Kubernetes does not take",
        workload({ serviceAccount: "Robot" }, "Extra"),
        `namespaces.shop.workloads.Extra: "Extra" ${useLabel}`,
        `namespaces.shop.workloads.Extra.serviceAccount: "Robot" ${useLabel}`,
    ],
    [
        "a ServiceAccount that two workloads share",
        workload({ serviceAccount: "robot" }),
        `${extra}.serviceAccount: "robot" is robot's, so what robot may do, extra could; give each its own`,
    ],
    [
        "labels that select another workload's pods",
        workload({ labels: { "app.kubernetes.io/name": "cart" } }),
        `${extra}.labels: select the pods of cart too, and two Servers must not select the same port; give labels that only its own pods have`,
    ],
    [
        "labels that select the pods of a workload with more labels",
        {
            ...sound,
            namespaces: {
                shop: {
                    workloads: {
                        ...sound.namespaces.shop?.workloads,
                        old: { ports: {}, labels: { app: "x", track: "old" } },
                        new: { ports: {}, labels: { app: "x" } },
                    },
                },
            },
        },
        "namespaces.shop.workloads.new.labels: select the pods of old too, and two Servers must not select the same port; give labels that only its own pods have",
    ],
    [
        "labels that select every pod",
        workload({ labels: {} }),
        `${extra}.labels: are none; give those of its pods`,
    ],
    [
        "a port with a name that is too long",
        port({}, "administration-1"),
        `${extra}.ports.administration-1: is not a port name; use up to 15 lower-case letters, digits and dashes, e.g. http`,
    ],
    [
        "a port with the name of the proxy's",
        port({}, "linkerd-admin"),
        `${extra}.ports.linkerd-admin: is the name of a port of Linkerd's proxy; give another`,
    ],
    [
        "ports with numbers that are none",
        port({ port: 0, servicePort: 65536 }),
        `${extra}.ports.admin.port: 0 ${notAPort}`,
        `${extra}.ports.admin.servicePort: 65536 ${notAPort}`,
    ],
    [
        "a port with a number of the proxy's",
        port({ port: 4191 }),
        `${extra}.ports.admin.port: 4191 is the port of Linkerd's proxy already; give another`,
    ],
    [
        "two ports with one number",
        workload({ ports: { one: { ...http, port: 1 }, two: { ...http, port: 1 } } }),
        `${extra}.ports.two.port: 1 is the port of one already; give another`,
    ],
    [
        "an unknown protocol",
        port({ protocol: "HTTP2" as "HTTP/2" }),
        `${extra}.ports.admin.protocol: there is no protocol HTTP2; did you mean HTTP/2?`,
    ],
    [
        "a probe where there are no paths",
        port({ protocol: "opaque", probes: ["/ready"] }),
        `${extra}.ports.admin.probes: opaque has no paths to probe; leave them out, or probe another port`,
    ],
    [
        "a probe that is no path",
        port({ probes: ["ready", "/ready?full"] }),
        `${extra}.ports.admin.probes[0]: "ready" does not begin with a slash; give /ready`,
        `${extra}.ports.admin.probes[1]: "/ready?full" is not a plain path; give e.g. /items/ for all below, or /items`,
    ],
    [
        "a limit where there are no requests",
        port({ protocol: "opaque", requestsPerSecond: 10 }),
        `${extra}.ports.admin.requestsPerSecond: opaque has no requests to count; leave it out`,
    ],
    [
        "a limit that lets nothing through",
        port({ requestsPerSecond: 0 }),
        `${extra}.ports.admin.requestsPerSecond: 0 is not a whole number from 1 to 2147483647; give e.g. 100`,
    ],
    [
        "a listener that is no port, and one that the mesh guards",
        workload({ ports: { http }, listeners: [8080, -1] }),
        `${extra}.listeners[0]: 8080 is the port of http, which the mesh guards; a listener bypasses it, so give another`,
        `${extra}.listeners[1]: -1 ${notAPort}`,
    ],
    [
        "an identity that is a workload of the model",
        { ...sound, identities: { r: { namespace: "shop", serviceAccount: "robot" } } },
        "identities.r: is workload shop/robot of the model; let that call",
    ],
    [
        "an identity that a namespace of the model does not have",
        { ...sound, identities: { r: { namespace: "shop", serviceAccount: "robto" } } },
        "identities.r.serviceAccount: there is no workload shop/robto; did you mean shop/robot?",
    ],
    [
        "a host that is not fully qualified, with an ingress that is none",
        {
            ...sound,
            hosts: {
                shop: { ingress: { namespace: "shop", workload: "robot" }, tlsSecret: "T" },
                "a.example.com": {
                    ingress: { namespace: "shop", workload: "wbe" },
                    tlsSecret: "t",
                },
            },
        },
        'hosts.shop: "shop" is not a fully qualified name in lower case; give e.g. faces.example.com',
        `hosts.shop.tlsSecret: "T" ${useLabel}`,
        "hosts.shop.ingress: shop/robot has no listeners, so the internet does not reach it; give those of an ingress",
        "hosts.a.example.com.ingress: there is no workload shop/wbe; did you mean shop/web?",
    ],
    [
        "a host that is an address",
        {
            ...sound,
            hosts: {
                "192.0.2.1": { ingress: { namespace: "shop", workload: "web" }, tlsSecret: "t" },
            },
        },
        'hosts.192.0.2.1: "192.0.2.1" is not a fully qualified name in lower case; give e.g. faces.example.com',
    ],
    [
        "callers that do not exist",
        edges(
            { from: { kind: "workload", namespace: "shop", workload: "wbe" } },
            { from: { kind: "identity", name: "prometeus" } },
            { from: { kind: "network", name: "ofice" } },
            { from: internet("/a/", "shop.exmaple.com") },
            {
                from: {
                    kind: "authentication",
                    namespace: "shop",
                    workload: "robot",
                    userHeaders: ["x user"],
                },
            },
        ),
        "edges[0].from: there is no workload shop/wbe; did you mean shop/web?",
        "edges[1].from: there is no identity prometeus; did you mean prometheus?",
        "edges[2].from: there is no network ofice; did you mean office?",
        "edges[3].from: there is no host shop.exmaple.com; did you mean shop.example.com?",
        "edges[4].from: shop/robot has no listeners, so the internet does not reach it; give those of an ingress",
        'edges[4].from.userHeaders: "x user" is no name of a header; give e.g. x-user',
    ],
    [
        "callers where nothing of the kind is declared",
        {
            ...edges({ from: { kind: "network", name: "office" } }),
            networks: {},
        },
        "edges[0].from: there is no network office; there is none at all",
    ],
    [
        "targets that do not exist",
        edges(
            { to: { ...cart, namespace: "shpo" } },
            { to: { ...cart, workload: "crat" } },
            { to: { ...cart, port: "htpp" } },
            { to: { ...cart, port: "administration" } },
            { to: { kind: "metrics", namespace: "shpo" } },
        ),
        "edges[0].to: there is no workload shpo/cart; did you mean shop/cart?",
        "edges[1].to: there is no workload shop/crat; did you mean shop/cart?",
        "edges[2].to: there is no port htpp of shop/cart; did you mean http?",
        "edges[3].to: there is no port administration of shop/cart; there is http, grpc, data",
        "edges[4].to: there is no namespace shpo; did you mean shop?",
    ],
    [
        "metrics for whom a proxy cannot tell, or narrowed",
        edges(
            { from: { kind: "network", name: "office" }, to: metrics },
            { from: internet("/"), to: metrics },
            { to: metrics, paths: ["/"], methods: ["GET"], services: ["a.B"] },
        ),
        "edges[0].from: network office has no identity of its own to scrape metrics with; let a workload or an identity do it",
        "edges[1].from: https://shop.example.com/ has no identity of its own to scrape metrics with; let a workload or an identity do it",
        "edges[2].paths: of metrics there is only one path; leave it out",
        "edges[2].methods: of metrics there is only one path; leave it out",
        "edges[2].services: of metrics there is only one path; leave it out",
    ],
    [
        "requests that the port's protocol does not tell apart",
        edges(
            { to: grpcPort, paths: ["/"] },
            { to: dataPort, methods: ["GET"], services: ["a.B"] },
            { services: ["a.B"] },
        ),
        "edges[0].paths: shop/cart:grpc speaks gRPC, which has no paths that a route tells apart; give services",
        "edges[1].methods: shop/cart:data speaks opaque, which has no methods that a route tells apart; leave them out",
        "edges[1].services: shop/cart:data speaks opaque, which has no services that a route tells apart; leave them out",
        "edges[2].services: shop/cart:http speaks HTTP/1, which has no services that a route tells apart; give paths",
    ],
    [
        "an edge that allows nothing",
        edges({ paths: [], methods: [] }, { to: grpcPort, services: [] }),
        "edges[0].paths: is empty, so the edge allows nothing; leave it out to allow all paths, or leave out the edge",
        "edges[0].methods: is empty, so the edge allows nothing; leave it out to allow all methods, or leave out the edge",
        "edges[1].services: is empty, so the edge allows nothing; leave it out to allow all services, or leave out the edge",
    ],
    [
        "paths, methods and services that are none",
        edges(
            { paths: ["items", "/a//b", "/a/../b", "/a b", "/*", `/${"a".repeat(1024)}`] },
            { methods: ["GTE" as "GET"] },
            { to: grpcPort, services: ["shop.Cart.", "/shop.Cart/Get"] },
        ),
        'edges[0].paths[0]: "items" does not begin with a slash; give /items',
        ...["/a//b", "/a/../b", "/a b", "/*", `/${"a".repeat(1024)}`].map(
            (path, index) =>
                `edges[0].paths[${index + 1}]: "${path}" is not a plain path; give e.g. /items/ for all below, or /items`,
        ),
        "edges[1].methods[0]: there is no method GTE; did you mean GET?",
        ...["shop.Cart.", "/shop.Cart/Get"].map(
            (service, index) =>
                `edges[2].services[${index}]: "${service}" is no gRPC service; give e.g. shop.Cart or shop.Cart/Get`,
        ),
    ],
    [
        "a last day of an audit that is none",
        edges({ auditUntil: "2026-02-30" }, { auditUntil: "tomorrow" }),
        'edges[0].auditUntil: "2026-02-30" is no day; give e.g. 2026-12-31',
        'edges[1].auditUntil: "tomorrow" is no day; give e.g. 2026-12-31',
    ],
    [
        "a public path that is no prefix, or comes before a gRPC service",
        edges(
            { from: internet("/cart") },
            { from: internet("cart/") },
            { from: internet("/cart/"), to: grpcPort },
        ),
        'edges[0].from.prefix: "/cart" does not end in a slash; give /cart/',
        'edges[1].from.prefix: "cart/" does not begin with a slash; give /cart/',
        'edges[2].from.prefix: "/cart/" would come before the name of the gRPC service; give /',
    ],
    [
        "a port that an ingress cannot serve or ask",
        edges(
            { from: internet("/data/"), to: dataPort },
            {
                from: {
                    kind: "authentication",
                    namespace: "shop",
                    workload: "web",
                    userHeaders: [],
                },
                to: grpcPort,
            },
        ),
        "edges[0].to: shop/cart:data speaks opaque, which an ingress does not serve by path; let it speak HTTP or gRPC",
        "edges[1].to: shop/cart:grpc speaks gRPC, and the ingress asks by HTTP; let it speak HTTP/1",
    ],
    [
        "a public path that leads to two places, be it by what is below the prefix",
        edges(
            { from: internet("/shop/"), paths: ["/", "/cart/"] },
            { from: internet("/shop/cart/") },
            { from: internet("/shop/"), paths: ["/cart/"] },
        ),
        "edges[1].from: https://shop.example.com/shop/cart/ leads somewhere else already, by edges[0]; keep one of them",
    ],
    [
        "an ingress that asks in two places",
        edges(
            ...Array.from({ length: 2 }, () => ({
                from: {
                    kind: "authentication",
                    namespace: "shop",
                    workload: "web",
                    userHeaders: [],
                } as const,
            })),
        ),
        "edges[1].from: the authentication of shop/web leads somewhere else already, by edges[0]; keep one of them",
    ],
    [
        "an exact path beside a prefix like it for others, of which Linkerd prefers neither",
        edges({ paths: ["/items/"] }, { from: robot, paths: ["/items"] }),
        "edges[0], edges[1]: Linkerd does not prefer the exact /items to the prefix /items/, and their callers differ; give both to all of them, or other paths",
    ],
    [
        "some gRPC services for one and all of them for another, or to be tried out",
        edges(
            { to: grpcPort, services: ["shop.Cart"] },
            { from: robot, to: grpcPort, auditUntil: "2026-12-31" },
        ),
        "edges[0].services: narrows shop/cart:grpc, and Linkerd has no route for all other services, which edges[1] needs; give the services there as well",
        "edges[0].services: narrows shop/cart:grpc, and Linkerd has no route for all other services, which edges[1].auditUntil needs; leave the services out while it is tried",
    ],
];

describe("a model", () => {
    it("is sound if nothing is wrong with it", () => {
        assert.deepEqual(modelProblems(sound), []);
        assert.equal(checkModel(sound), sound);
    });

    for (const [title, model, ...problems] of cases) {
        it(`is refused for ${title}`, () => {
            assert.deepEqual(modelProblems(model).map(problemText), problems);
        });
    }

    it("says where, what, why and how to mend it, each for itself", () => {
        assert.deepEqual(modelProblems({ ...edges({ auditUntil: "soon" }), kubelet: [] }), [
            {
                path: "kubelet",
                reason: "is empty, so no pod's probes would be let through",
                remedy: "give the networks of the nodes, e.g. 10.42.0.0/16",
            },
            {
                path: "edges[0].auditUntil",
                value: "soon",
                reason: "is no day",
                remedy: "give e.g. 2026-12-31",
            },
        ]);
    });

    it("may give an exact path and the prefix like it to the same callers", () => {
        assert.deepEqual(modelProblems(edges({ paths: ["/items", "/items/"] })), []);
    });

    it("may say the same edge twice", () => {
        const said = { from: internet("/cart/"), paths: ["/items/"] };
        assert.deepEqual(modelProblems(edges(said, said)), []);
    });

    it("is refused with all of its problems at once", () => {
        assert.throws(
            () =>
                checkModel({ ...edges({ auditUntil: "soon" }), kubelet: ["here"] }, [
                    { path: "hosts", reason: "are two", remedy: "give one" },
                ]),
            new InputError([
                "hosts: are two; give one",
                'kubelet[0]: "here" is not a CIDR block; give e.g. 192.0.2.0/24',
                'edges[0].auditUntil: "soon" is no day; give e.g. 2026-12-31',
            ]),
        );
    });
});

describe("typed references", () => {
    const shop = namespace("shop");
    const gui = shop.ingress("gui", { listeners: [8443], ports: {} });
    const cartWorkload = shop.workload("cart", {
        ports: {
            http: { port: 8080, protocol: "HTTP/1" },
            grpc: { port: 9090, protocol: "gRPC" },
            data: { port: 6379, protocol: "opaque" },
        },
    });
    /** The same workload without its types, as JavaScript sees it. */
    const untyped = cartWorkload as Workload;
    const parts = { kubelet: ["10.42.0.0/16"], namespaces: [shop] };

    it("say the Faces model in plain data", () => {
        assert.deepEqual(facesModel.edges[1], {
            from: { kind: "internet", host: "faces.example.com", prefix: "/face/" },
            to: { kind: "port", namespace: "faces", workload: "face", port: "http" },
            paths: ["/center/", "/edge/"],
        });
        assert.deepEqual(facesModel.identities, {
            prometheus: {
                namespace: "linkerd-viz",
                serviceAccount: "prometheus",
                labels: { component: "prometheus" },
            },
        });
        assert.deepEqual(facesModel.hosts, {
            "faces.example.com": {
                ingress: { namespace: "emissary", workload: "emissary-ingress" },
                tlsSecret: "faces-example-com-tls",
            },
        });
        assert.deepEqual(Object.keys(facesModel.namespaces.faces?.workloads ?? {}), [
            "faces-gui",
            "face",
            "smiley",
            "color",
        ]);
    });

    it("say until when an edge is tried out", () => {
        const { edge } = audit(gui, { until: "2026-12-31" }).to(cartWorkload.port("grpc"), {
            services: ["shop.Cart"],
        });
        assert.deepEqual(edge, {
            from: { kind: "workload", namespace: "shop", workload: "gui" },
            to: { ...cart, port: "grpc" },
            services: ["shop.Cart"],
            auditUntil: "2026-12-31",
        });
    });

    it("do not compile for a port that is not there; where types are gone, they are refused", () => {
        const compiles: "htpp" extends Parameters<typeof cartWorkload.port>[0] ? true : false =
            false;
        assert.equal("htpp" in cartWorkload.model.ports, compiles);
        assert.throws(
            () => accessModel({ ...parts, edges: [allow(gui).to(untyped.port("htpp"))] }),
            new InputError(["edges[0].to: there is no port htpp of shop/cart; did you mean http?"]),
        );
    });

    it("do not compile for requests that a protocol does not tell apart", () => {
        // The compiler refuses any other value of these types.
        const compiles: [
            Fits<"gRPC", { services: string[] }>,
            Fits<"gRPC", { paths: string[] }>,
            Fits<"opaque", { methods: "GET"[] }>,
            Fits<"HTTP/1", { services: string[] }>,
            Fits<"HTTP/1", { methods: "GET"[] }>,
            Fits<"HTTP/1", { methods: "GTE"[] }>,
        ] = [true, false, false, false, true, false];
        const wrong = [
            allow(gui).to(untyped.port("grpc"), { paths: ["/"] }),
            allow(gui).to(untyped.port("data"), { methods: ["GET"] }),
            allow(gui).to(untyped.port("http"), { services: ["shop.Cart"] }),
            allow(gui).to(untyped.port("http"), { methods: ["GTE" as string as HttpMethod] }),
        ];
        assert.equal(wrong.length, compiles.filter((each) => !each).length);
        assert.throws(
            () => accessModel({ ...parts, edges: wrong }),
            (error: InputError) => error.problems.length === 4,
        );
    });

    it("do not compile for an authentication that no ingress asks", () => {
        const asks: typeof cartWorkload extends Pick<Ingress, "authentication"> ? true : false =
            false;
        assert.equal("authentication" in cartWorkload, asks);
    });

    it("are refused for a workload whose namespace is not in the model", () => {
        const other = namespace("other").workload("worker", { ports: {} });
        assert.throws(
            () => accessModel({ ...parts, edges: [allow(other).to(cartWorkload.port("http"))] }),
            new InputError([
                "edges[0].from: there is no workload other/worker; there is shop/gui, shop/cart",
            ]),
        );
    });

    it("are refused where one name means two things", () => {
        const target = cartWorkload.port("http");
        const viz = { namespace: "viz", serviceAccount: "prometheus" };
        assert.throws(
            () =>
                accessModel({
                    ...parts,
                    namespaces: [shop, shop],
                    edges: [
                        allow(identity("p", viz)).to(target),
                        allow(identity("p", { ...viz, namespace: "monitoring" })).to(target),
                        allow(network("n", ["192.0.2.0/24"])).to(target),
                        allow(network("n", ["198.51.100.0/24"])).to(target),
                        allow(gui.host("a.example.com", { tlsSecret: "a" }).below("/")).to(target),
                        allow(gui.host("a.example.com", { tlsSecret: "b" }).below("/")).to(target),
                    ],
                }),
            new InputError(
                ["identities.p", "networks.n", "hosts.a.example.com"]
                    .map(
                        (each) =>
                            `${each}: means two different things; give the second another name`,
                    )
                    .concat("namespaces.shop: is given twice; give it once"),
            ),
        );
        assert.throws(() => shop.workload("cart", { ports: {} }), {
            name: "RangeError",
            message: "shop/cart: there is such a workload already",
        });
    });
});
