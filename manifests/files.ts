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
 * that begin with a dot or hold dependencies, and no pipe. `-` stands for standard input.
 * @throws InputError naming every path that is not there or may not be read.
 */
export function findFiles(paths: readonly string[]): readonly string[] {
    const found: Found = { files: new Set(), problems: [] };
    for (const path of paths) {
        find(path, true, [], found);
    }
    if (found.problems.length > 0) {
        throw new InputError(found.problems);
    }
    return [...found.files];
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

interface Found {
    readonly files: Set<string>;
    readonly problems: string[];
}

function find(path: string, isNamed: boolean, above: readonly string[], found: Found): void {
    if (path === "-") {
        found.files.add(path);
        return;
    }
    try {
        const stats = statSync(path);
        if (stats.isDirectory()) {
            findBelow(path, above, found);
        } else if (isNamed || (MANIFEST.test(path) && stats.isFile())) {
            found.files.add(path);
        }
    } catch (error) {
        // A link that leads nowhere, or a folder that may not be read.
        if (isNamed || MANIFEST.test(path) || !isMissing(error)) {
            found.problems.push(`${path}: ${systemProblem(error)}`);
        }
    }
}

function findBelow(folder: string, above: readonly string[], found: Found): void {
    // A link can lead back to a folder above.
    const real = realpathSync(folder);
    if (above.includes(real)) {
        return;
    }
    for (const entry of readdirSync(folder).sort()) {
        if (!entry.startsWith(".") && entry !== "node_modules") {
            find(join(folder, entry), false, [...above, real], found);
        }
    }
}

function isMissing(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
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
