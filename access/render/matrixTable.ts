import type { Call, Verdict } from "../evaluate/evaluator";
import { bases, basisOf } from "./basis";
import { callEntry, mark, reasonList, requestMarkup } from "./callEntry";
import { grouped } from "./group";
import { markup, type Markup } from "./markup";
import { askedRequest, type Called, type Cell, type MatrixRow } from "./matrix";
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

function matrixCell({ caller, calls }: Cell, panel: string): Markup {
    const [tone, text] =
        calls.length === 0 ? [" deny", markup`${mark("deny")}deny`] : ["", cellText(calls)];
    return markup`<td data-caller="${caller}"><button type="button" class="cell${tone}" popovertarget="${panel}">${text}</button></td>
`;
}

/** Verdict and requests, one line for each basis. */
function cellText(calls: readonly Call[]): Markup {
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
    return markup`${lines}`;
}

function panelsOf({ called, cells }: MatrixRow, row: number): Markup[] {
    return cells.map((cell, column) => panelOf(called, cell, panelId(row, column)));
}

function panelOf(called: Called, { caller, calls, refusal }: Cell, id: string): Markup {
    const content =
        calls.length > 0
            ? markup`${calls.map((call) => callEntry(call, caller))}${calls.some(isOpenEnded) ? "" : markup`<p class="rest">No other request is let through.</p>`}`
            : refusalEntry(refusal);
    return markup`<div popover tabindex="-1" id="${id}" class="reason${calls.length > 0 ? "" : " refusal"}" role="dialog" aria-labelledby="${id}-title">
<h2 id="${id}-title">${nameMarkup(caller)} <span class="arrow">→</span> ${nameMarkup(called.to)}<span class="aside">:${called.port}</span></h2>
${content}
<button type="button" class="close" popovertarget="${id}" popovertargetaction="hide">Close</button></div>
`;
}

/** Whether more requests than the named one may be let through. */
function isOpenEnded({ request }: Call): boolean {
    return request === "*" || request === askedRequest;
}

function refusalEntry(refusal: Verdict | undefined): Markup {
    if (refusal === undefined) {
        return markup`<p>${mark("deny")}<b>deny</b> No object lets all such callers in.</p>`;
    }
    const { verdict, because } = refusal;
    return markup`<div class="call"><p>${mark("deny")}<b>${verdict}</b> ${requestMarkup(askedRequest)}</p>${reasonList(because)}</div>`;
}

function panelId(row: number, column: number): string {
    return `reason-${row}-${column}`;
}

export function calledText({ to, port }: Called): string {
    return `${to}:${port}`;
}
