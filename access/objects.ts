import {
    formatPath,
    InputError,
    kindsDefinedBy,
    knownKindProblem,
    type KubernetesObject,
    nameOf,
    placeOf,
    type ReadObject,
    readFiles,
    readObjects,
} from "zero-trust-manifests";
import { objectProblems } from "./objectProblems";

const origins = new WeakMap<object, ReadObject>();

/** Where an object was read, e.g. `faces.yaml:12, document 3`; undefined for one made by a program. */
export function originOf(object: KubernetesObject): string | undefined {
    const read = origins.get(object);
    return read && `${nameOf(read.origin.file)}:${read.origin.lineOf([])}, ${read.part}`;
}

/** How a message names an object: `Server faces/face (faces.yaml:12, document 3)`. */
export function describe(object: KubernetesObject): string {
    const { name, namespace } = object.metadata;
    const origin = originOf(object);
    const full = namespace === undefined ? name : `${namespace}/${name}`;
    return `${object.kind} ${full}${origin === undefined ? "" : ` (${origin})`}`;
}

/**
 * Reads objects from files and folders (recursively, `*.yaml`, `*.yml`, `*.json`); `-` is
 * standard input. A file may hold several documents, and a document may be a List.
 *
 * @throws InputError naming the place of everything that is wrong.
 */
export function loadObjects(paths: readonly string[]): KubernetesObject[] {
    const problems: string[] = [];
    const objects = checked(readFiles(paths, problems), problems);
    const defined = kindsDefinedBy(objects);
    for (const object of objects) {
        const problem = knownKindProblem(object.apiVersion, object.kind, defined);
        if (problem !== undefined) {
            problems.push(`${originOf(object) ?? describe(object)}: ${problem}`);
        }
    }
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    if (objects.length === 0) {
        throw new InputError([
            `${paths.map(nameOf).join(", ")}: there is no Kubernetes object in it`,
        ]);
    }
    return objects;
}

/**
 * The objects in a text of YAML or JSON.
 *
 * @param source how messages name the text, e.g. its file name.
 * @throws InputError naming the place of everything that is wrong.
 */
export function parseObjects(text: string, source: string): KubernetesObject[] {
    const problems: string[] = [];
    const objects = checked(readObjects(text, source, problems), problems);
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return objects;
}

function checked(objects: readonly ReadObject[], problems: string[]): KubernetesObject[] {
    return objects.flatMap((read) => {
        const wrong = objectProblems(read.object);
        problems.push(
            ...wrong.map(
                ({ path, reason }) => `${placeOf(read, path)}: ${formatPath(path)}: ${reason}`,
            ),
        );
        if (wrong.length > 0) {
            return [];
        }
        const object = read.object as KubernetesObject;
        origins.set(object, read);
        return [object];
    });
}
