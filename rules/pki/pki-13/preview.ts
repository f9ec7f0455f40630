import { certificatesInto, secretsNamed } from "../../certificates/certManager";
import {
    type Reading,
    type Unsettled,
    isUnsettled,
    read,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, describe, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { readStrings } from "../../reading/stringList";
import { type TlsUse, tlsUsesOf } from "../../ingress/tlsUses";

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "pki-13-certificate-meets-its-consumer",
        demand: "Every Secret that a Host or an Ingress reads and a Certificate fills is in the same namespace, and the Certificate has the host among its names.",
        *check(index) {
            for (const use of tlsUsesOf(index)) {
                yield* meets(use, index);
            }
        },
    },
};

function* meets(use: TlsUse, index: ResourceIndex): Generator<Verdict> {
    const { resource, secretName, namespace } = use;
    const open = [secretName, namespace].find(isUnsettled);
    if (open) {
        yield unsettled(resource, open);
        return;
    }
    const home = valueOf(namespace);
    const certificates = certificatesInto(index, valueOf(secretName));
    const here = certificates.filter((each) => valueOf(namespaceOf(each)) === home);
    if (here.length > 0) {
        yield* namesHosts(use, here);
        return;
    }
    const [elsewhere] = certificates;
    if (elsewhere === undefined || isMadeHere(index, use) || certificates.some(isCopied)) {
        return;
    }
    const unknown = certificates.map(namespaceOf).find(isUnsettled);
    yield unknown
        ? unsettled(resource, unknown, describe(elsewhere))
        : violation(
              resource,
              secretName.path,
              `reads Secret "${valueOf(secretName) ?? ""}" in namespace ${home ?? ""}, and ${describe(elsewhere)} makes it in another`,
          );
}

function isMadeHere(index: ResourceIndex, { secretName, namespace }: TlsUse): boolean {
    return secretsNamed(index, valueOf(secretName)).some(
        (secret) => valueOf(namespaceOf(secret)) === valueOf(namespace),
    );
}

function isCopied({ object }: Resource): boolean {
    return read(object, ["spec", "secretTemplate", "annotations"]).state !== "absent";
}

function* namesHosts(use: TlsUse, certificates: readonly Resource[]): Generator<Verdict> {
    for (const host of use.hosts) {
        if (isUnsettled(host)) {
            yield unsettled(use.resource, host);
        } else if (valueOf(host) === "*") {
            continue; // No certificate is for every host, and ING-03 refuses to serve them all.
        } else if (
            host.state === "known" &&
            !certificates.some((each) => isFor(each, host.value))
        ) {
            const [open] = certificates.flatMap(unknownNames);
            const [first] = certificates;
            yield open
                ? unsettled(use.resource, open, first && describe(first))
                : violation(
                      use.resource,
                      host.path,
                      `serves "${host.value}" with a certificate that is not for it: ${first ? describe(first) : ""}`,
                      "add the host to the Certificate's dnsNames",
                  );
        }
    }
}

function commonName({ object }: Resource): Reading<string> {
    return readString(object, ["spec", "commonName"]);
}

function unknownNames(certificate: Resource): readonly Unsettled[] {
    return [
        ...readStrings(certificate.object, ["spec", "dnsNames"]).unsettled,
        ...[commonName(certificate)].filter(isUnsettled),
    ];
}

/** A wildcard on a certificate stands for exactly one label. */
function isFor(certificate: Resource, host: string): boolean {
    const { texts } = readStrings(certificate.object, ["spec", "dnsNames"]);
    const names = [...texts.map(({ value }) => value), valueOf(commonName(certificate))];
    const parent = host.slice(host.indexOf("."));
    return names.some((name) => name === host || (name === `*${parent}` && host.includes(".")));
}
