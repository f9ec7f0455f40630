import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findFiles, readText } from "../../../manifests/files";
import { problemsOf } from "../../support/problemsOf";

describe("The files of manifests", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "files-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string): string {
        const file = join(folder, name);
        mkdirSync(join(file, ".."), { recursive: true });
        writeFileSync(file, "a: 1\n");
        return file;
    }

    it("are those of a folder at any depth, in their order, each once", () => {
        const files = ["a.yaml", "b/c.yml", "b/d.json"].map(write);
        ["notes.txt", ".git/e.yaml", "node_modules/f.yaml"].forEach(write);
        symlinkSync(folder, join(folder, "b", "above"));
        assert.deepEqual(findFiles([folder, files[0] ?? ""]), files);
    });

    it("are a file of any name where it is named", () => {
        const file = write("notes.txt");
        assert.deepEqual(findFiles([file, "-"]), [file, "-"]);
    });

    it("are no pipes in a folder, which nobody would write into", () => {
        const file = write("a.yaml");
        execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
        assert.deepEqual(findFiles([folder]), [file]);
    });

    it("are refused by their own names where links lead nowhere, all at once", () => {
        for (const name of ["a.yaml", "b.yaml", "c.txt"]) {
            symlinkSync("nowhere", join(folder, name));
        }
        assert.deepEqual(
            problemsOf(() => findFiles([folder, join(folder, "c.txt")])),
            ["a.yaml", "b.yaml", "c.txt"].map(
                (name) => `${join(folder, name)}: there is no such file or folder`,
            ),
        );
    });

    it("are read without the mark of their byte order", () => {
        const file = join(folder, "a.yaml");
        writeFileSync(file, "\uFEFFa: 1\n");
        assert.equal(readText(file), "a: 1\n");
    });

    it("are refused where they are no text, or more than anybody writes", () => {
        const [bytes, large] = [write("bytes.yaml"), write("large.yaml")];
        writeFileSync(bytes, Buffer.from([0xff, 0xfe, 0x41]));
        truncateSync(large, 100_000_001);
        assert.deepEqual(
            [bytes, large].flatMap((file) => problemsOf(() => readText(file))),
            [`${bytes}: is not UTF-8 text`, `${large}: is larger than 100 MB; split it`],
        );
    });
});
