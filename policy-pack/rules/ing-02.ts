import { certificatesInto, certificatesOf, secretsNamed } from "./certManager";
import { ingressesOf, isHost, servesNobody } from "./emissary";
import { cisa, nist, nsa } from "./frameworks";
import { groupBy } from "./groupBy";
import { isUnsettled, read, readItems, readString, valueOf } from "./read";
import { type Resource, namespaceOf } from "./resource";
import { type ResourceIndex, oncePerIndex } from "./resourceIndex";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { readStrings } from "./stringList";
import { type TlsUse, tlsUsesOf } from "./tlsUses";

/**
 * Without a Secret Emissary serves no TLS for a Host. A stack that makes no Certificate in the
 * Host's namespace leaves them to another, which is not to be seen; one that makes some there, and
 * none for this Host, has most likely misspelt its name. That it is made in another namespace is
 * PKI-13's to say.
 */
export const ing02: Rule = {
    id: "ING-02",
    title: "Every Host has a TLS Secret that is filled",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "name the Secret of a Certificate, e.g. faces-example-com-tls",
    documentation: "docs/policies.md#ing-02",
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
