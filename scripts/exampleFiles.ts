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
            "03:1C:FD:10:E4:24:79:30:AB:2D:02:4E:5A:D6:EC:F4:EC:9E:3A:4D:3D:0D:70:63:17:C6:5C:A3:11:2B:5A:2B",
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
