import { isUtf8 } from "node:buffer";
import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "./inputError";

const MANIFEST = /\.(ya?ml|json)$/;
/** Bytes; a cluster's whole content is smaller by far. */
const LARGEST_FILE = 100_000_000;

/** How a message names a file. */
export function nameOf(file: string): string {
    return file === "-" ? "standard input" : file;
}

/**
 * The files behind paths: of a folder every YAML and JSON file at any depth, but nothing in folders
 * that begin with a dot or hold dependencies. `-` stands for standard input.
 * @throws InputError naming every path that is not there.
 */
export function findFiles(paths: readonly string[]): readonly string[] {
    const files = new Set<string>();
    const problems: string[] = [];
    for (const path of paths) {
        try {
            find(path, true, [], files);
        } catch (error) {
            problems.push(`${path}: ${systemProblem(error)}`);
        }
    }
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return [...files];
}

/**
 * The text of a file, without the mark that some editors put in front of it.
 * @throws InputError where it cannot be read, is too large, or is not text.
 */
export function readText(file: string): string {
    const bytes = readBytes(file);
    if (!isUtf8(bytes)) {
        throw new InputError([`${nameOf(file)}: is not UTF-8 text`]);
    }
    return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

function readBytes(file: string): Buffer {
    try {
        refuseLarge(file, file === "-" ? 0 : statSync(file).size);
        const bytes = readFileSync(file === "-" ? process.stdin.fd : file);
        refuseLarge(file, bytes.length);
        return bytes;
    } catch (error) {
        throw error instanceof InputError
            ? error
            : new InputError([`${nameOf(file)}: ${systemProblem(error)}`]);
    }
}

function refuseLarge(file: string, size: number): void {
    if (size > LARGEST_FILE) {
        throw new InputError([`${nameOf(file)}: is larger than 100 MB; split it`]);
    }
}

function find(path: string, isNamed: boolean, above: readonly string[], into: Set<string>): void {
    if (path === "-") {
        into.add(path);
        return;
    }
    if (!statSync(path).isDirectory()) {
        if (isNamed || MANIFEST.test(path)) {
            into.add(path);
        }
        return;
    }
    // A link can lead back to a folder above.
    const real = realpathSync(path);
    if (above.includes(real)) {
        return;
    }
    for (const entry of readdirSync(path).sort()) {
        if (!entry.startsWith(".") && entry !== "node_modules") {
            find(join(path, entry), false, [...above, real], into);
        }
    }
}

function systemProblem(error: unknown): string {
    const { code } = error as NodeJS.ErrnoException;
    switch (code) {
        case "ENOENT":
            return "there is no such file or folder";
        case "EACCES":
            return "may not be read";
        default:
            return error instanceof Error ? error.message : String(error);
    }
}
