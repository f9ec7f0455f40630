import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

/** A document below docs/ that is generated. */
export class GeneratedDocument {
    private readonly file: string;

    constructor(
        name: string,
        private readonly render: () => string,
    ) {
        this.file = join(__dirname, "..", "docs", name);
    }

    /** The document as it has to be now, in the style of the house. */
    async text(): Promise<string> {
        const style = await resolveConfig(this.file);
        return format(this.render(), { ...style, parser: "markdown" });
    }

    /** The document as it was written last. */
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
