import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import fc from "fast-check";

import { compile, Evaluator, type KubernetesObject } from "../../../access/index";
import { markup } from "../../../access/render/markup";
import { renderPage } from "../../../access/render/page";
import { accepted, clusterObjects } from "./cluster";
import { facesModel } from "./facesModel";
import { authorization, deployment, evaluator, namespace, route, rule, server } from "./manifests";

const facesObjects = [...accepted(compile(facesModel)), ...clusterObjects(facesModel)];

function faces(objects: readonly KubernetesObject[] = facesObjects): Evaluator {
    return new Evaluator(objects, { probeNetworks: facesModel.kubelet });
}

/** What people read of a page or a part of it, on one line. */
function textOf(html: string): string {
    return html
        .replace(/<(style|script)>.*?<\/\1>/gs, "")
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim();
}

function parts(page: string, expression: RegExp): string[] {
    return [...page.matchAll(expression)].map(([, inner = ""]) => textOf(inner));
}

describe("The page of who may call whom", () => {
    it("counts what it shows", async () => {
        const page = await renderPage(faces());
        assert.deepEqual(parts(page, /<div>(<dt>.*?<\/dd>)<\/div>/g), [
            "workloads 6",
            "ports 13",
            "callers 5",
            "pairs let through 24",
            "of them unenforced 0",
        ]);
    });

    it("has a column for each caller and a row for each called port", async () => {
        const page = await renderPage(faces());
        assert.deepEqual(parts(page, /<th scope="col" data-caller="(.*?)">/g), [
            "internet",
            "unauthenticated@10.42.0.0/16",
            "emissary/emissary-ingress",
            "faces/face",
            "linkerd-viz/prometheus",
        ]);
        const ports = Object.entries(facesModel.namespaces).flatMap(([space, { workloads }]) =>
            Object.entries(workloads).flatMap(([name, workload]) =>
                [4191, ...Object.values(workload.ports).map(({ port }) => port)].map(
                    (port) => `${space}/${name}:${port}`,
                ),
            ),
        );
        assert.deepEqual(parts(page, /<tr data-called="(.*?)">/g), ports.sort());
    });

    it("says in each cell which requests are let through, and else deny", async () => {
        const page = await renderPage(faces());
        const [, row = ""] = /<tr data-called="faces\/face:8000">(.*?)<\/tr>/s.exec(page) ?? [];
        assert.deepEqual(parts(row, /<td [^>]*>(.*?)<\/td>/gs), [
            "allow faces.example.com /face /center /* faces.example.com /face /edge /*",
            "allow GET /ready",
            "allow /center /* /edge /*",
            "deny",
            "deny",
        ]);
    });

    it("has a panel with the deciding objects for each cell", async () => {
        const page = await renderPage(faces());
        const opened = parts(page, /<button [^>]*class="cell[^>]*popovertarget="(.*?)"/g);
        const panels = parts(page, /<div popover [^>]*id="(reason-.*?)"/g);
        assert.deepEqual(panels, opened);
        const [, panel = ""] = /<div popover ([^>]*id="reason-12-3".*?)<button/s.exec(page) ?? [];
        assert.equal(
            textOf(`<${panel}`),
            [
                "faces/ face → faces/ smiley :8000",
                "allowed by identity every request",
                "AuthorizationPolicy faces/ smiley.http.from.face.faces allows it",
                "MeshTLSAuthentication faces/ face.faces says who that is",
                "allowed by identity GET /ready",
                "AuthorizationPolicy faces/ smiley.http.from.face.faces allows it",
                "MeshTLSAuthentication faces/ face.faces says who that is",
            ].join(" "),
        );
    });

    it("shows what was asked for only", async () => {
        const page = await renderPage(faces(), { to: "faces/smiley", port: "http" });
        assert.match(textOf(page), /Only calls to faces\/ smiley on port http ,/);
        assert.deepEqual(parts(page, /<tr data-called="(.*?)">/g), ["faces/smiley:8000"]);
    });

    it("says where nothing is let through", async () => {
        const closed = evaluator({ defaultPolicy: "deny" }, namespace(), deployment());
        const everything = await renderPage(closed);
        assert.match(textOf(everything), /Nobody may call anything\. shop cart :8000 nobody/);
        const oneCaller = await renderPage(closed, { from: "shop/web" });
        assert.match(textOf(oneCaller), /Nothing is allowed, so there is nothing to draw\./);
    });

    it("is a list by what is called where a matrix would be too large", async () => {
        const many = Array.from({ length: 25 }, (_, index) => `ServiceAccount/w${index}`);
        const page = await renderPage(
            evaluator(
                {},
                namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
                deployment(),
                server("http"),
                ...many.map((account, index) => authorization(`a${index}`, "Server/http", account)),
            ),
        );
        assert.doesNotMatch(page, /<table>/);
        assert.deepEqual(parts(page, /<summary>(.*?)<\/summary>/g), [
            "cart :8000 25 allowed by identity",
        ]);
        assert.deepEqual(parts(page, /<p class="called"[^>]*>(.*?)<\/p>/g), ["cart :9000 nobody"]);
        assert.equal(
            parts(page, /<li data-caller="[^"]*">(.*?)<\/li>/gs)[0],
            "shop/w0 AuthorizationPolicy shop/a0 allows it; ServiceAccount shop/w0 says who that is",
        );
    });

    it("grows with the calls, not with the square of 1,000 workloads", async () => {
        const names = Array.from({ length: 1000 }, (_, index) => `w${index}`);
        const documents = names.flatMap((name, index) => [
            deployment({ name }),
            server(name, { podSelector: { matchLabels: { app: name } } }),
            ...names
                .slice(index, index + 10)
                .map((caller) =>
                    authorization(
                        `${name}-${caller}`,
                        `Server/${name}`,
                        `ServiceAccount/${caller}`,
                    ),
                ),
        ]);
        const objects = [namespace(), ...documents].map(
            (text) => JSON.parse(text) as KubernetesObject,
        );
        const page = await renderPage(new Evaluator(objects, { defaultPolicy: "deny" }));
        assert.equal(parts(page, /<li data-caller="(.*?)"/g).length, 9955);
        assert.ok(page.length < 5_000_000, `${page.length} characters`);
    });

    it("is the same, byte by byte, for the same objects", async () => {
        assert.equal(await renderPage(faces()), await renderPage(faces()));
    });

    it("says the same in whatever order the objects come; only reasons may trade places", async () => {
        const lines = async (objects: readonly KubernetesObject[]): Promise<string[]> =>
            (await renderPage(faces(objects))).split("\n").sort();
        const expected = await lines(facesObjects);
        await fc.assert(
            fc.asyncProperty(
                fc.shuffledSubarray(facesObjects, { minLength: facesObjects.length }),
                async (shuffled) => {
                    assert.deepEqual(await lines(shuffled), expected);
                },
            ),
            { numRuns: 10 },
        );
    });
});

describe("The page on its own", () => {
    it("allows no request, and only its own script and style", async () => {
        const page = await renderPage(faces());
        const [, policy = ""] = /Content-Security-Policy" content="(.*?)"/.exec(page) ?? [];
        const hashOf = (tag: string): string => {
            const [, text = ""] = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(page) ?? [];
            return `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
        };
        assert.deepEqual(policy.split("; "), [
            "default-src &#39;none&#39;",
            `style-src ${hashOf("style")}`,
            `script-src ${hashOf("script")}`,
            "img-src data:",
            "base-uri &#39;none&#39;",
            "form-action &#39;none&#39;",
        ]);
        assert.doesNotMatch(page, /https?:|url\(|@import| src=| style=/);
    });

    const hostile = `"'></script><script>alert(1)</script><img src=x onerror=alert(1)>`;
    /** As much of it as the name of an object may hold. */
    const hostileName = hostile.replaceAll(/[/ ]/g, "");

    it("shows names and paths of manifests as text, whatever they hold", async () => {
        const page = await renderPage(
            evaluator(
                {},
                namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" }),
                deployment({ name: hostileName }),
                server("http", { proxyProtocol: "HTTP/1" }),
                route(hostileName, [rule(`GET /${hostile}`)]),
                authorization(hostileName, `HTTPRoute/${hostileName}`),
                authorization("all", "Server/http", `ServiceAccount/${hostileName}`),
            ),
        );
        assert.match(page, /&quot;&#39;&gt;&lt;script&gt;&lt;script&gt;alert\(1\)/);
        assert.match(page, /GET \/&quot;&#39;&gt;&lt;<wbr>\/script&gt;&lt;script&gt;alert\(1\)/);
        assert.equal(page.match(/<script/g)?.length, 1);
        assert.equal(page.match(/<\/script/g)?.length, 1);
        assert.doesNotMatch(page, /<img/);
    });

    it("escapes any text, so that only what was written as HTML is", () => {
        fc.assert(
            fc.property(fc.string(), (text) => {
                const { text: html } = markup`<p title="${text}">${text}</p>`;
                assert.doesNotMatch(html.slice('<p title="'.length, -"</p>".length), /<|'/);
                assert.equal(html.split('"').length, 3);
                const [, inner = ""] = /^<p title="[^"]*">([^]*)<\/p>$/.exec(html) ?? [];
                assert.equal(
                    inner
                        .replaceAll("&lt;", "<")
                        .replaceAll("&gt;", ">")
                        .replaceAll("&quot;", '"')
                        .replaceAll("&#39;", "'")
                        .replaceAll("&amp;", "&"),
                    text,
                );
            }),
        );
    });
});
