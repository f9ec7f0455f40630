import { createRequire } from "node:module";

import type { ParseOptions, SchemaOptions, DocumentOptions } from "yaml";

/**
 * YAML as the API server's clients read it: sigs.k8s.io/yaml takes `no` for false and `0100` for 64,
 * as YAML 1.1 does, but neither a date nor 1:30 for more than text.
 * https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go
 */
const kubernetesYaml: ParseOptions & DocumentOptions & SchemaOptions = {
    schema: "yaml-1.1",
    merge: true,
    customTags: (tags) =>
        tags.filter(
            (tag) =>
                typeof tag === "string" ||
                !(tag.tag.endsWith(":timestamp") || ("format" in tag && tag.format === "TIME")),
        ),
};

/**
 * The documents in a text of YAML or JSON, as plain values; adds what is wrong with them, and gives
 * undefined for those.
 *
 * @param source how messages name the text, e.g. its file name.
 */
export function documentsIn(text: string, source: string, problems: string[]): unknown[] {
    if (/^\s*[[{]/.test(text)) {
        try {
            const document: unknown = JSON.parse(text);
            if (keysIn(document) === keysWritten(text)) {
                return [withoutCycle(document, `${source}, document 1`, problems)];
            }
            // Of a key that is there twice JSON keeps the last, which YAML reports below.
        } catch {
            // YAML in flow style begins like JSON; what is neither is reported below.
        }
    }
    // Loaded when there is a text to read: it takes longer to load than all of the package.
    const { parseAllDocuments } = createRequire(__filename)("yaml") as typeof import("yaml");
    const documents = parseAllDocuments(text, { ...kubernetesYaml, logLevel: "silent" });
    return [...documents].map((document, index) => {
        const origin = `${source}, document ${index + 1}`;
        const wrong = [...document.errors, ...document.warnings];
        if (wrong.length > 0) {
            problems.push(
                ...wrong
                    .slice(0, 3)
                    .map(({ message }) => `${origin}: is not valid YAML: ${firstLine(message)}`),
            );
            return undefined;
        }
        try {
            return withoutCycle(document.toJS({ maxAliasCount: 1000 }), origin, problems);
        } catch (error) {
            problems.push(`${origin}: is not valid YAML: ${firstLine(String(error))}`);
            return undefined;
        }
    });
}

function keysWritten(json: string): number {
    return json.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
}

function keysIn(document: unknown): number {
    let keys = 0;
    const rest = [document];
    for (let value = rest.pop(); rest.length > 0 || value !== undefined; value = rest.pop()) {
        if (typeof value === "object" && value !== null) {
            keys += Array.isArray(value) ? 0 : Object.keys(value).length;
            for (const child of Object.values(value)) {
                rest.push(child ?? null);
            }
        }
    }
    return keys;
}

function firstLine(message: string): string {
    return message.split("\n", 1)[0]?.replace(/:$/, "") ?? message;
}

function withoutCycle(document: unknown, origin: string, problems: string[]): unknown {
    const cycle = cycleIn(document);
    if (cycle === undefined) {
        return document;
    }
    problems.push(`${origin}: ${cycle}`);
    return undefined;
}

/** Levels of nesting from which on a document is refused; the deepest real ones have some 30. */
const depthLimit = 200;

/** What is wrong with a document in which a value contains itself, as YAML's aliases allow. */
function cycleIn(document: unknown): string | undefined {
    const above = new Set<object>();
    const visit = (value: unknown, where: string): string | undefined => {
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        if (above.has(value)) {
            return `${where} refers to something that contains it`;
        }
        if (above.size >= depthLimit) {
            return `is nested in more than ${depthLimit} levels`;
        }
        above.add(value);
        for (const [key, child] of Object.entries(value)) {
            const found = visit(child, where === "" ? key : `${where}.${key}`);
            if (found !== undefined) {
                return found;
            }
        }
        above.delete(value);
        return undefined;
    };
    return visit(document, "");
}
