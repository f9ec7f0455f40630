import assert from "node:assert/strict";

import { diff } from "../../../access/diff";
import type { Evaluator, Verdict } from "../../../access/evaluate/evaluator";
import { allowed, cart, emissary, gate, mapping, service } from "./emissaryManifests";
import { deployment, evaluator, json, namespace, question, server } from "./manifests";

function ask(subject: Evaluator, request: string): Verdict["verdict"] {
    return subject.ask(question("internet", request)).verdict;
}

describe("From the internet", () => {
    it("a workload is reached by a Mapping whose ingress it allows", () => {
        const subject = evaluator(
            {},
            ...gate,
            ...cart,
            ...allowed,
            mapping("cart", { prefix: "/cart/" }),
        );
        assert.equal(ask(subject, "GET /cart/items"), "allow");
        assert.equal(ask(subject, "GET /other"), "not-found");
    });

    it("a workload is denied that does not allow the ingress", () => {
        const subject = evaluator({}, ...gate, ...cart, mapping("cart", { prefix: "/cart/" }));
        assert.equal(ask(subject, "GET /cart/items"), "deny");
    });

    it("nothing is reached without a Listener", () => {
        const [, host = ""] = gate;
        const rest = [...cart, ...allowed, mapping("cart", { prefix: "/" })];
        assert.equal(ask(evaluator({}, host, ...rest), "GET /"), "deny");
    });

    it("a Mapping counts for Hosts that its hostname or the Host's selector joins it to", () => {
        const subject = (spec: object, metadata: object = {}, host: object = {}): Evaluator =>
            evaluator(
                {},
                gate[0] ?? "",
                emissary("Host", "shop", { hostname: "shop.example.com", ...host }),
                ...cart,
                ...allowed,
                mapping("cart", { prefix: "/", ...spec }, metadata),
            );
        const selector = { mappingSelector: { matchLabels: { to: "shop" } } };
        assert.equal(ask(subject({ hostname: "*.example.com" }), "GET /"), "allow");
        assert.equal(ask(subject({ hostname: "*.example.org" }), "GET /"), "not-found");
        assert.equal(ask(subject({ hostname: null }), "GET /"), "not-found");
        assert.equal(
            ask(subject({ hostname: null }, { labels: { to: "shop" } }, selector), "GET /"),
            "allow",
        );
        assert.equal(ask(subject({}, {}, selector), "GET /"), "not-found");
    });

    it("the Mapping of higher precedence, then of the longer prefix, takes the request", () => {
        const other = [deployment({ name: "other" }), service("other")];
        const subject = (precedence: number): Evaluator =>
            evaluator(
                {},
                ...gate,
                ...cart,
                ...allowed,
                ...other,
                mapping("short", { prefix: "/a/", precedence }),
                mapping("long", { prefix: "/a/b/", service: "other" }),
            );
        assert.equal(ask(subject(0), "GET /a/b/c"), "not-found");
        assert.equal(ask(subject(1), "GET /a/b/c"), "allow");
    });

    it("prefixes are matched as they are, exactly, or as regular expressions", () => {
        const subject = (spec: object): Evaluator =>
            evaluator({}, ...gate, ...cart, ...allowed, mapping("cart", spec));
        assert.equal(ask(subject({ prefix: "/cart" }), "GET /cartoon"), "allow");
        assert.equal(
            ask(subject({ prefix: "/cart", prefix_exact: true }), "GET /cartoon"),
            "not-found",
        );
        const expression = subject({ prefix: "/c[a-z]+", prefix_regex: true });
        assert.equal(ask(expression, "GET /cart"), "allow");
        assert.equal(ask(expression, "GET /cart/1"), "not-found");
    });

    it("the AuthService is asked first, unless the Mapping bypasses it", () => {
        const objects = [
            ...gate,
            ...cart.slice(0, 3),
            server("http", { podSelector: { matchLabels: { app: "cart" } } }),
            ...allowed,
            deployment({ name: "auth" }),
            service("auth"),
            emissary("AuthService", "auth", { auth_service: "auth.shop:80", proto: "http" }),
        ];
        // Its namespace denies by default, and nothing lets the ingress call the AuthService.
        const verdict = (spec: object): string =>
            ask(evaluator({}, ...objects, mapping("cart", { prefix: "/", ...spec })), "GET /");
        assert.equal(verdict({}), "deny");
        assert.equal(verdict({ bypass_auth: true }), "allow");
    });

    it("a workload is reached past the ingress by a Service that opens it", () => {
        const opened = (externalTrafficPolicy: string): Evaluator =>
            evaluator(
                { defaultPolicy: "cluster-unauthenticated" },
                namespace(),
                deployment(),
                json({
                    apiVersion: "v1",
                    kind: "Service",
                    metadata: { name: "open", namespace: "shop" },
                    spec: {
                        type: "LoadBalancer",
                        externalTrafficPolicy,
                        selector: { app: "cart" },
                        ports: [{ port: 80, targetPort: "http" }],
                    },
                }),
            );
        // A node's address, which the caller then has, is one of the cluster's.
        assert.equal(ask(opened("Cluster"), "GET /"), "allow");
        assert.equal(ask(opened("Local"), "GET /"), "deny");
    });

    it("everything that is reached is listed, and a new Mapping is a difference", () => {
        const before = evaluator({}, ...gate, ...cart, ...allowed);
        const after = evaluator({}, ...gate, ...cart, ...allowed, mapping("cart", { prefix: "/" }));
        assert.deepEqual(
            [...after.calls()].map(({ from, to, port, request }) => [from, to, port, request]),
            [
                ["emissary/emissary-ingress", "shop/cart", 8000, "*"],
                ["internet", "shop/cart", 8000, "/*"],
            ],
        );
        assert.deepEqual(
            diff(before, after).map(({ change, from, request }) => [change, from, request]),
            [["newly allowed", "internet", "/*"]],
        );
    });

    it("a request without method is listed though another Mapping takes its GET", () => {
        const subject = evaluator(
            {},
            ...gate,
            ...cart,
            ...allowed,
            mapping("get", { prefix: "/", method: "GET", service: "elsewhere" }),
            mapping("any", { prefix: "/" }),
        );
        assert.deepEqual(
            subject.internetCalls().map(({ to, request }) => `${to} ${request}`),
            ["shop/cart /*"],
        );
    });

    it("gRPC is listed, which a client asks for by POST, service and method", () => {
        const subject = evaluator(
            {},
            ...gate,
            namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
            deployment(),
            service("cart"),
            server("http", { proxyProtocol: "gRPC" }),
            ...allowed,
            mapping("cart", { prefix: "/", grpc: true }),
        );
        assert.deepEqual(
            subject.internetCalls().map(({ to, request }) => `${to} ${request}`),
            ["shop/cart /*"],
        );
    });

    it("a Mapping whose prefix is no path is not listed", () => {
        const subject = evaluator(
            {},
            ...gate,
            ...cart,
            ...allowed,
            mapping("any", { prefix: "*" }),
        );
        assert.deepEqual(subject.internetCalls(), []);
    });
});
