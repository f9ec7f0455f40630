// What rules/everyRule.ts says, from the folders of the rules.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { GeneratedDocument } from "./generatedDocument";
import { ruleFamilies } from "./ruleFamilies";

const rules = join(__dirname, "..", "rules");

export const ruleList = new GeneratedDocument(join(rules, "everyRule.ts"), render);

function render(): string {
    const folders = ruleFamilies.flatMap(([family]) =>
        readdirSync(join(rules, family))
            .filter((folder) => existsSync(join(rules, family, folder, "rule.ts")))
            .sort()
            .map((folder) => ({ name: folder.replace("-", ""), path: `${family}/${folder}` })),
    );
    return [
        "// Written by `npm run docs` from the folders of the rules.",
        ...folders.map(({ name, path }) => `import { ${name} } from "./${path}/rule";`),
        'import type { Rule, RuleElsewhere } from "./rule";',
        "",
        "/** Every rule, in the order in which a platform is built. */",
        "export const everyRule: readonly (Rule | RuleElsewhere)[] = [",
        ...folders.map(({ name }) => `${name},`),
        "];",
        "",
    ].join("\n");
}
