import type { Graph } from "@viz-js/viz";

import { needsNoIdentity } from "./basis";
import type { CallGraph } from "./callGraph";
import { grouped } from "./group";
import { escapeHtml, Markup } from "./markup";
import { partsOf } from "./name";

/**
 * Draws a graph as SVG. Graphviz places nodes and edges, the page's style sheet gives the colours,
 * so that one picture serves light, dark and paper.
 */
export async function renderPicture(graph: CallGraph, label: string): Promise<Markup> {
    // Loaded only when something is drawn, since it is a megabyte of WebAssembly.
    const { instance } = await import("@viz-js/viz");
    const viz = await instance();
    return embeddable(viz.renderString(graphvizInput(graph), { format: "svg" }), graph, label);
}

/** Nodes go by number, so that no name from a manifest is anything but a label. */
function graphvizInput({ of, nodes, edges }: CallGraph): Graph {
    const idOf = new Map(nodes.map((name, index) => [name, `n${index}`]));
    const groups = grouped(nodes, (name) =>
        of === "workloads" ? partsOf(name).namespace : undefined,
    );
    const graphNode = (name: string, group: string | undefined) => {
        const parts = partsOf(name);
        const text = group === undefined ? name : `${parts.name}${parts.networks}`;
        return {
            name: idOf.get(name) ?? "",
            attributes: {
                label: labelText(text.replace("@", "\n@").replaceAll(",", ",\n")),
                class: isOutside(name, of) ? "outside" : "inside",
            },
        };
    };
    const outside = groups.get(undefined) ?? [];
    groups.delete(undefined);
    return {
        directed: true,
        graphAttributes: {
            rankdir: "LR",
            bgcolor: "transparent",
            fontname: "Helvetica",
            fontsize: 12,
            nodesep: 0.28,
            ranksep: 0.85,
            pad: 0.1,
        },
        nodeAttributes: {
            shape: "box",
            style: "rounded",
            fontname: "Helvetica",
            fontsize: 13,
            height: 0.4,
            margin: "0.17,0.08",
        },
        edgeAttributes: { fontname: "Helvetica", fontsize: 11, arrowsize: 0.7 },
        nodes: outside.map((name) => graphNode(name, undefined)),
        edges: edges.map(({ from, to, basis, label }) => ({
            tail: idOf.get(from) ?? "",
            head: idOf.get(to) ?? "",
            attributes: { label: labelText(` ${label} `), class: basis },
        })),
        subgraphs: [...groups].map(([namespace, members], index) => ({
            name: `cluster_${index}`,
            graphAttributes: {
                label: labelText(namespace ?? ""),
                labeljust: "l",
                style: "rounded",
                margin: 14,
            },
            nodes: members.map((name) => graphNode(name, namespace)),
        })),
    };
}

function isOutside(name: string, of: CallGraph["of"]): boolean {
    return of === "workloads"
        ? partsOf(name).namespace === undefined
        : name === "internet" || needsNoIdentity(name);
}

/** In a label Graphviz reads entities, and sequences that begin with a backslash. */
function labelText(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Graphviz' document as an element of a page, with people's names as the titles of its parts. */
function embeddable(svg: string, { nodes }: CallGraph, label: string): Markup {
    const [, width = "", height = "", body = ""] =
        /<svg[^>]*\sviewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"[^>]*>(.*)<\/svg>/s.exec(svg) ?? [];
    const nameOf = (id: string): string => escapeHtml(nodes[Number(id.slice(1))] ?? "");
    const content = body
        .replace(/<!--.*?-->\s*/gs, "")
        .replace(/<title>(n\d+)<\/title>/g, (_, id: string) => `<title>${nameOf(id)}</title>`)
        .replace(
            /<title>(n\d+)&#45;&gt;(n\d+)<\/title>/g,
            (_, from: string, to: string) => `<title>${nameOf(from)} → ${nameOf(to)}</title>`,
        )
        .replace(/<title>cluster_\d+<\/title>\s*/g, "")
        .replaceAll(/ (?:id|xml:space|font-family|fill|stroke)="[^"]*"/g, "");
    return new Markup(
        `<svg role="img" aria-label="${escapeHtml(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content.trim()}</svg>`,
    );
}
