import assert from "node:assert/strict";

import { accessMatrix, accessModel, allow, audit, namespace } from "../../../access/index";
import { checksOf } from "../../../verify/checks";
import { readPublicAccess } from "../../../verify/publicAccess";

const host = "shop.example.com";

/** What is asked of a matrix' host, in short. */
const asked = (matrix: Record<string, string>) =>
    checksOf(readPublicAccess(matrix), host).map(({ name, expected }) => `${name}: ${expected}`);

describe("What an access matrix says of the way in", () => {
    it("is read as the access model writes it", () => {
        const edge = namespace("edge");
        const ingress = edge.ingress("ingress", { listeners: [8443], ports: {} });
        const auth = edge.workload("auth", { ports: { http: { port: 80, protocol: "HTTP/1" } } });
        const shop = namespace("shop");
        const http = { http: { port: 8080, protocol: "HTTP/1" } } as const;
        const web = shop.workload("web", { ports: http });
        const cart = shop.workload("cart", { ports: http });
        const stock = shop.workload("stock", { ports: http });
        const site = ingress.host(host, { tlsSecret: "tls" });
        const model = accessModel({
            kubelet: ["10.42.0.0/16"],
            namespaces: [edge, shop],
            edges: [
                allow(site.below("/")).to(web.port("http"), { paths: ["/index.html"] }),
                allow(site.below("/cart/")).to(cart.port("http"), {
                    paths: ["/items/"],
                    methods: ["GET", "POST"],
                }),
                allow(ingress.authentication()).to(auth.port("http")),
                allow(cart).to(stock.port("http")),
            ],
        });
        assert.deepEqual(readPublicAccess(accessMatrix(model)), {
            prefixes: [
                { host, path: "/" },
                { host, path: "/cart/" },
            ],
            allowed: [
                { host, path: "/index.html", exact: true },
                { host, path: "/cart/items/", exact: false },
            ],
            triedOut: [],
            authenticated: true,
            internal: ["edge/auth", "shop/stock"],
        });
    });

    it("denies nothing below what is only being tried out", () => {
        const shop = namespace("shop");
        const edge = namespace("edge");
        const ingress = edge.ingress("ingress", { listeners: [8443], ports: {} });
        const web = shop.workload("web", { ports: { http: { port: 8080, protocol: "HTTP/1" } } });
        const site = ingress.host(host, { tlsSecret: "tls" });
        const model = accessModel({
            kubelet: ["10.42.0.0/16"],
            namespaces: [edge, shop],
            edges: [
                audit(site.below("/web/"), { until: "2026-12-31" }).to(web.port("http"), {
                    paths: ["/a"],
                }),
            ],
        });
        assert.deepEqual(asked(accessMatrix(model)), [
            "GET /web/a: 200 to 399",
            "GET /verify-no-such-path: 404",
            `GET http://${host}/web/a: redirected to https://${host}/web/a, or refused`,
            `GET http://${host}:443/web/a: redirected to https://${host}/web/a, or refused`,
        ]);
    });

    it("asks nobody's workload what its own open root answers to anything", () => {
        assert.deepEqual(
            asked({
                [`https://${host}/ → shop/web:http`]: "every request",
                "shop/web → shop/cart:http": "every request",
            }),
            [
                "GET /: 200 to 399",
                `GET http://${host}/: redirected to https://${host}/, or refused`,
                `GET http://${host}:443/: redirected to https://${host}/, or refused`,
            ],
        );
    });

    it("only sends what changes nothing, and leaves other hosts and gRPC alone", () => {
        assert.deepEqual(
            asked({
                [`https://${host}/orders/ → shop/orders:http`]: "POST /new",
                [`https://${host}/grpc/ → shop/cart:grpc`]: "shop.Cart/Get",
                "https://other.example.com/ → shop/web:http": "every request",
            }),
            [
                "GET /grpc/verify-no-such-path: 403 or 404",
                "GET /orders/verify-no-such-path: 403 or 404",
                "GET /verify-no-such-path: 404",
            ],
        );
    });

    it("is refused where it is no matrix", () => {
        assert.throws(
            () => readPublicAccess({ password: "x" }),
            /^Error: "password" is not a call of the form "CALLER → CALLED"$/,
        );
        assert.throws(
            () => readPublicAccess({ "a → b": 1 }),
            /^Error: "a → b" does not say in a text which requests are allowed$/,
        );
    });
});
