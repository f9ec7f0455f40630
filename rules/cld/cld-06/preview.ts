import type { Path } from "zero-trust-manifests";
import {
    ZONE,
    ZONE_SETTING,
    ZONE_SETTINGS_OVERRIDE,
    isOfZone,
    managedZones,
    ofType,
} from "../../cloud/cloudflare";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
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
        demand: "Every zone that the stack makes, or sets one of these for, has ssl, min_tls_version and always_use_https.",
        *check(index) {
            for (const zone of ofType(index, ZONE)) {
                const made = ofType(index, ZONE_SETTING, ZONE_SETTINGS_OVERRIDE);
                const own = made.filter((each) => isOfZone(each, zone));
                yield* complete(zone, ["name"], own);
            }
            for (const own of managedZones(index).values()) {
                const [first] = own.filter((each) => DEMANDS.some((demand) => sets(each, demand)));
                if (first) {
                    yield* complete(first, ["zoneId"], own);
                }
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

/** Whether a ZoneSetting, or one resource with all settings, has a setting. */
function sets({ type, object }: Resource, demand: Demand): boolean {
    return type === ZONE_SETTING
        ? demandFor(valueOf(readString(object, ["settingId"]))) === demand
        : readString(object, ["settings", OVERRIDES[demand.id] ?? ""]).state !== "absent";
}

function* complete(of: Resource, path: Path, settings: readonly Resource[]): Generator<Verdict> {
    const open = settings
        .filter(({ type }) => type === ZONE_SETTING)
        .map(({ object }) => readString(object, ["settingId"]))
        .find(isUnsettled);
    for (const demand of DEMANDS.filter(
        (each) => !settings.some((setting) => sets(setting, each)),
    )) {
        yield open
            ? unsettled(of, open, "a ZoneSetting")
            : violation(
                  of,
                  path,
                  `leaves ${OVERRIDES[demand.id] ?? ""} to Cloudflare's default: it ${demand.fault}`,
              );
    }
}
