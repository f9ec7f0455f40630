import { covers, type PublicAccess } from "./publicAccess";
import type { Answer, Way } from "./request";

/** Whose password a request brings. */
export type Credentials = "right" | "wrong" | "none";

/** One request, and what must come of it. */
export interface Check {
    /** What the request is, in a few words. */
    name: string;
    way: Way;
    path: string;
    credentials: Credentials;
    /** What must come of it, in a few words. */
    expected: string;
    holds: (answer: Answer) => boolean;
    /** Whether no answer at all will do, too. */
    mayBeRefused: boolean;
}

/** A path that nobody has. */
const unknown = "verify-no-such-path";

/** What the access model says that somebody on the internet can and cannot do, as requests. */
export function checksOf(access: PublicAccess, host: string): Check[] {
    const here = <Place extends { host: string }>(places: Place[]) =>
        places.filter((place) => place.host === host);
    const allowed = [...new Set(here(access.allowed).map(({ path }) => path))].sort();
    const open = here([...access.allowed, ...access.triedOut]);
    // What is let through to a workload may be answered there with anything.
    const closed = (paths: string[]) =>
        [...new Set(paths)].sort().filter((path) => !open.some((each) => covers(each, path)));
    const refused = closed([
        ...access.internal.map((workload) => `/${workload.split("/")[1] ?? ""}/`),
        ...here(access.prefixes)
            .filter(({ path }) => path !== "/")
            .map(({ path }) => `${path}${unknown}`),
    ]);
    const right: Credentials = access.authenticated ? "right" : "none";
    return [
        ...allowed.map((path) => letThrough(path, right)),
        ...refused.map((path) => denied(path, right, [403, 404])),
        ...closed([`/${unknown}`]).map((path) => denied(path, right, [404])),
        ...(access.authenticated ? allowed.map((path) => denied(path, "none", [401])) : []),
        ...(access.authenticated
            ? allowed.slice(0, 1).map((path) => denied(path, "wrong", [401]))
            : []),
        ...allowed.map((path) => notInCleartext(path, host, "http")),
        // Emissary listens for either on the port of https.
        ...allowed
            .slice(0, 1)
            .map((path) => notInCleartext(path, host, "http to the port of https")),
    ];
}

function name(path: string, credentials: Credentials): string {
    const words = { right: "with the password", wrong: "with a wrong password", none: "" };
    return ["GET", path, words[credentials]].join(" ").trimEnd();
}

function letThrough(path: string, credentials: Credentials): Check {
    return {
        name: name(path, credentials),
        way: "https",
        path,
        credentials,
        expected: "200 to 399",
        holds: ({ status }) => status >= 200 && status <= 399,
        mayBeRefused: false,
    };
}

function denied(path: string, credentials: Credentials, statuses: number[]): Check {
    return {
        name: name(path, credentials),
        way: "https",
        path,
        credentials,
        expected: statuses.join(" or "),
        holds: ({ status }) => statuses.includes(status),
        mayBeRefused: false,
    };
}

/** The page must not come, whatever else does. No password is sent. */
function notInCleartext(path: string, host: string, way: Exclude<Way, "https">): Check {
    const port = way === "http" ? "" : ":443";
    return {
        name: `GET http://${host}${port}${path}`,
        way,
        path,
        credentials: "none",
        expected: `redirected to https://${host}${path}, or refused`,
        holds: ({ status, location }) =>
            [403, 404].includes(status) ||
            ([301, 302, 307, 308].includes(status) && isSecure(location, host, path)),
        mayBeRefused: true,
    };
}

/** Wherever a load balancer's port is, the redirection names the host and the path. */
function isSecure(location: string | undefined, host: string, path: string): boolean {
    const url = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
    return url?.protocol === "https:" && url.hostname === host && url.pathname === path;
}
