import { certificatesOf, issuersFor } from "../../certificates/certManager";
import {
    ZONE,
    ZONE_DNSSEC,
    isOfZone,
    managedZones,
    ofType,
    recordsOf,
    zoneIdOf,
} from "../../cloud/cloudflare";
import { groupBy } from "../../reading/groupBy";
import { type Reading, isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { readStrings } from "../../reading/stringList";

/** How CAA records name the CAs behind ACME servers. */
const AUTHORITIES: readonly { readonly server: string; readonly caa: string }[] = [
    { server: "letsencrypt.org", caa: "letsencrypt.org" },
    { server: "pki.goog", caa: "pki.goog" },
    { server: "zerossl.com", caa: "sectigo.com" },
    { server: "buypass.com", caa: "buypass.com" },
    { server: "ssl.com", caa: "ssl.com" },
];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "cld-05-dnssec-stays-on",
        demand: "No ZoneDnssec switches DNSSEC off.",
        appliesTo: (type) => type === ZONE_DNSSEC,
        *check(resource) {
            const status = readString(resource.object, ["status"]);
            if (isUnsettled(status)) {
                yield unsettled(resource, status);
            } else if (valueOf(status) === "disabled") {
                yield violation(
                    resource,
                    status.path,
                    "switches DNSSEC off, so that answers can be forged",
                    "set status: active",
                );
            }
        },
    },
    stack: {
        policy: "cld-05-issuance-is-limited",
        demand: "Every host with an A or AAAA record and an ACME certificate of the stack has CAA records for the issuer's CA alone, and every zone that the stack makes, or whose settings it makes, has DNSSEC.",
        *check(index) {
            const authorities = authoritiesByHost(index);
            const records = recordsOf(index);
            const caa = records.filter((record) => isOfType(record, "CAA"));
            const byName = groupBy(caa, (record) => valueOf(readString(record.object, ["name"])));
            const open = caa.map(({ object }) => readString(object, ["name"])).find(isUnsettled);
            for (const record of records.filter((each) => isOfType(each, "A", "AAAA"))) {
                const name = readString(record.object, ["name"]);
                const wanted = authorities.get(valueOf(name) ?? "");
                if (wanted === undefined) {
                    continue;
                }
                const nearest = nearestOf(valueOf(name) ?? "", byName);
                if (nearest.length > 0) {
                    yield* onlyFor(nearest, wanted, record);
                } else {
                    yield open
                        ? unsettled(record, open, "a CAA record")
                        : violation(
                              record,
                              name.path,
                              "is a host for which any CA may issue: there is no CAA record",
                          );
                }
            }
            yield* zonesAreSigned(index);
        },
    },
};

function isOfType({ object }: Resource, ...types: readonly string[]): boolean {
    return types.includes((valueOf(readString(object, ["type"])) ?? "").toUpperCase());
}

/** The CAs that the stack's ACME issuers ask for each host; none where an issuer's is not known. */
function authoritiesByHost(index: ResourceIndex): ReadonlyMap<string, ReadonlySet<string>> {
    const hosts = new Map<string, Set<string>>();
    for (const certificate of certificatesOf(index)) {
        for (const { object } of issuersFor(certificate, index)) {
            const server = valueOf(readString(object, ["spec", "acme", "server"]));
            if (server === undefined || !URL.canParse(server)) {
                continue;
            }
            const { hostname } = new URL(server);
            const found = AUTHORITIES.find((each) => `.${hostname}`.endsWith(`.${each.server}`));
            for (const { value } of readStrings(certificate.object, ["spec", "dnsNames"]).texts) {
                const wanted = hosts.get(value) ?? new Set();
                hosts.set(value, found ? wanted.add(found.caa) : wanted);
            }
        }
    }
    return hosts;
}

/** A CA climbs from the host towards the root and takes the first records that it finds (RFC 8659). */
function nearestOf(
    host: string,
    byName: ReadonlyMap<string, readonly Resource[]>,
): readonly Resource[] {
    const labels = host.split(".");
    for (let depth = 0; depth < labels.length; depth++) {
        const found = byName.get(labels.slice(depth).join("."));
        if (found) {
            return found;
        }
    }
    return [];
}

/** Who may issue by a CAA record, without the parameters that may follow: `letsencrypt.org`. */
interface Permission {
    /** Whether for the host itself, or for wildcards below it alone. */
    readonly forHost: boolean;
    readonly issuer: Reading<string>;
}

function permissionOf({ object }: Resource): Permission | undefined {
    const content = readString(object, ["content"]);
    const tag = readString(object, ["data", "tag"]);
    const value = readString(object, ["data", "value"]);
    const written = /^\d+\s+(\w+)\s+"?([^"]*)"?$/.exec(valueOf(content) ?? "");
    const open = [tag, value].find(isUnsettled);
    if (open) {
        return { forHost: true, issuer: open };
    }
    const permits = (valueOf(tag) ?? written?.[1] ?? "").toLowerCase();
    const text = valueOf(value) ?? written?.[2] ?? "";
    const path = value.state === "known" ? value.path : content.path;
    return permits === "issue" || permits === "issuewild"
        ? {
              forHost: permits === "issue",
              issuer: { state: "known", path, value: text.split(";")[0]?.trim() ?? "" },
          }
        : undefined;
}

function* onlyFor(
    records: readonly Resource[],
    wanted: ReadonlySet<string>,
    host: Resource,
): Generator<Verdict> {
    const issuers = records.flatMap((record) => {
        const permission = permissionOf(record);
        return permission ? [{ record, ...permission }] : [];
    });
    const unread = issuers.find(({ issuer }) => isUnsettled(issuer));
    if (unread && isUnsettled(unread.issuer)) {
        yield unsettled(unread.record, unread.issuer);
        return;
    }
    if (wanted.size === 0) {
        return; // A CA whose name in CAA records is not known here.
    }
    for (const { record, issuer } of issuers) {
        const name = valueOf(issuer) ?? "";
        if (name !== "" && !wanted.has(name)) {
            yield violation(
                record,
                issuer.path,
                `lets ${name} issue, which no issuer of the stack uses for this host`,
                "remove the record",
            );
        }
    }
    const names = new Set(
        issuers.filter(({ forHost }) => forHost).map(({ issuer }) => valueOf(issuer)),
    );
    for (const missing of [...wanted].filter((name) => !names.has(name))) {
        yield violation(
            host,
            ["name"],
            `is a host whose CAA records do not let ${missing} issue, which its issuer uses`,
        );
    }
}

function* zonesAreSigned(index: ResourceIndex): Generator<Verdict> {
    for (const zone of ofType(index, ZONE)) {
        if (!ofType(index, ZONE_DNSSEC).some((each) => isOfZone(each, zone))) {
            yield violation(
                zone,
                ["name"],
                "is a zone without DNSSEC, so that answers can be forged",
                "add a ZoneDnssec, and its DS record at the registrar",
            );
        }
    }
    const signed = ofType(index, ZONE_DNSSEC);
    const open = signed.map(({ object }) => readString(object, ["zoneId"])).find(isUnsettled);
    for (const [id, [setting]] of managedZones(index)) {
        if (setting && !signed.some((each) => zoneIdOf(each) === id)) {
            yield open
                ? unsettled(setting, open, "a ZoneDnssec")
                : violation(
                      setting,
                      ["zoneId"],
                      "is of a zone without DNSSEC, so that answers can be forged",
                      "add a ZoneDnssec, and its DS record at the registrar",
                  );
        }
    }
}
