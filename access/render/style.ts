/** The page's style sheet: one column of text, restrained colour, light, dark and paper. */
export const style = `
:root {
    color-scheme: light;
    --page: #f6f7f9; --surface: #ffffff; --raised: #eef0f4;
    --ink: #17202b; --aside: #56616f; --line: #d8dde5;
    --identity: #0a6b4b; --address: #56616f; --internet: #1b59b8; --unenforced: #a33f00;
    --focus: #1b59b8;
}
@media screen and (prefers-color-scheme: dark) {
    :root {
        color-scheme: dark;
        --page: #0f1318; --surface: #161b22; --raised: #1f262f;
        --ink: #e5e9ef; --aside: #9da8b6; --line: #2d3641;
        --identity: #5ec9a1; --address: #9da8b6; --internet: #82b1ff; --unenforced: #ffb168;
        --focus: #82b1ff;
    }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
    margin: 0; background: var(--page); color: var(--ink);
    font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
    font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header, main { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2rem); }
header { padding-top: clamp(1.5rem, 5vw, 3rem); }
main { padding-bottom: 4rem; }
h1 { margin: 0; font-size: clamp(1.5rem, 4vw, 2rem); line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; }
h2 { margin: 0 0 .75rem; font-size: 1.0625rem; font-weight: 620; }
h1, h2, h3, p { text-wrap: pretty; }
h3 { margin: 0; font-size: .9375rem; font-weight: 620; }
p { margin: 0; }
code { font: .8125rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.lead { margin-top: .5rem; max-width: 44rem; color: var(--aside); }
.aside { color: var(--aside); font-weight: 400; }
.note { margin-top: .75rem; max-width: 44rem; color: var(--aside); font-size: .875rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.list { margin-top: 1rem; }
section { margin-top: 2.5rem; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }

.facts { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0 0; }
.facts div { display: flex; flex-direction: column-reverse; }
.facts dt { color: var(--aside); font-size: .8125rem; }
.facts dd { margin: 0; font-size: 1.375rem; font-weight: 620; line-height: 1.3; }
.facts .alarm dd { color: var(--unenforced); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 1.5rem 0 0; padding: 0; list-style: none; font-size: .875rem; }

.mark { display: inline-block; flex: none; width: .625rem; height: .625rem; margin-right: .45em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.mark.identity { border-radius: 50%; background: var(--identity); }
.mark.address { border-radius: 50%; border: 2px solid var(--address); }
.mark.internet { background: var(--internet); transform: rotate(45deg) scale(.85); }
.mark.unenforced { background: var(--unenforced); clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.mark.deny { height: 2px; margin-bottom: .25em; background: var(--aside); opacity: .55; }

.picture, .matrix, .list { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.picture { margin: 0; padding: 1rem; overflow: auto; }
.picture svg { display: block; margin: 0 auto; }
.picture text { fill: var(--ink); font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
.picture path, .picture polygon { fill: none; stroke: var(--line); }
.picture .cluster path { fill: var(--page); }
.picture .cluster text { fill: var(--aside); }
.picture .node path { fill: var(--surface); stroke: var(--aside); }
.picture .node.outside path { stroke-dasharray: 3 3; }
.picture .edge text { fill: var(--aside); }
.picture .identity path { stroke: var(--identity); }
.picture .address path { stroke: var(--address); stroke-dasharray: 2 3; }
.picture .internet path { stroke: var(--internet); stroke-width: 2; }
.picture .unenforced path { stroke: var(--unenforced); stroke-width: 2; stroke-dasharray: 6 3; }
.picture .identity polygon { fill: var(--identity); stroke: var(--identity); }
.picture .address polygon { fill: var(--address); stroke: var(--address); }
.picture .internet polygon { fill: var(--internet); stroke: var(--internet); }
.picture .unenforced polygon { fill: var(--unenforced); stroke: var(--unenforced); }

#filter { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem 1rem; margin: 0 0 .75rem; }
#filter label { display: block; font-size: .8125rem; color: var(--aside); }
#filter input {
    display: block; width: 15rem; max-width: 100%; min-height: 2.5rem; margin-top: .2rem; padding: 0 .7rem;
    border: 1px solid var(--aside); border-radius: 6px; background: var(--surface); color: var(--ink); font: inherit;
}
#filter output { padding-bottom: .6rem; color: var(--aside); font-size: .875rem; }

.matrix { max-height: 85vh; overflow: auto; scroll-padding: 5rem .5rem .5rem 13rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { padding: 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
tbody:last-child tr:last-child > * { border-bottom: 0; }
tbody:not(:has(tr[data-called]:not([hidden]))) { display: none; }
thead th { position: sticky; top: 0; z-index: 2; min-width: 8rem; overflow-wrap: break-word; padding: .7rem .75rem; background: var(--surface); font-size: .875rem; font-weight: 560; vertical-align: bottom; }
tr > :first-child:not(td) { position: sticky; left: 0; z-index: 1; background: var(--surface); border-right: 1px solid var(--line); }
thead tr > .corner:first-child { z-index: 3; min-width: 9rem; font-size: .8125rem; }
tbody th[scope="row"] { width: 16rem; min-width: 9rem; padding: .55rem .75rem; font-size: .875rem; font-weight: 560; }
tr > .group-name:first-child { padding: .4rem .75rem; background: var(--raised); border-right: 0; color: var(--aside); font-size: .8125rem; font-weight: 560; }
.group-name span { position: sticky; left: .75rem; }
td { min-width: 7rem; }
.cell { display: block; width: 100%; min-height: 2.5rem; padding: .55rem .75rem; border: 0; background: none; color: inherit; font: inherit; font-size: .875rem; text-align: left; }
button.cell { cursor: pointer; }
button.cell:hover { background: var(--raised); }
button.cell:focus-visible { outline-offset: -3px; }
.cell.deny { color: var(--aside); }
.line { display: block; }
.line > .verdict, .line > span.request { white-space: nowrap; }
.line + .line { margin-top: .35rem; }
thead .name { display: block; max-width: 13rem; }
.verdict { margin-right: .35em; font-weight: 560; }
.verdict.identity { color: var(--identity); }
.verdict.internet { color: var(--internet); }
.verdict.unenforced { color: var(--unenforced); }
.line .request { display: block; margin-left: 1.05rem; font-size: .8125rem; color: var(--aside); }

.reason {
    width: min(38rem, calc(100vw - 2rem)); max-height: calc(100vh - 4rem); margin: auto; padding: 1.25rem;
    border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--ink);
    box-shadow: 0 12px 40px rgb(0 0 0 / .28); overflow: auto;
}
.reason:focus-visible { outline: none; }
.reason::backdrop { background: rgb(10 14 20 / .35); }
.reason h2 { margin-bottom: .75rem; padding-right: 4.5rem; font-weight: 620; }
.reason .arrow { color: var(--aside); font-weight: 400; }
.reason .close { position: absolute; top: 1rem; right: 1rem; min-height: 2.25rem; padding: 0 .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: var(--ink); font: inherit; font-size: .875rem; cursor: pointer; }
.reason .rest { margin-top: .9rem; color: var(--aside); font-size: .875rem; }
.call + .call { margin-top: .9rem; padding-top: .9rem; border-top: 1px solid var(--line); }
.call b { margin-right: .4em; font-weight: 560; }
.call .as { color: var(--aside); font-size: .875rem; }
.because { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .875rem; }
.because li { padding: .15rem 0 .15rem 1.05rem; }
.because .kind { color: var(--aside); }
.because .why { display: block; color: var(--aside); }

.list section { margin: 0; padding: 1rem; border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.list section:last-child { border-bottom: 0; }
.list section:not(:has(> .called:not([hidden]))) { display: none; }
.called { padding: .3rem 0; }
.called .name { font-weight: 560; }
summary { cursor: pointer; }
.count { margin-left: .75rem; font-size: .875rem; color: var(--aside); white-space: nowrap; }
.called .call { margin: .5rem 0 0; padding: 0 0 0 1rem; border: 0; }
.called .call:not(:has(li:not([hidden]))) { display: none; }
.callers { margin: 0; padding: 0 0 0 1.05rem; list-style: none; font-size: .875rem; }
.callers li { padding: .25rem 0; }
.callers span { display: block; color: var(--aside); font-size: .8125rem; }

@media (max-width: 40rem) {
    thead th { min-width: 6rem; padding: .6rem; font-size: .8125rem; }
    .cell { padding: .55rem .6rem; }
    .facts { gap: .75rem 1.75rem; }
    thead tr > .corner:first-child, tbody th[scope="row"] { width: 7.5rem; min-width: 7.5rem; max-width: 7.5rem; padding-inline: .6rem; }
    .matrix { scroll-padding-left: 8rem; }
    #filter > div, #filter input { width: 100%; }
    .reason { inset: auto 0 0 0; width: 100%; max-width: none; max-height: 85vh; margin: 0; border-radius: 12px 12px 0 0; border-width: 1px 0 0; }
}
@media (prefers-reduced-motion: no-preference) { button.cell { transition: background-color .12s; } }
@media print {
    :root { --page: #fff; --raised: #f2f3f5; }
    body { font-size: 10pt; }
    #filter, .reason .close, .reason.refusal { display: none !important; }
    .picture, .matrix { overflow: visible; max-height: none; }
    .picture svg { max-width: 100%; height: auto; }
    thead th, tr > :first-child:not(td) { position: static; }
    thead th, tbody th[scope="row"], thead tr > .corner:first-child { min-width: 0; width: auto; max-width: none; }
    tbody th[scope="row"] { min-width: 6rem; }
    table, th, td, .cell, .line .request, code { font-size: 8.5pt !important; overflow-wrap: anywhere; }
    th, .cell { padding: .35rem .4rem !important; }
    td { min-width: 0; }
    tr, .call, .because li { break-inside: avoid; }
    .reason:not(.refusal) { display: block; position: static; width: auto; max-height: none; margin: 1rem 0 0; padding: 0; border: 0; box-shadow: none; overflow: visible; }
    .reasons { columns: 2; column-gap: 2rem; font-size: 8.5pt; }
    .reason h2, .because, .reason .rest { padding: 0; font-size: inherit; }
    .list section { content-visibility: visible; }
    details::details-content { content-visibility: visible; block-size: auto; }
}
`;
