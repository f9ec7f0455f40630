import { InputError } from "zero-trust-manifests";
import type { Question, Request } from "./question";

/**
 * The request that a question means.
 *
 * @throws InputError where its method, path or host is none.
 */
export function requestOf(question: Question, protocol: string): Request {
    const method = question.method ?? (protocol === "gRPC" ? "POST" : "GET");
    const given = question.path ?? "/";
    const [path, query] = splitOnce(given, "?");
    if (!path.startsWith("/")) {
        throw new InputError([`path: "${given}" does not begin with /`]);
    }
    if (!isPath(given) || given.includes("#")) {
        throw new InputError([
            `path: "${given}" has a character that no request's path has; write it as %, e.g. %20`,
        ]);
    }
    if (!/^[A-Za-z-]+$/.test(method)) {
        throw new InputError([`method: "${method}" is no HTTP method; give e.g. GET`]);
    }
    return {
        method: method.toUpperCase(),
        path,
        query,
        host: hostOf(question.host),
        headers: Object.fromEntries(
            Object.entries(question.headers ?? {}).map(([name, value]) => [
                name.toLowerCase(),
                value,
            ]),
        ),
    };
}

/** A question for another path. */
export function withPath(question: Question, path: string, query: string): Question {
    return { ...question, path: query === "" ? path : `${path}?${query}` };
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

/** Whether HTTP lets all of the characters stand in a path with its query. */
export function isPath(text: string): boolean {
    return !/[\0- <>`\x7F]/.test(text);
}

function hostOf(host: string | undefined): string | undefined {
    if (host === undefined) {
        return undefined;
    }
    const name = /^(\[[\dA-Fa-f:.]+\]|[^\s:/?#@[\]]+)(?::\d+)?$/.exec(host)?.[1];
    if (name === undefined) {
        throw new InputError([`host: "${host}" is none; give e.g. faces.example.com`]);
    }
    return name;
}

function splitOnce(text: string, separator: string): [string, string] {
    const index = text.indexOf(separator);
    return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
