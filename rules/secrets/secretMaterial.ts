import type { Path } from "zero-trust-manifests";
import { hasPrivateKey } from "../certificates/pem";
import { type Json, isObject } from "../reading/read";
import { type Resource, isChart, isKind } from "../reading/resource";

/** Names under which Helm values and the inputs of providers hold credentials. */
const CREDENTIAL_NAME =
    /(password|passwd|passphrase|token|apikey|secretkey|accesskey|privatekey|clientsecret|sharedsecret|credentials|keypem|kubeconfig)$/;
/** Names that end like one and name where the credential is. */
const REFERENCE_NAME = /(ref|name|existingsecret|path|file)$/;
const SECRET_FIELDS = ["data", "stringData"];
const PROVIDER = "pulumi:providers:";

/** Pulumi's types in which credentials are looked for, as {@link unfold} takes them apart. */
export const SECRET_TYPES =
    /^pulumi:providers:|^kubernetes:helm\.sh\/|^kubernetes:(core\/)?v1:(Secret(List|Patch)?|List)$/;

/** Where a resource holds credentials as texts: all that a Secret says, else by name or look. */
export function secretMaterial({ type, object }: Resource): Path[] {
    if (isKind(type, "core", "Secret")) {
        return SECRET_FIELDS.flatMap((field) => textsBelow(object[field], [field], () => true));
    }
    const looksLikeOne = (path: Path, text: string) => {
        const name = String(path.filter((step) => typeof step === "string").at(-1))
            .replace(/[-_.]/g, "")
            .toLowerCase();
        return hasPrivateKey(text) || (CREDENTIAL_NAME.test(name) && !REFERENCE_NAME.test(name));
    };
    if (isChart(type)) {
        return textsBelow(object.values, ["values"], looksLikeOne);
    }
    return type.startsWith(PROVIDER) ? textsBelow(object, [], looksLikeOne) : [];
}

function textsBelow(
    value: Json,
    path: Path,
    counts: (path: Path, text: string) => boolean,
): Path[] {
    if (typeof value === "string") {
        return value !== "" && counts(path, value) ? [path] : [];
    }
    if (Array.isArray(value)) {
        return value.flatMap((item: Json, index) => textsBelow(item, [...path, index], counts));
    }
    return isObject(value)
        ? Object.entries(value).flatMap(([key, below]) => textsBelow(below, [...path, key], counts))
        : [];
}
