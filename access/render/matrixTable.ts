import { bases, basisOf } from "./basis";
import { callEntry, mark, reasonList, requestMarkup } from "./callEntry";
import { grouped } from "./group";
import { markup, type Markup } from "./markup";
import type { Called, Cell, MatrixRow } from "./matrix";
import { nameMarkup, partsOf } from "./name";

/** Requests that a cell names; its reason names them all. */
const requestsInCell = 3;

/** A table of callers and called ports. Each cell is a button that opens its reason. */
export function matrixTable(callers: readonly string[], rows: readonly MatrixRow[]): Markup {
    const heads = callers.map(
        (caller) => markup`<th scope="col" data-caller="${caller}">${nameMarkup(caller)}</th>
`,
    );
    const groups = grouped(
        rows.map((row, index) => ({ row, index })),
        ({ row }) => partsOf(row.called.to).namespace ?? "",
    );
    const bodies = [...groups].map(
        ([
            namespace,
            members,
        ]) => markup`<tbody><tr><th scope="rowgroup" class="group-name" colspan="${callers.length + 1}"><span>${namespace}</span></th></tr>
${members.map(({ row, index }) => matrixRow(row, index))}</tbody>
`,
    );
    return markup`<div class="matrix" role="group" aria-label="Matrix of callers and called ports" tabindex="0"><table>
<thead><tr><th scope="col" class="corner"><span class="aside">called&nbsp;↓ caller&nbsp;→</span></th>
${heads}</tr></thead>
${bodies}</table></div>
<div class="reasons">${rows.flatMap(panelsOf)}</div>`;
}

function matrixRow({ called, cells }: MatrixRow, row: number): Markup {
    return markup`<tr data-called="${calledText(called)}"><th scope="row"><bdi class="name">${partsOf(called.to).name}<wbr><span class="aside">:${called.port}</span></bdi></th>
${cells.map((cell, column) => matrixCell(cell, panelId(row, column)))}</tr>
`;
}

function matrixCell({ caller, calls, refusal }: Cell, panel: string): Markup {
    if (calls.length === 0) {
        const deny = markup`${mark("deny")}deny`;
        return markup`<td data-caller="${caller}">${
            refusal === undefined
                ? markup`<span class="cell deny">${deny}</span>`
                : markup`<button type="button" class="cell deny" popovertarget="${panel}">${deny}</button>`
        }</td>
`;
    }
    const lines = bases.flatMap((basis) => {
        const requests = calls
            .filter((call) => basisOf(call) === basis)
            .map(({ request }) => request);
        if (requests.length === 0) {
            return [];
        }
        const shown = [...new Set(requests)];
        const more = shown.length - requestsInCell;
        return [
            markup`<span class="line"><span class="verdict ${basis}">${mark(basis)}${basis === "unenforced" ? "unenforced" : "allow"}</span> ${shown
                .slice(0, requestsInCell)
                .map(
                    requestMarkup,
                )}${more > 0 ? markup` <span class="request">and ${more} more</span>` : ""}</span>`,
        ];
    });
    return markup`<td data-caller="${caller}"><button type="button" class="cell" popovertarget="${panel}">${lines}</button></td>
`;
}

function panelsOf({ called, cells }: MatrixRow, row: number): Markup[] {
    return cells.flatMap((cell, column) =>
        cell.calls.length === 0 && cell.refusal === undefined
            ? []
            : [panelOf(called, cell, panelId(row, column))],
    );
}

function panelOf(called: Called, { caller, calls, refusal }: Cell, id: string): Markup {
    const rest =
        calls.length === 0 || calls.some(({ request }) => request === "*")
            ? ""
            : markup`<p class="rest">Every other request is denied.</p>`;
    const denied =
        refusal === undefined
            ? ""
            : markup`<div class="call"><p>${mark("deny")}<b>${refusal.verdict}</b> ${requestMarkup("/")}</p>${reasonList(refusal.because)}</div>`;
    return markup`<div popover tabindex="-1" id="${id}" class="reason${refusal === undefined ? "" : " refusal"}" role="dialog" aria-labelledby="${id}-title">
<h2 id="${id}-title">${nameMarkup(caller)} <span class="arrow">→</span> ${nameMarkup(called.to)}<span class="aside">:${called.port}</span></h2>
${calls.map((call) => callEntry(call, caller))}${denied}${rest}
<button type="button" class="close" popovertarget="${id}" popovertargetaction="hide">Close</button></div>
`;
}

function panelId(row: number, column: number): string {
    return `reason-${row}-${column}`;
}

export function calledText({ to, port }: Called): string {
    return `${to}:${port}`;
}
