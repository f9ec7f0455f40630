import { isCertificate } from "./certManager";
import { cisa, nist } from "./frameworks";
import { isUnsettled, readString, valueOf } from "./read";
import { type Rule, unsettled, violation } from "./rule";
import { readStrings } from "./stringList";

const DNS_NAMES = ["spec", "dnsNames"];
const COMMON_NAME = ["spec", "commonName"];

/** A stolen key is good for every name on its certificate; a wildcard's for names not yet made. */
export const pki09: Rule = {
    id: "PKI-09",
    title: "Certificates have few names, and no wildcard",
    severity: "medium",
    level: "advisory",
    references: [nist(3), cisa("Identity")],
    remedy: "ask for one certificate for each host",
    documentation: "docs/policies.md#pki-09",
    settings: ["maxDnsNames"],
    resource: {
        policy: "pki-09-few-exact-dns-names",
        demand: "No Certificate is for a wildcard, or for more names than the settings allow.",
        appliesTo: isCertificate,
        *check(resource, { maxDnsNames }) {
            const names = readStrings(resource.object, DNS_NAMES);
            const commonName = readString(resource.object, COMMON_NAME);
            const common = valueOf(commonName);
            for (const reading of [...names.unsettled, commonName]) {
                if (isUnsettled(reading)) {
                    yield unsettled(resource, reading);
                }
            }
            const texts = [
                ...names.texts,
                ...(common === undefined ? [] : [{ path: COMMON_NAME, value: common }]),
            ];
            for (const { path, value } of texts) {
                if (value.startsWith("*")) {
                    yield violation(resource, path, `is for the wildcard "${value}"`);
                }
            }
            if ((names.length ?? 0) > maxDnsNames) {
                yield violation(
                    resource,
                    DNS_NAMES,
                    `is for ${names.length ?? 0} names, more than ${maxDnsNames}`,
                );
            }
        },
    },
};
