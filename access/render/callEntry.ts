import type { Call, Reason } from "../evaluate/evaluator";
import { basisOf, basisText, type Basis } from "./basis";
import { markup, type Markup } from "./markup";
import { nameMarkup } from "./name";

/** The sign of a basis, drawn by the style sheet; its text is said beside it, or by a legend. */
export function mark(basis: Basis | "deny"): Markup {
    return markup`<span class="mark ${basis}" aria-hidden="true"></span>`;
}

export function requestMarkup(request: string): Markup {
    if (request === "*") {
        return markup`<span class="request">every request</span>`;
    }
    // A long path breaks between its segments.
    const [first = "", ...rest] = request.split(/(?<=[^\s/])(?=\/)/);
    const segments = rest.map((segment) => markup`<wbr>${segment}`);
    return markup`<code class="request">${first}${segments}</code>`;
}

/** What a call is, on what basis, and the objects that let it through. */
export function callEntry(call: Call, caller: string): Markup {
    const { from, request, because } = call;
    const basis = basisOf(call);
    const as = from === caller ? [] : [markup`<p class="as">as ${nameMarkup(from)}</p>`];
    return markup`<div class="call">${callHeading(basis, requestMarkup(request))}${as}${reasonList(because)}</div>`;
}

export function callHeading(basis: Basis, request: Markup): Markup {
    return markup`<p>${mark(basis)}<b>${basisText[basis]}</b> ${request}</p>`;
}

export function reasonList(because: readonly Reason[]): Markup {
    return markup`<ul class="because">
${because.map(reasonItem)}</ul>`;
}

function reasonItem({ kind, namespace, name, why }: Reason): Markup {
    const full = namespace === "" ? name : `${namespace}/${name}`;
    return markup`<li><span class="kind">${kind}</span> ${full === "" ? "" : nameMarkup(full)} <span class="why">${why}</span></li>
`;
}
