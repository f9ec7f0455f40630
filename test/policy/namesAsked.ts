import { knownKinds } from "../../manifests/kinds";
import { type Rule, checkResource, checkStack } from "../../rules/rule";
import { type Json, isList, isObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Settings } from "../../rules/settings";

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

/** Kinds that Kubernetes has no more, or that are Pulumi's own, as `group/Kind`. */
const OTHER_KINDS = ["extensions/Ingress", "helm.sh/Chart", "helm.sh/Release"];

/** Every kind, as `group/Kind`, that a rule judges alone. */
export function kindsJudged(rules: readonly Rule[]): string[] {
    const typeOf = (kind: string) => `kubernetes:${kind.replace("/", "/v1:")}`;
    // What judges anything of a group says nothing of the kinds that there are.
    const choosy = (group: string) =>
        rules.filter(
            ({ resource }) => resource && !resource.appliesTo(typeOf(`${group}/Anything`)),
        );
    return [
        ...knownKinds.map(({ group, kind }) => `${group === "" ? "core" : group}/${kind}`),
        ...OTHER_KINDS,
    ].filter((kind) =>
        choosy(kind.replace(/\/.*$/, "")).some(({ resource }) => resource?.appliesTo(typeOf(kind))),
    );
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
