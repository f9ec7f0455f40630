import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Rule, checkResource, checkStack } from "../../rules/rule";
import { type Json, isList, isObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Settings } from "../../rules/settings";

const RULES = join(__dirname, "..", "..", "rules");

/** An index that takes note of the kinds that are asked for. */
class AskedIndex extends ResourceIndex {
    constructor(
        resources: readonly Resource[],
        private readonly kinds: Set<string>,
    ) {
        super(resources);
    }

    override ofKind(group: string, kind: string): readonly Resource[] {
        // The index itself asks while it is built.
        (this.kinds as Set<string> | undefined)?.add(`${group}/${kind}`);
        return super.ofKind(group, kind);
    }
}

/** The kinds, as `group/Kind`, and the names of fields that rules ask a stack for. */
export function namesAsked(
    rules: readonly Rule[],
    resources: readonly Resource[],
    settings: Settings,
): { readonly kinds: ReadonlySet<string>; readonly fields: ReadonlySet<string> } {
    const kinds = new Set<string>();
    const fields = new Set<string>();
    for (const rule of rules) {
        const asked = resources.map((each) => ({ ...each, object: asking(each.object, fields) }));
        for (const each of asked) {
            checkResource(rule, each, settings);
        }
        checkStack(rule, new AskedIndex(asked, kinds), settings);
    }
    return { kinds, fields };
}

function sources(): string[] {
    return readdirSync(RULES, { recursive: true, encoding: "utf8" }).filter(
        (file) => file.endsWith(".ts") && !/^(dist|node_modules)\b/.test(file),
    );
}

/** Every kind that is named in the rules and that one of them judges alone, as `group/Kind`. */
export function kindsJudged(rules: readonly Rule[]): string[] {
    const texts = sources().flatMap((file) =>
        [...readFileSync(join(RULES, file), "utf8").matchAll(/"([\w.-]+)"/g)].map(
            ([, text = ""]) => text,
        ),
    );
    const words = [...new Set(texts)];
    const groups = words.filter((text) => /^[a-z][a-z.\d-]*$/.test(text));
    const names = words.filter((text) => /^[A-Z][A-Za-z]+$/.test(text));
    return groups.flatMap((group) => {
        const typeOf = (name: string) => `kubernetes:${group}/v1:${name}`;
        // What judges anything of a group says nothing of the kinds that there are.
        const choosy = rules.filter(
            ({ resource }) => resource && !resource.appliesTo(typeOf("Anything")),
        );
        return names
            .filter((name) => choosy.some(({ resource }) => resource?.appliesTo(typeOf(name))))
            .map((name) => `${group}/${name}`);
    });
}

/** A value that takes note of the names by which its fields are asked for, not of those it lists. */
function asking<T extends Json>(value: T, fields: Set<string>): T {
    if (!isObject(value) && !isList(value)) {
        return value;
    }
    const listed = new Set<string | symbol>();
    const note = (name: string | symbol) => {
        if (typeof name === "string" && isObject(value) && !listed.has(name)) {
            fields.add(name);
        }
    };
    const known = new Map<string | symbol, unknown>();
    return new Proxy<object>(value, {
        get: (target, name) => {
            note(name);
            if (!known.has(name)) {
                const part = Reflect.get(target, name) as Json;
                known.set(name, isObject(part) || isList(part) ? asking(part, fields) : part);
            }
            return known.get(name);
        },
        getOwnPropertyDescriptor: (target, name) => {
            note(name);
            return Reflect.getOwnPropertyDescriptor(target, name);
        },
        ownKeys: (target) => {
            const names = Reflect.ownKeys(target);
            names.forEach((name) => listed.add(name));
            return names;
        },
    }) as T;
}
