import { InputError } from "../objects";
import type { Question } from "./question";

/** What is asked of an HTTP server. */
export interface Request {
    method: string;
    /** Path without query. */
    path: string;
    query: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    /** Without port; undefined where the request names none. */
    host: string | undefined;
}

/**
 * The request that a question means.
 *
 * @throws InputError where its method or path is none.
 */
export function requestOf(question: Question, protocol: string): Request {
    const method = question.method ?? (protocol === "gRPC" ? "POST" : "GET");
    const [path, query] = splitOnce(question.path ?? "/", "?");
    if (!path.startsWith("/")) {
        throw new InputError([`path: "${question.path ?? ""}" does not begin with /`]);
    }
    if (!/^[A-Za-z]+$/.test(method)) {
        throw new InputError([`method: "${method}" is no HTTP method; give e.g. GET`]);
    }
    return {
        method: method.toUpperCase(),
        path,
        query,
        host: question.host,
        headers: Object.fromEntries(
            Object.entries(question.headers ?? {}).map(([name, value]) => [
                name.toLowerCase(),
                value,
            ]),
        ),
    };
}

/** A request that only a match for everything takes. */
export function anyRequest(protocol: string): Request {
    return {
        method: protocol === "gRPC" ? "POST" : "GET",
        path: "/~any/~any",
        query: "",
        headers: {},
        host: undefined,
    };
}

function splitOnce(text: string, separator: string): [string, string] {
    const index = text.indexOf(separator);
    return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
