import assert from "node:assert/strict";

import type { Evaluator } from "../../../access/evaluate/evaluator";
import { matrixOf, overviewOf } from "../../../access/render/matrix";
import { compareCalls } from "../../../access/render/order";
import { authorization, deployment, evaluator, meshTls, namespace, server } from "./manifests";

const deny = { "config.linkerd.io/default-inbound-policy": "deny" };

/** Each row as text: what each caller may do, `deny` where it may do nothing. */
function matrix(from: Evaluator): Record<string, Record<string, string>> {
    const overview = overviewOf(from, from.select({}).sort(compareCalls), true);
    return Object.fromEntries(
        matrixOf(from, overview).map(({ called, cells }) => [
            `${called.to}:${called.port}`,
            Object.fromEntries(
                cells.map(({ caller, calls }) => [
                    caller,
                    calls.map((call) => `${call.verdict} ${call.request} as ${call.from}`).join() ||
                        "deny",
                ]),
            ),
        ]),
    );
}

describe("The matrix of who may call whom", () => {
    it("has a cell for each caller and each port, also for ports that nobody may call", () => {
        const shop = evaluator(
            {},
            namespace("shop", deny),
            deployment(),
            server("http"),
            authorization("ui", "Server/http", "ServiceAccount/ui"),
            server("grpc", { port: 9000 }),
        );
        assert.deepEqual(matrix(shop), {
            "shop/cart:8000": { "shop/ui": "allow * as shop/ui" },
            "shop/cart:9000": { "shop/ui": "deny" },
        });
    });

    it("never denies what a wider caller may do", () => {
        const shop = evaluator(
            {},
            namespace("shop", deny),
            deployment(),
            server("http"),
            authorization("mesh", "Server/http", "MeshTLSAuthentication/mesh"),
            meshTls("mesh", { identities: ["*"] }),
            server("grpc", { port: 9000 }),
            authorization("ui", "Server/grpc", "ServiceAccount/ui"),
        );
        assert.deepEqual(matrix(shop), {
            "shop/cart:8000": { "*": "allow * as *", "shop/ui": "allow * as *" },
            "shop/cart:9000": { "*": "deny", "shop/ui": "allow * as shop/ui" },
        });
    });

    it("shows what no policy looks at as unenforced, whoever calls", () => {
        const shop = evaluator(
            {},
            namespace("shop", deny),
            deployment({ name: "cart" }),
            server("http", { podSelector: { matchLabels: { app: "cart" } } }),
            authorization("ui", "Server/http", "ServiceAccount/ui"),
            deployment({
                name: "old",
                annotations: { "linkerd.io/inject": "disabled" },
                container: { ports: [{ containerPort: 8000 }] },
            }),
        );
        assert.deepEqual(matrix(shop)["shop/old:8000"], {
            unauthenticated: "unenforced * as unauthenticated",
            "shop/ui": "unenforced * as unauthenticated",
        });
    });

    it("says of a denied pair why, where the caller can be asked about", () => {
        const shop = evaluator(
            {},
            namespace("shop", deny),
            deployment(),
            server("http"),
            authorization("ui", "Server/http", "ServiceAccount/ui"),
            server("grpc", { port: 9000 }),
        );
        const [, row] = matrixOf(shop, overviewOf(shop, shop.select({}), true));
        assert.deepEqual(row?.cells[0]?.refusal, {
            verdict: "deny",
            because: [
                {
                    kind: "Server",
                    namespace: "shop",
                    name: "grpc",
                    why: "selects port 9000, as a protocol to be detected; nothing authorizes anybody",
                },
            ],
        });
    });

    it("sorts callers from the widest to single names, and ports by name and number", () => {
        const shop = evaluator(
            {},
            namespace("shop", deny),
            ...["b", "a"].map((name) => deployment({ name })),
            server("grpc", { port: 9000 }),
            server("http"),
            authorization("z", "Server/http", "ServiceAccount/z"),
            authorization("any", "Server/grpc", "MeshTLSAuthentication/any"),
            meshTls("any", { identities: ["*"] }),
            authorization("y", "Server/http", "ServiceAccount/y"),
        );
        const { called, callers } = overviewOf(shop, shop.select({}), true);
        assert.deepEqual(callers, ["*", "shop/y", "shop/z"]);
        assert.deepEqual(
            called.map(({ to, port }) => `${to}:${port}`),
            ["shop/a:8000", "shop/a:9000", "shop/b:8000", "shop/b:9000"],
        );
    });
});
