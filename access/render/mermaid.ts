import type { Call } from "../evaluate/evaluator";

/** A flowchart of who may call whom, as Mermaid draws it. */
export function formatMermaid(calls: readonly Call[]): string {
    const ids = new Map<string, string>();
    const idOf = (name: string): string => {
        const id = ids.get(name) ?? `n${ids.size}`;
        ids.set(name, id);
        return id;
    };
    const edges = calls.map(({ from, to, port, request, verdict }) => {
        const label = `${port}${request === "*" ? "" : ` ${request}`}`;
        const arrow = verdict === "unenforced" ? "-.->" : "-->";
        return `    ${idOf(from)} ${arrow}|"${mermaidText(label)}"| ${idOf(to)}`;
    });
    const nodes = [...ids].map(([name, id]) => `    ${id}["${mermaidText(name)}"]`);
    return ["flowchart LR", ...nodes, ...new Set(edges)].join("\n");
}

function mermaidText(text: string): string {
    return text.replace(/[&"<>#|]/g, (character) => `#${character.charCodeAt(0)};`);
}
