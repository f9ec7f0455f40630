import { escapePattern as escape } from "./podSchema";

/** The grammar of image references, as the policy pack reads them. */
const component = "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*";
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const registry = `(?:(?:${label}(?:\\.${label})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?/)?`;
const tag = ":[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const digest = "@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const name = `${registry}${component}(?:/${component})*`;

export const imagePatterns = {
    any: `^${name}(?:${tag})?(?:${digest})?$`,
    withDigest: `^${name}(?:${tag})?${digest}$`,
    withTagOrDigest: `^${name}(?:${tag}|(?:${tag})?${digest})$`,
    /** Registry and repository, without tag and digest. */
    repository: "^(?:[^/@]+/)*[^/:@]+",
};

/** A regular expression of the images below an allowed registry, as they may be written. */
export function belowPattern(allowed: string): string {
    const base = allowed.replace(/\/+$/, "");
    const written = escape(base);
    const [host = "", ...path] = base.split("/");
    const hub = "(?:(?:index\\.)?docker\\.io/)?";
    if (host !== "docker.io") {
        return `^${written}(?:[/:@]|$)`;
    }
    const rest = path.join("/");
    if (rest === "") {
        // Without a host that looks like one, an image is of Docker Hub.
        return `^(?:${hub}[a-z0-9_-]+(?:[:@/]|$))`;
    }
    const library = rest.startsWith("library/") ? escape(rest.slice("library/".length)) : undefined;
    return library === undefined
        ? `^${hub}${escape(rest)}(?:[/:@]|$)`
        : `^${hub}(?:library/)?${library}(?:[/:@]|$)`;
}
