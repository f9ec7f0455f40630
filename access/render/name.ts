import { markup, type Markup } from "./markup";

/** The parts of how people read a caller or a workload, e.g. `faces/gui@10.0.0.0/8`. */
export interface NameParts {
    /** Undefined for what is in no namespace: the internet, networks, foreign identities. */
    namespace: string | undefined;
    name: string;
    /** Networks that a caller must call from, with the `@` before them; else empty. */
    networks: string;
}

export function partsOf(text: string): NameParts {
    const at = text.indexOf("@");
    const who = at === -1 ? text : text.slice(0, at);
    const [, namespace, name = who] = /^([^/:*]+)\/([^/]+)$/.exec(who) ?? [];
    return { namespace, name, networks: at === -1 ? "" : text.slice(at) };
}

/** A name that breaks into lines where people would break it. */
export function nameMarkup(text: string): Markup {
    const { namespace, name, networks } = partsOf(text);
    const before =
        namespace === undefined ? [] : [markup`<span class="aside">${namespace}/</span><wbr>`];
    const after =
        networks === ""
            ? []
            : [markup`<wbr><span class="aside">${networks.replaceAll(",", ", ")}</span>`];
    return markup`<bdi class="name">${before}${name}${after}</bdi>`;
}
