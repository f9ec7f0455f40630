import { isCertificate } from "../../certificates/certManager";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";
import { readStrings } from "../../reading/stringList";

const DNS_NAMES = ["spec", "dnsNames"];
const COMMON_NAME = ["spec", "commonName"];

export const preview: Preview = {
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
