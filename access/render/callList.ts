import type { Call, Reason } from "../evaluate/evaluator";
import { bases, basisOf, basisText } from "./basis";
import { callHeading, mark, requestMarkup } from "./callEntry";
import { grouped } from "./group";
import { markup, type Markup } from "./markup";
import type { Called } from "./matrix";
import { calledText } from "./matrixTable";
import { partsOf } from "./name";

/** Every called port with its callers and reasons, for more of them than a matrix can show. */
export function callList(called: readonly Called[]): Markup {
    const namespaces = grouped(called, ({ to }) => partsOf(to).namespace ?? "");
    return markup`<div class="list">${[...namespaces].map(
        ([namespace, members]) => markup`<section><h3>${namespace}</h3>
${members.map(calledEntry)}</section>
`,
    )}</div>`;
}

function calledEntry(called: Called): Markup {
    const { to, port, calls } = called;
    const name = markup`<bdi class="name">${partsOf(to).name}<wbr><span class="aside">:${port}</span></bdi>`;
    if (calls.length === 0) {
        return markup`<p class="called" data-called="${calledText(called)}">${name} <span class="count">${mark("deny")}nobody</span></p>
`;
    }
    const counts = bases.flatMap((basis) => {
        const callers = new Set(
            calls.filter((call) => basisOf(call) === basis).map(({ from }) => from),
        );
        return callers.size === 0
            ? []
            : [
                  markup` <span class="count" title="${basisText[basis]}">${mark(basis)}${callers.size} <span class="unseen">${basisText[basis]}</span></span>`,
              ];
    });
    const requests = [
        ...grouped(calls, (call) => JSON.stringify([basisOf(call), call.request])).values(),
    ];
    return markup`<details class="called" data-called="${calledText(called)}"><summary>${name}${counts}</summary>
${requests.map(requestEntry)}</details>
`;
}

/** Calls that differ in their callers only: thousands on a page, so each is little HTML. */
function requestEntry(calls: readonly Call[]): Markup {
    const [first] = calls;
    const heading =
        first === undefined ? "" : callHeading(basisOf(first), requestMarkup(first.request));
    return markup`<div class="call">${heading}<ul class="callers">${calls.map(
        ({ from, because }) =>
            markup`<li data-caller="${from}"><bdi>${from}</bdi> <span>${because.map(reasonText).join("; ")}</span></li>
`,
    )}</ul></div>`;
}

function reasonText({ kind, namespace, name, why }: Reason): string {
    return [kind, namespace === "" ? name : `${namespace}/${name}`, why].join(" ");
}
