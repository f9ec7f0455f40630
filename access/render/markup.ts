/** HTML that may stand in a page as it is. Everything else is escaped when it is put in. */
export class Markup {
    constructor(readonly text: string) {}
}

type Insert = Markup | string | number | readonly Markup[];

const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** Tag of a template: strings and numbers are escaped, for text and for attributes in quotes. */
export function markup(parts: TemplateStringsArray, ...inserts: Insert[]): Markup {
    const text = parts.map((part, index) => {
        const insert = inserts[index];
        return insert === undefined ? part : part + htmlOf(insert);
    });
    return new Markup(text.join(""));
}

export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function htmlOf(insert: Insert): string {
    if (insert instanceof Markup) {
        return insert.text;
    }
    return typeof insert === "object"
        ? insert.map(({ text }) => text).join("")
        : escapeHtml(String(insert));
}
