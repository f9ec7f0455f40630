import type { Request } from "./question";
import type { RouteMatch, RouteRule, ValueMatch } from "./route";

/**
 * A request that takes the given match where nothing better matches, and no other than that
 * match lets stand for its kind; undefined for a regular expression, of which none is derived.
 */
export function witnessOf(match: RouteMatch, hostname?: string): Request | undefined {
    const values = [...match.headers, ...("query" in match ? match.query : [])];
    if (values.some(({ value }) => value instanceof RegExp)) {
        return undefined;
    }
    const host = hostname?.replace(/^\*\./, "any.");
    const headers = Object.fromEntries(
        match.headers.map(({ name, value }) => [name.toLowerCase(), String(value)]),
    );
    if (!("path" in match)) {
        const path = `/${match.service ?? "any.Service"}/${match.method ?? "Any"}`;
        return { method: "POST", path, query: "", headers, host };
    }
    const { type, value } = match.path;
    if (type === "RegularExpression") {
        return undefined;
    }
    return {
        method: match.method ?? "GET",
        path: type === "Exact" ? value : `${value.replace(/\/+$/, "")}/~any`,
        query: new URLSearchParams(
            match.query.map(({ name, value: wanted }): [string, string] => [name, String(wanted)]),
        ).toString(),
        headers,
        host,
    };
}

/** How a rule is told to people: `GET /face/*`, `shop.Cart/Get`. */
export function ruleText(rule: RouteRule): string {
    if (rule.matches.length === 0) {
        return "/*";
    }
    return rule.matches.map(matchText).join(" | ");
}

/** How one of its matches is. */
export function matchText(match: RouteMatch): string {
    const conditions = (prefix: string, values: readonly ValueMatch[]): string =>
        values
            .map(
                ({ name, value }) =>
                    ` ${prefix} ${name}=${value instanceof RegExp ? `~${value.source}` : value}`,
            )
            .join("");
    if (!("path" in match)) {
        return `${match.service ?? "*"}/${match.method ?? "*"}${conditions("header", match.headers)}`;
    }
    const { type, value } = match.path;
    const path =
        type === "Exact"
            ? value
            : type === "RegularExpression"
              ? `~${value}`
              : `${value.replace(/\/+$/, "")}/*`;
    const method = match.method === undefined ? "" : `${match.method} `;
    return `${method}${path}${conditions("header", match.headers)}${conditions("query", match.query)}`;
}
