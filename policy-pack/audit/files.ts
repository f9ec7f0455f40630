import { isUtf8 } from "node:buffer";
import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "./inputError";
import { nameOf } from "../manifests/manifests";

const MANIFEST = /\.(ya?ml|json)$/;

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
 * @throws InputError where it cannot be read or is not text.
 */
export function readText(file: string): string {
    let bytes;
    try {
        bytes = readFileSync(file === "-" ? process.stdin.fd : file);
    } catch (error) {
        throw new InputError([`${nameOf(file)}: ${systemProblem(error)}`]);
    }
    if (!isUtf8(bytes)) {
        throw new InputError([`${nameOf(file)}: is not UTF-8 text`]);
    }
    return bytes.toString("utf8").replace(/^\uFEFF/, "");
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
