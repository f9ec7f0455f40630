// What each rule refuses and allows, by example: two files of YAML in the rule's folder.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { RuleText } from "../rules/rule";
import type { Settings } from "../rules/settings";

export const outcomes = ["refused", "allowed"] as const;
export type Outcome = (typeof outcomes)[number];

/** What the examples of a rule are judged with, where the rule finds nothing with the defaults. */
export const exampleSettings: Readonly<Record<string, Partial<Settings>>> = {
    "MESH-11": { environment: "production" },
    "PKI-12": {
        knownTrustAnchors: [
            "DD:4E:DE:2A:FF:0D:F7:B0:97:DE:6B:F4:41:55:4C:9F:DD:59:96:19:E5:1D:31:15:A1:83:44:02:1B:DC:F3:72",
        ],
    },
};

/** The text of a rule's example; `undefined` where the rule has none. */
export function exampleText({ id }: Pick<RuleText, "id">, outcome: Outcome): string | undefined {
    const folder = id.toLowerCase();
    const group = folder.replace(/-\d+$/, "");
    const file = join(__dirname, "..", "rules", group, folder, `${outcome}.yaml`);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
