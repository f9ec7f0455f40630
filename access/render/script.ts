/**
 * The page's only script: it filters, and lets arrow keys move between the cells of the matrix.
 * Without it everything is there but the filter, and each cell is reached with the tab key.
 */
export const script = `"use strict";
const form = document.getElementById("filter");
const table = document.querySelector("table");
const all = (selector) => [...document.querySelectorAll(selector)];

function applyFilter() {
    const wanted = {};
    for (const kind of ["caller", "called"]) {
        wanted[kind] = form.elements[kind].value.trim().toLowerCase();
        for (const element of all("[data-" + kind + "]")) {
            element.hidden = !element.dataset[kind].toLowerCase().includes(wanted[kind]);
        }
    }
    if (table === null && wanted.caller !== "") {
        for (const entry of all(".called")) {
            entry.hidden ||= entry.querySelector("li:not([hidden])") === null;
        }
    }
    const shown = (selector) =>
        all(selector + ":not([hidden])").length + " of " + all(selector).length;
    form.querySelector("output").value =
        shown(table === null ? ".called" : "tr[data-called]") + " called ports" +
        (table === null ? "" : ", " + shown("th[data-caller]") + " callers");
    takeOutOfTabOrder();
}

function isShown(button) {
    return button.closest("[hidden]") === null;
}

function takeOutOfTabOrder(current) {
    if (table !== null) {
        const buttons = [...table.querySelectorAll("button")];
        const first = current ?? buttons.find(isShown);
        for (const button of buttons) {
            button.tabIndex = button === first ? 0 : -1;
        }
    }
}

const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function moveFocus(event) {
    const step = steps[event.key];
    const start = event.target.closest("td");
    if (step === undefined || start === null) {
        return;
    }
    event.preventDefault();
    const rows = all("tr[data-called]");
    let column = start.cellIndex;
    let row = rows.indexOf(start.parentElement);
    for (;;) {
        column += step[0];
        row += step[1];
        const cell = rows[row]?.cells[column];
        if (cell === undefined) {
            return;
        }
        const button = cell.querySelector("button");
        if (button !== null && isShown(button)) {
            button.focus();
            return;
        }
    }
}

form.hidden = false;
form.addEventListener("input", applyFilter);
form.addEventListener("submit", (event) => event.preventDefault());
if (table !== null) {
    table.setAttribute("role", "grid");
    table.addEventListener("keydown", moveFocus);
    // From within a panel, keys scroll it and do not move between cells.
    document.addEventListener("toggle", (event) => {
        if (event.newState === "open" && event.target.matches(".reason")) {
            event.target.focus();
        }
    }, true);
    table.addEventListener("focusin", (event) => {
        if (event.target.matches("td button")) {
            takeOutOfTabOrder(event.target);
        }
    });
}
applyFilter();
`;
