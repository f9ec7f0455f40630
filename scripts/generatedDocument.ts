import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

/** The path of a document. */
export function documentIn(name: string): string {
    return join(__dirname, "..", "docs", name);
}

/** A file that is generated. */
export class GeneratedDocument {
    constructor(
        private readonly file: string,
        private readonly render: () => string,
    ) {}

    /** The text as it has to be now, in the style of the house. */
    async text(): Promise<string> {
        const style = await resolveConfig(this.file);
        return format(this.render(), { ...style, filepath: this.file });
    }

    /** The text as it was written last. */
    written(): string {
        return readFileSync(this.file, "utf8");
    }

    async write(): Promise<void> {
        writeFileSync(this.file, await this.text());
    }
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return [head, head.map(() => "---"), ...rows]
        .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`)
        .join("");
}
