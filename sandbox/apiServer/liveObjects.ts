import { isDeepStrictEqual } from "node:util";
import {
    at,
    isObject,
    isPlainObject,
    isSecret,
    plain,
    secret,
    textAt,
    without,
    type PlainObject,
    type PlainValue,
    type Properties,
    type PropertyValue,
} from "../standins/properties";
import { withSecretData } from "../standins/kubernetesInputs";

/** What the API server adds to the metadata of every object. */
const serverMetadata = [
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
];

/** A live object as a stack sees it: what the inputs say is secret, is secret in it as well. */
export function stateOf(live: PlainObject, inputs: Properties): Properties {
    const metadata = isPlainObject(live.metadata) ? without(live.metadata, "managedFields") : {};
    return withSecretData(withSecretsOf({ ...live, metadata }, inputs) as Properties);
}

/** What a dry run tells of an object that does not exist yet: only what will still be so then. */
export function plannedState(dryRun: PlainObject, inputs: Properties): Properties {
    return stateOf(settled(dryRun), inputs);
}

/** An object without what the API server made up for it, or for one dry run. */
function settled(object: PlainObject): PlainObject {
    const metadata = isPlainObject(object.metadata)
        ? without(object.metadata, ...serverMetadata)
        : {};
    const result: PlainObject = { ...without(object, "status"), metadata };
    if (isPlainObject(object.spec)) {
        result.spec = without(object.spec, "clusterIP", "clusterIPs", "healthCheckNodePort");
    }
    return result;
}

/**
 * The inputs that would make the live object what it is: of the fields that the stack sets, as they
 * are now; of an object that no stack knows, everything that is not the API server's own.
 */
export function inputsOf(live: PlainObject, known: Properties): Properties {
    if (Object.keys(known).length === 0) {
        return withSecretData(settled(live));
    }
    const object = { ...live };
    if (isObject(known.stringData)) {
        object.stringData = decodedData(live, Object.keys(known.stringData));
    }
    return withSecretData(pruned(object, known) as Properties);
}

/** The API server keeps what `stringData` says as `data`, in base64. */
function decodedData(secret: PlainObject, names: readonly string[]): PlainObject {
    return Object.fromEntries(
        names.flatMap((name) => {
            const data = textAt(secret, "data", name);
            return data === undefined ? [] : [[name, Buffer.from(data, "base64").toString()]];
        }),
    );
}

function pruned(live: PlainValue, known: PropertyValue): PropertyValue {
    if (isSecret(known)) {
        const value = pruned(live, known.value);
        return isDeepStrictEqual(value, plain(known)) ? known : secret(value);
    }
    if (isPlainObject(live) && isObject(known)) {
        return Object.fromEntries(
            Object.entries(known).flatMap(([name, value]) => {
                const content = live[name];
                if (content === undefined) {
                    // What is empty, the API server leaves out: nothing has changed.
                    return isEmpty(value) ? [[name, value]] : [];
                }
                return [[name, pruned(content, value)]];
            }),
        );
    }
    if (Array.isArray(live) && Array.isArray(known)) {
        return live.map((item, index) => {
            const counterpart = known[index];
            return counterpart === undefined ? item : pruned(item, counterpart);
        });
    }
    return live;
}

function isEmpty(value: PropertyValue): boolean {
    const content = plain(value);
    return (
        content === null ||
        content === "" ||
        content === false ||
        content === 0 ||
        (typeof content === "object" && Object.keys(content).length === 0)
    );
}

function withSecretsOf(live: PlainValue, inputs: PropertyValue | undefined): PropertyValue {
    if (isSecret(inputs)) {
        return secret(live);
    }
    if (isPlainObject(live) && isObject(inputs)) {
        return Object.fromEntries(
            Object.entries(live).map(([name, value]) => [name, withSecretsOf(value, inputs[name])]),
        );
    }
    if (Array.isArray(live) && Array.isArray(inputs)) {
        return live.map((item, index) => withSecretsOf(item, inputs[index]));
    }
    return live;
}

/** Whether one of the managers owns a field of an object. */
export function isManagedBy(object: PlainObject, isOurs: (manager: string) => boolean): boolean {
    const fields = at(object, "metadata", "managedFields");
    return (Array.isArray(fields) ? fields : []).some((entry) =>
        isOurs(textAt(entry, "manager") ?? ""),
    );
}
