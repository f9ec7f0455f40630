import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { readAllYaml } from "zero-trust-manifests";

/**
 * Public material that a checkout may have beside it: custom resource definitions, chart values and
 * provider schemas. Nothing needs it to run; with it, inputs are checked against the real thing.
 */
export class ReferenceData {
    private readonly parsed = new Map<string, unknown[]>();

    public constructor(private readonly folder: string) {}

    public get exists(): boolean {
        return existsSync(this.folder);
    }

    /** The text of a file, or undefined where there is none. */
    public text(...segments: string[]): string | undefined {
        const file = path.join(this.folder, ...segments);
        return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    }

    /** Every YAML document of a folder's files, in the files' order. Empty where there is no folder. */
    public documents(...segments: string[]): unknown[] {
        const folder = path.join(this.folder, ...segments);
        const known = this.parsed.get(folder);
        if (known !== undefined || !existsSync(folder)) {
            return known ?? [];
        }
        const documents = readdirSync(folder)
            .filter((file) => file.endsWith(".yaml"))
            .sort()
            .flatMap((file) => readAllYaml(readFileSync(path.join(folder, file), "utf8")));
        this.parsed.set(folder, documents);
        return documents;
    }
}

const beside = new ReferenceData(path.resolve(path.dirname(__dirname), "../shared/data"));

/** The reference data beside this checkout, `../shared/data`, or undefined where there is none. */
export function findReferenceData(): ReferenceData | undefined {
    return beside.exists ? beside : undefined;
}
