import type { Path } from "zero-trust-manifests";
import {
    type Suspicion,
    namesCredential,
    suspicionInFile,
    suspicionOf,
    tokenIn,
} from "../../secrets/credentials";
import { judgeContainers } from "../../kubernetes/judgeContainers";
import { type Json, UNKNOWN, isList, isObject, peek, read } from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Container, isWorkload, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "sec-01-no-credential-in-plain-text",
        demand: "No ConfigMap, no environment value, argument or command of a container, and no annotation of either holds what looks like a credential.",
        appliesTo: (type) => isWorkload(type) || isKind(type, "core", "ConfigMap"),
        check: (resource) => [
            ...annotations(resource, ["metadata", "annotations"]),
            ...(isKind(resource.type, "core", "ConfigMap")
                ? configMap(resource)
                : workload(resource)),
        ],
    },
};

function workload(resource: Resource): Verdict[] {
    const verdicts = judgeContainers(resource, (container, found) => {
        environment(resource, container, found);
        for (const list of ["command", "args"]) {
            callArguments(resource, container, list, found);
        }
    });
    const template = workloadOf(resource)?.template ?? [];
    return template.length === 0
        ? verdicts
        : [...annotations(resource, [...template, "metadata", "annotations"]), ...verdicts];
}

function configMap(resource: Resource): Verdict[] {
    const verdicts: Verdict[] = [];
    const data = resource.object.data;
    if (data !== undefined && data !== null && !isObject(data)) {
        unreadable(resource, ["data"], verdicts);
    }
    if (isObject(data)) {
        for (const key of Object.keys(data)) {
            const text = data[key];
            const suspicion =
                typeof text === "string"
                    ? (suspicionOf(key, text) ?? suspicionInFile(text))
                    : undefined;
            judge(resource, ["data", key], text, suspicion, verdicts);
        }
    }
    return verdicts;
}

function environment(resource: Resource, container: Container, verdicts: Verdict[]): void {
    const env = container.object.env;
    if (!isList(env)) {
        if (env !== undefined && env !== null) {
            unreadable(resource, [...container.path, "env"], verdicts);
        }
        return;
    }
    for (const [index, variable] of env.entries()) {
        const value = peek(variable, ["value"]);
        if (value === undefined) {
            continue;
        }
        const name = peek(variable, ["name"]);
        const suspicion =
            typeof value === "string"
                ? suspicionOf(typeof name === "string" ? name : "", value)
                : undefined;
        if (suspicion || typeof value !== "string") {
            judge(resource, [...container.path, "env", index, "value"], value, suspicion, verdicts);
        }
    }
}

/** `--password=text`, `--password text`, and tokens wherever they stand. */
function callArguments(
    resource: Resource,
    container: Container,
    list: string,
    verdicts: Verdict[],
): void {
    const items = container.object[list];
    if (!isList(items)) {
        if (items !== undefined && items !== null) {
            unreadable(resource, [...container.path, list], verdicts);
        }
        return;
    }
    let flag = "";
    for (const [index, item] of items.entries()) {
        let suspicion: Suspicion | undefined;
        if (typeof item === "string") {
            const [, name = "", value] = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(item) ?? [];
            suspicion = value === undefined ? undefined : suspicionOf(name, value);
            suspicion ??= name === "" && flag !== "" ? suspicionOf(flag, item) : tokenIn(item);
            flag = value === undefined && namesCredential(name) ? name : "";
        }
        if (suspicion || typeof item !== "string") {
            judge(resource, [...container.path, list, index], item, suspicion, verdicts);
        }
    }
}

/** An annotation that ends in "secret" names one; the others are as they are anywhere. */
function annotations(resource: Resource, path: Path): Verdict[] {
    const verdicts: Verdict[] = [];
    const found = peek(resource.object, path);
    if (!isObject(found)) {
        if (found !== undefined) {
            unreadable(resource, path, verdicts);
        }
        return verdicts;
    }
    for (const key of Object.keys(found)) {
        const value = found[key];
        const name = key.slice(key.lastIndexOf("/") + 1);
        const suspicion =
            typeof value !== "string"
                ? undefined
                : /(?:secret|credentials?)$/i.test(name)
                  ? tokenIn(value)
                  : suspicionOf(name, value);
        if (suspicion || typeof value !== "string") {
            judge(resource, [...path, key], value, suspicion, verdicts);
        }
    }
    return verdicts;
}

function judge(
    resource: Resource,
    path: Path,
    value: Json,
    suspicion: Suspicion | undefined,
    verdicts: Verdict[],
): void {
    if (suspicion) {
        verdicts.push(violation(resource, path, `holds ${suspicion.what} in plain text`));
    } else if (value === UNKNOWN) {
        unreadable(resource, path, verdicts);
    }
}

function unreadable(resource: Resource, path: Path, verdicts: Verdict[]): void {
    const reading = read(resource.object, path);
    verdicts.push(
        unsettled(
            resource,
            reading.state === "unknown" ? reading : { state: "malformed", path, expected: "texts" },
        ),
    );
}
