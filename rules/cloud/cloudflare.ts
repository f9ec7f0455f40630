import { groupBy } from "../reading/groupBy";
import { type Unsettled, isUnsettled, readString, valueOf } from "../reading/read";
import { type Resource } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";

const DNS_RECORD = "cloudflare:index/dnsRecord:DnsRecord";
/** What a record was called before version 6 of the provider, and still may be. */
const RECORD = "cloudflare:index/record:Record";
export const ZONE = "cloudflare:index/zone:Zone";
export const ZONE_DNSSEC = "cloudflare:index/zoneDnssec:ZoneDnssec";
export const ZONE_SETTING = "cloudflare:index/zoneSetting:ZoneSetting";
/** All settings in one resource, before version 6 of the provider. */
export const ZONE_SETTINGS_OVERRIDE = "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride";

/** Records that lead to a server. */
const ADDRESSES = ["A", "AAAA", "CNAME"];

export function isRecord(type: string): boolean {
    return type === DNS_RECORD || type === RECORD;
}

/** What is not of Kubernetes, by its type token. */
export function ofType(index: ResourceIndex, ...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => cloudResources(index).get(type) ?? []);
}

export function recordsOf(index: ResourceIndex): readonly Resource[] {
    return ofType(index, DNS_RECORD, RECORD);
}

const cloudResources = oncePerIndex((index) =>
    groupBy(index.resources, ({ type }) => (type.startsWith("kubernetes:") ? undefined : type)),
);

/** Whether a record leads to a server; its type, where that cannot be told. */
export function isAddress(record: Resource): boolean | Unsettled {
    const type = readString(record.object, ["type"]);
    return isUnsettled(type) ? type : ADDRESSES.includes((valueOf(type) ?? "").toUpperCase());
}

/** What was made for a zone; all of it where the dependencies of properties are not known. */
export function isOfZone(resource: Resource, zone: Resource): boolean {
    const { options } = resource;
    return options === undefined || (options.propertyDependencies.zoneId ?? []).includes(zone.urn);
}

/**
 * The settings of zones that the stack manages and does not make, by the zone's id: whoever sets one
 * of a zone's settings answers for it.
 */
export function managedZones(index: ResourceIndex): ReadonlyMap<string, readonly Resource[]> {
    const zones = ofType(index, ZONE);
    const settings = ofType(index, ZONE_SETTING, ZONE_SETTINGS_OVERRIDE).filter(
        (each) => !zones.some((zone) => isOfZone(each, zone)),
    );
    return groupBy(settings, zoneIdOf);
}

export function zoneIdOf({ object }: Resource): string | undefined {
    return valueOf(readString(object, ["zoneId"]));
}
