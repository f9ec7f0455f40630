import { certificatesInto, certificatesOf, secretsNamed } from "../../certificates/certManager";
import { ingressesOf, isHost, servesNobody } from "../../ingress/emissary";
import { groupBy } from "../../reading/groupBy";
import { isUnsettled, read, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { readStrings } from "../../reading/stringList";
import { type TlsUse, tlsUsesOf } from "../../ingress/tlsUses";

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-02-host-has-a-tls-secret",
        demand: "Every Host names a TLS Secret or a TLSContext, but for one that serves nobody.",
        appliesTo: isHost,
        *check(resource) {
            const readings = [
                ["tlsSecret", "name"],
                ["tlsContext", "name"],
            ].map((path) => readString(resource.object, ["spec", ...path]));
            const open = readings.find(isUnsettled);
            if (readings.some((reading) => valueOf(reading)) || servesNobody(resource)) {
                return;
            }
            yield open
                ? unsettled(resource, open)
                : violation(
                      resource,
                      ["spec", "tlsSecret", "name"],
                      "names no TLS Secret, so that it serves no TLS",
                  );
        },
    },
    stack: {
        policy: "ing-02-tls-secret-is-filled",
        demand: "The TLS Secret of every Host and Ingress is filled by a Certificate or a Secret of the stack, where the stack makes Certificates in that namespace; and an Ingress has TLS for all of its hosts.",
        *check(index) {
            for (const use of tlsUsesOf(index)) {
                yield* filled(use, index);
            }
            for (const ingress of ingressesOf(index)) {
                yield* hostsCovered(ingress);
            }
        },
    },
};

function* filled(use: TlsUse, index: ResourceIndex): Generator<Verdict> {
    const { resource, secretName, namespace } = use;
    const home = valueOf(namespace);
    const name = valueOf(secretName);
    if (home === undefined || name === undefined) {
        return; // What cannot be read the other check or PKI-13 reports.
    }
    const neighbours = certificatesIn(index).get(home) ?? [];
    if (neighbours.length === 0 || certificatesInto(index, name).length > 0) {
        return;
    }
    if (secretsNamed(index, name).some((secret) => valueOf(namespaceOf(secret)) === home)) {
        return;
    }
    const open = neighbours
        .map(({ object }) => readString(object, ["spec", "secretName"]))
        .find(isUnsettled);
    yield open
        ? unsettled(resource, open, "a Certificate")
        : violation(
              resource,
              secretName.path,
              `reads Secret "${name}", which no Certificate of namespace ${home} fills`,
          );
}

const certificatesIn = oncePerIndex((index) =>
    groupBy(certificatesOf(index), (certificate) => valueOf(namespaceOf(certificate))),
);

/** An entry of an Ingress' TLS without hosts is for all of them. */
function* hostsCovered(ingress: Resource): Generator<Verdict> {
    const { object } = ingress;
    const tls = readItems(object, ["spec", "tls"]);
    const rules = readItems(object, ["spec", "rules"]);
    const entries = valueOf(tls) ?? [];
    if (entries.length === 0) {
        return; // ING-01 refuses an Ingress without TLS.
    }
    const lists = entries.map((entry) => readStrings(object, [...entry, "hosts"]));
    if (entries.some((entry) => read(object, [...entry, "hosts"]).state === "absent")) {
        return;
    }
    const covered = new Set(lists.flatMap(({ texts }) => texts.map(({ value }) => value)));
    for (const rule of valueOf(rules) ?? []) {
        const host = readString(object, [...rule, "host"]);
        if (host.state === "known" && !isCovered(host.value, covered)) {
            const [open] = lists.flatMap(({ unsettled: unread }) => unread);
            yield open
                ? unsettled(ingress, open)
                : violation(
                      ingress,
                      host.path,
                      `serves "${host.value}" without TLS of its own`,
                      "add the host to spec.tls",
                  );
        }
    }
}

function isCovered(host: string, covered: ReadonlySet<string>): boolean {
    return covered.has(host) || covered.has(`*${host.slice(host.indexOf("."))}`);
}
