import type { Path } from "zero-trust-manifests";
import { isCertificate } from "../../certificates/certManager";
import { identityIssuerName } from "../../certificates/meshCa";
import {
    type Reading,
    isUnsettled,
    readBoolean,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

const NAMING: readonly Path[] = [
    ["metadata", "name"],
    ["spec", "secretName"],
];
const USAGES = ["cert sign", "crl sign"];

export const preview: Preview = {
    settings: ["controlPlaneNamespace", "trustDomain"],
    resource: {
        policy: "pki-03-identity-issuer-is-well-formed",
        demand: "The Certificate linkerd-identity-issuer has the name, namespace, Secret, common name, CA flag and usages that Linkerd's identity service needs.",
        appliesTo: isCertificate,
        *check(resource, settings) {
            const naming = namingOf(resource, settings);
            if (naming.some(({ reading, wanted }) => valueOf(reading) === wanted)) {
                yield* wellFormed(resource, settings);
                return;
            }
            const namespace = namespaceOf(resource);
            const open = naming.map(({ reading }) => reading).find(isUnsettled);
            if (open && (isUnsettled(namespace) || isControlPlane(namespace, settings))) {
                yield unsettled(resource, open);
            }
        },
    },
};

/** Whatever carries one of these is meant as the identity issuer. */
function namingOf({ object }: Resource, settings: Settings) {
    return [
        ...NAMING.map((path) => ({
            reading: readString(object, path),
            wanted: identityIssuerName,
        })),
        {
            reading: readString(object, ["spec", "commonName"]),
            wanted: commonName(settings),
        },
    ];
}

function isControlPlane(namespace: Reading<string>, settings: Settings): boolean {
    return valueOf(namespace) === settings.controlPlaneNamespace;
}

function commonName({ controlPlaneNamespace, trustDomain }: Settings): string {
    return `identity.${controlPlaneNamespace}.${trustDomain}`;
}

function* wellFormed(resource: Resource, settings: Settings): Generator<Verdict> {
    const texts: [Path, string][] = [
        ...NAMING.map((path): [Path, string] => [path, identityIssuerName]),
        [["metadata", "namespace"], settings.controlPlaneNamespace],
        [["spec", "commonName"], commonName(settings)],
    ];
    for (const [path, wanted] of texts) {
        const text = readString(resource.object, path);
        if (isUnsettled(text)) {
            yield unsettled(resource, text);
        } else if (valueOf(text) !== wanted) {
            const found = text.state === "known" ? `"${text.value}"` : "nothing";
            yield violation(
                resource,
                path,
                `is the identity issuer and has ${found} where Linkerd needs "${wanted}"`,
                `set it to ${wanted}`,
            );
        }
    }
    yield* isCa(resource);
    yield* hasUsages(resource);
}

function* isCa(resource: Resource): Generator<Verdict> {
    const path = ["spec", "isCA"];
    const isCA = readBoolean(resource.object, path);
    if (isUnsettled(isCA)) {
        yield unsettled(resource, isCA);
    } else if (valueOf(isCA) !== true) {
        yield violation(
            resource,
            path,
            "is the identity issuer and not a CA, so that it cannot sign identities",
            "set it to true",
        );
    }
}

function* hasUsages(resource: Resource): Generator<Verdict> {
    const path = ["spec", "usages"];
    const list = readItems(resource.object, path);
    if (isUnsettled(list)) {
        yield unsettled(resource, list);
        return;
    }
    const usages = (valueOf(list) ?? []).map((item) => readString(resource.object, item));
    const missing = USAGES.filter((usage) => !usages.some((found) => valueOf(found) === usage));
    if (missing.length === 0) {
        return;
    }
    const open = usages.find(isUnsettled);
    yield open
        ? unsettled(resource, open)
        : violation(
              resource,
              path,
              `is the identity issuer without the usages ${missing.join(" and ")}`,
              `add ${missing.join(" and ")}`,
          );
}
