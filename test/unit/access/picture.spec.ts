import assert from "node:assert/strict";

import type { Call } from "../../../access/evaluate/evaluator";
import { callGraph } from "../../../access/render/callGraph";
import type { Overview } from "../../../access/render/matrix";
import { renderPicture } from "../../../access/render/picture";

function call(from: string, to: string, port = 8080, parts: Partial<Call> = {}): Call {
    return { from, to, port, request: "*", verdict: "allow", because: [], ...parts };
}

function overview(...calls: Call[]): Overview {
    return {
        called: calls.map((each) => ({
            to: each.to,
            port: each.port,
            kinds: ["Deployment"],
            calls: [each],
        })),
        callers: [...new Set(calls.map(({ from }) => from))],
        covers: () => false,
    };
}

describe("What the picture shows", () => {
    it("is an arrow for each pair and basis, with its ports", () => {
        assert.deepEqual(
            callGraph(
                overview(
                    call("shop/web", "shop/cart", 9090),
                    call("shop/web", "shop/cart", 8080),
                    call("shop/web", "shop/cart", 8080, { request: "GET /x" }),
                    call("internet", "shop/web"),
                    call("unauthenticated", "shop/web", 25, { verdict: "unenforced" }),
                ),
            ),
            {
                of: "workloads",
                nodes: ["internet", "unauthenticated", "shop/cart", "shop/web"],
                edges: [
                    { from: "internet", to: "shop/web", basis: "internet", label: ":8080" },
                    { from: "unauthenticated", to: "shop/web", basis: "unenforced", label: ":25" },
                    {
                        from: "shop/web",
                        to: "shop/cart",
                        basis: "identity",
                        label: ":8080 :9090",
                    },
                ],
            },
        );
    });

    it("leaves out who calls only the proxies' own port", () => {
        const graph = callGraph(overview(call("viz/prometheus", "shop/cart", 4191)));
        assert.deepEqual(graph, { of: "workloads", nodes: ["shop/cart"], edges: [] });
    });

    it("is the namespaces where the workloads are too many to follow", () => {
        const calls = Array.from({ length: 41 }, (_, index) => call("web/ui", `shop/w${index}`));
        assert.deepEqual(callGraph(overview(...calls)), {
            of: "namespaces",
            nodes: ["shop", "web"],
            edges: [{ from: "web", to: "shop", basis: "identity", label: "41" }],
        });
    });

    it("is nothing where even the namespaces are too many", () => {
        const calls = Array.from({ length: 41 }, (_, index) => call("web/ui", `n${index}/cart`));
        assert.equal(callGraph(overview(...calls)), undefined);
    });
});

describe("The picture", () => {
    const graph = callGraph(
        overview(call("internet", "shop/web"), call("shop/web", 'shop/<b> & "\\N" &lt;')),
    );

    async function drawn(): Promise<string> {
        assert.ok(graph !== undefined);
        return (await renderPicture(graph, 'the "picture"')).text;
    }

    it("is one element, without anything of Graphviz' document around it", async () => {
        assert.match(
            await drawn(),
            /^<svg role="img" aria-label="the &quot;picture&quot;" width="[\d.]+" height="[\d.]+" viewBox="0 0 [\d.]+ [\d.]+"><g .*<\/g><\/svg>$/s,
        );
        assert.doesNotMatch(await drawn(), /<!|<\?|xlink|\sid=|\sstyle=/);
    });

    it("shows names as they are, whatever they mean to Graphviz or HTML", async () => {
        assert.match(await drawn(), />&lt;b&gt; &amp; &quot;\\N&quot; &amp;lt;<\/text>/);
    });

    it("titles every arrow with the names of its ends", async () => {
        assert.deepEqual(
            [...(await drawn()).matchAll(/<g class="edge (\w+)">\s*<title>(.*?)<\/title>/g)].map(
                ([, basis, title]) => [basis, title],
            ),
            [
                ["internet", "internet → shop/web"],
                ["identity", "shop/web → shop/&lt;b&gt; &amp; &quot;\\N&quot; &amp;lt;"],
            ],
        );
    });
});
