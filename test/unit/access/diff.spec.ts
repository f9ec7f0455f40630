import assert from "node:assert/strict";

import { diff } from "../../../access/diff";
import type { Evaluator } from "../../../access/evaluate/evaluator";
import {
    authorization,
    deployment,
    evaluator,
    meshTls,
    namespace,
    route,
    rule,
    server,
} from "./manifests";

const shop = [
    namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
    deployment(),
    server("http"),
];

function changes(before: Evaluator, after: Evaluator): string[] {
    return diff(before, after).map(
        ({ change, from, to, port, request }) => `${change}: ${from} ${to}:${port} ${request}`,
    );
}

function allowing(...accounts: string[]): string[] {
    return accounts.map((account) =>
        authorization(account, "Server/http", `ServiceAccount/${account}/web`),
    );
}

describe("A diff", () => {
    it("is empty where the same calls are allowed by other objects", () => {
        const after = evaluator(
            {},
            ...shop,
            meshTls("ui", {
                identityRefs: [{ kind: "ServiceAccount", name: "ui", namespace: "web" }],
            }),
            authorization("renamed", "Server/http", "MeshTLSAuthentication/ui"),
        );
        assert.deepEqual(changes(evaluator({}, ...shop, ...allowing("ui")), after), []);
    });

    it("names what is newly allowed and newly denied", () => {
        assert.deepEqual(
            changes(
                evaluator({}, ...shop, ...allowing("ui", "old")),
                evaluator({}, ...shop, ...allowing("ui", "new")),
            ),
            ["newly allowed: web/new shop/cart:8000 *", "newly denied: web/old shop/cart:8000 *"],
        );
    });

    it("does not call newly allowed what a wider grant allowed before", () => {
        const before = evaluator(
            {},
            ...shop,
            meshTls("any", { identities: ["*"] }),
            authorization("any", "Server/http", "MeshTLSAuthentication/any"),
        );
        assert.deepEqual(changes(before, evaluator({}, ...shop, ...allowing("ui"))), [
            "newly denied: * shop/cart:8000 *",
        ]);
    });

    it("tells requests apart", () => {
        const routed = [...shop, ...allowing("ui"), route("face", [rule("GET /face")])];
        const wider = [...routed, route("admin", [rule("/admin/*")])];
        assert.deepEqual(changes(evaluator({}, ...routed), evaluator({}, ...wider)), [
            "newly allowed: web/ui shop/cart:8000 /admin/*",
        ]);
    });

    it("counts what is no longer enforced as let through to everybody", () => {
        const [denying = "", , ...rest] = shop;
        const unmeshed = deployment({ annotations: { "linkerd.io/inject": "disabled" } });
        assert.deepEqual(
            changes(evaluator({}, ...shop), evaluator({}, denying, unmeshed, ...rest)),
            [
                "newly allowed: unauthenticated shop/cart:8000 *",
                "newly allowed: unauthenticated shop/cart:9000 *",
            ],
        );
    });
});
