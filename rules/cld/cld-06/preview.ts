import type { Path } from "zero-trust-manifests";
import {
    ZONE,
    ZONE_SETTING,
    ZONE_SETTINGS_OVERRIDE,
    isOfZone,
    ofType,
} from "../../cloud/cloudflare";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

interface Demand {
    /** Cloudflare's id of the setting, without underscores. */
    readonly id: string;
    readonly safe: readonly string[];
    readonly fault: string;
}

const DEMANDS: readonly Demand[] = [
    {
        id: "ssl",
        safe: ["strict", "origin_pull"],
        fault: "does not verify the origin, so that the way from Cloudflare to it is anyone's to read",
    },
    { id: "mintlsversion", safe: ["1.2", "1.3"], fault: "accepts a TLS version that is broken" },
    { id: "alwaysusehttps", safe: ["on"], fault: "serves cleartext HTTP" },
];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "cld-06-zone-settings-are-strict",
        demand: "No setting of a zone weakens TLS: ssl is strict, min_tls_version 1.2 or newer, always_use_https on.",
        appliesTo: (type) => type === ZONE_SETTING || type === ZONE_SETTINGS_OVERRIDE,
        *check(resource) {
            if (resource.type === ZONE_SETTING) {
                const id = readString(resource.object, ["settingId"]);
                if (isUnsettled(id)) {
                    yield unsettled(resource, id);
                }
                yield* judge(resource, demandFor(valueOf(id)), ["value"]);
            } else {
                for (const demand of DEMANDS) {
                    yield* judge(resource, demand, ["settings", OVERRIDES[demand.id] ?? ""]);
                }
            }
        },
    },
    stack: {
        policy: "cld-06-zones-have-strict-settings",
        demand: "Every zone that the stack makes sets ssl, min_tls_version and always_use_https.",
        *check(index) {
            for (const zone of ofType(index, ZONE)) {
                yield* complete(zone, index);
            }
        },
    },
};

/** The property of each setting where one resource holds them all. */
const OVERRIDES: Readonly<Record<string, string>> = {
    ssl: "ssl",
    mintlsversion: "minTlsVersion",
    alwaysusehttps: "alwaysUseHttps",
};

function demandFor(id: string | undefined): Demand | undefined {
    const plain = id?.toLowerCase().replaceAll("_", "");
    return DEMANDS.find((demand) => demand.id === plain);
}

function* judge(resource: Resource, demand: Demand | undefined, path: Path): Generator<Verdict> {
    if (!demand) {
        return;
    }
    const value = readString(resource.object, path);
    if (isUnsettled(value)) {
        yield unsettled(resource, value);
    } else if (value.state === "known" && !demand.safe.includes(value.value)) {
        yield violation(
            resource,
            path,
            `has "${value.value}" and ${demand.fault}`,
            `set it to ${demand.safe.join(" or ")}`,
        );
    }
}

function* complete(zone: Resource, index: ResourceIndex): Generator<Verdict> {
    const settings = ofType(index, ZONE_SETTING).filter((each) => isOfZone(each, zone));
    const overrides = ofType(index, ZONE_SETTINGS_OVERRIDE).filter((each) => isOfZone(each, zone));
    const ids = settings.map(({ object }) => readString(object, ["settingId"]));
    for (const demand of DEMANDS) {
        const key = OVERRIDES[demand.id] ?? "";
        const isSet =
            ids.some((id) => demandFor(valueOf(id)) === demand) ||
            overrides.some(
                ({ object }) => readString(object, ["settings", key]).state !== "absent",
            );
        if (!isSet) {
            const open = ids.find(isUnsettled);
            yield open
                ? unsettled(zone, open, "a ZoneSetting")
                : violation(
                      zone,
                      ["name"],
                      `leaves ${key} to Cloudflare's default: it ${demand.fault}`,
                  );
        }
    }
}
