import { createHash } from "node:crypto";

import type { Call, Evaluator } from "../evaluate/evaluator";
import { proxyPorts } from "../evaluate/workload";
import { bases, basisText } from "./basis";
import { callGraph, type CallGraph } from "./callGraph";
import { mark } from "./callEntry";
import { callList } from "./callList";
import { markup, Markup } from "./markup";
import { matrixOf, overviewOf, type Overview } from "./matrix";
import { matrixTable } from "./matrixTable";
import { nameMarkup } from "./name";
import { compareCalls } from "./order";
import { renderPicture } from "./picture";
import { script } from "./script";
import { style } from "./style";

/** What a page is restricted to; everything where nothing is given. */
export interface PageScope {
    from?: string | undefined;
    to?: string | undefined;
    port?: string | undefined;
}

/** Beyond this a table is no overview any more, and most of it denies. */
const readableMatrix = { callers: 24, called: 150 };

/**
 * Who may call whom, as one HTML document that needs nothing else: a picture, a matrix with a
 * reason in each cell (a list where the matrix would be too large) and a filter. The same objects
 * in the same order give the same document, byte by byte.
 *
 * @throws InputError where the scope names what does not exist.
 */
export async function renderPage(evaluator: Evaluator, scope: PageScope = {}): Promise<string> {
    const calls = evaluator.select({ from: scope.from, to: scope.to, port: scope.port });
    const narrowed = Object.values(scope).some((value) => value !== undefined);
    const overview = overviewOf(evaluator, calls.sort(compareCalls), !narrowed);
    const isMatrix =
        overview.callers.length > 0 &&
        overview.callers.length <= readableMatrix.callers &&
        overview.called.length <= readableMatrix.called;
    const graph = callGraph(overview);
    const body = markup`<header><h1>Who may call whom</h1>
<p class="lead">${lead(scope)}</p>
${facts(overview)}
${legend()}</header>
<main>
<section aria-labelledby="picture"><h2 id="picture">Picture</h2>
${await pictureOf(graph, overview)}</section>
<section aria-labelledby="calls"><h2 id="calls">${isMatrix ? "Matrix" : "Calls by what is called"}</h2>
${filterForm()}
${isMatrix ? matrix(evaluator, overview) : list(overview)}</section>
</main>`;
    return documentOf(body).text;
}

function lead({ from, to, port }: PageScope): Markup {
    const parts = [
        ...(from === undefined ? [] : [markup` from <b>${nameMarkup(from)}</b>`]),
        ...(to === undefined ? [] : [markup` to <b>${nameMarkup(to)}</b>`]),
        ...(port === undefined ? [] : [markup` on port <b>${port}</b>`]),
    ];
    return parts.length === 0
        ? markup`The effective policy of Linkerd, Emissary and NetworkPolicies together. What is not let through here is denied.`
        : markup`Only calls${parts}, by the effective policy of Linkerd, Emissary and NetworkPolicies together.`;
}

function facts({ called, callers }: Overview): Markup {
    const calls = called.flatMap((each) => each.calls);
    const pairs = (some: readonly Call[]): number =>
        new Set(some.map(({ from, to, port }) => JSON.stringify([from, to, port]))).size;
    const unenforced = pairs(calls.filter(({ verdict }) => verdict === "unenforced"));
    const workloads = new Set(called.map(({ to }) => to)).size;
    return markup`<dl class="facts">
${[
    fact(workloads, workloads === 1 ? "workload" : "workloads"),
    fact(called.length, called.length === 1 ? "port" : "ports"),
    fact(callers.length, callers.length === 1 ? "caller" : "callers"),
    fact(pairs(calls), "pairs let through"),
    fact(unenforced, "of them unenforced", unenforced > 0),
]}</dl>`;
}

function fact(count: number, name: string, alarming = false): Markup {
    return markup`<div${alarming ? markup` class="alarm"` : ""}><dt>${name}</dt><dd>${count.toLocaleString("en-US")}</dd></div>
`;
}

function legend(): Markup {
    const entries = bases.map(
        (basis) => markup`<li>${mark(basis)}${basisText[basis]}</li>
`,
    );
    return markup`<ul class="legend" aria-label="Legend">
${entries}<li>${mark("deny")}denied</li></ul>`;
}

async function pictureOf(graph: CallGraph | undefined, { called }: Overview): Promise<Markup> {
    if (called.length === 0) {
        return markup`<p class="note">Nothing is allowed, so there is nothing to draw.</p>`;
    }
    if (graph === undefined) {
        return markup`<p class="note">There are too many calls to draw, even by namespace. The list below has all of them; <code>--from</code>, <code>--to</code> and <code>--port</code> draw a part.</p>`;
    }
    const label = `Who may call whom: ${graph.nodes.length} ${graph.of}, ${graph.edges.length} arrows. The ${graph.of === "workloads" ? "matrix or list" : "list"} below says the same in words.`;
    const names =
        graph.of === "workloads"
            ? "A caller is a ServiceAccount, and is drawn as the workload of the same name where there is one."
            : "There are too many workloads to draw, so these are their namespaces. A number counts the pairs of a caller and a port.";
    const leftOut = called.some(({ port, calls }) => port === proxyPorts.admin && calls.length > 0)
        ? ` Probes and metrics on the proxies' own port, ${proxyPorts.admin}, are below only.`
        : "";
    return markup`<div class="picture" role="group" aria-label="Picture" tabindex="0">${await renderPicture(graph, label)}</div>
<p class="note">${names}${leftOut}</p>`;
}

/** Shown by the script, since without it there is no filter. */
function filterForm(): Markup {
    return markup`<form id="filter" role="search" hidden>
<div><label for="caller">Caller contains</label><input id="caller" name="caller" type="search" autocomplete="off" spellcheck="false"></div>
<div><label for="called">Called contains</label><input id="called" name="called" type="search" autocomplete="off" spellcheck="false"></div>
<output for="caller called"></output>
</form>`;
}

function matrix(evaluator: Evaluator, overview: Overview): Markup {
    return markup`${matrixTable(overview.callers, matrixOf(evaluator, overview))}
<p class="note">Each cell opens its reason. Whoever has no column may call only what unauthenticated, * (any identity) or namespace/* may.</p>`;
}

function list({ called, callers }: Overview): Markup {
    const note =
        callers.length === 0
            ? "Nobody may call anything."
            : "There are too many callers and ports for a matrix. Whoever is not named under a port, nor is one of unauthenticated, * (any identity) or namespace/* there, is denied.";
    return markup`<p class="note">${note}</p>
${called.length === 0 ? "" : callList(called)}`;
}

function documentOf(body: Markup): Markup {
    const policy = [
        "default-src 'none'",
        `style-src ${sourceHash(style)}`,
        `script-src ${sourceHash(script)}`,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who may call whom</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(script)}</script>
</body>
</html>`;
}

function sourceHash(text: string): string {
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
