import { textAt, type PlainObject, type Properties } from "./properties";
import { type CheckFailure } from "./provider";
import { type PackageSchema } from "./schemaChecks";

const zoneSetting = "cloudflare:index/zoneSetting:ZoneSetting";
const zoneDnssec = "cloudflare:index/zoneDnssec:ZoneDnssec";

const settingInputs = {
    enabled: { type: "boolean" },
    settingId: { type: "string", willReplaceOnChanges: true },
    value: { $ref: "pulumi.json#/Any" },
    zoneId: { type: "string", willReplaceOnChanges: true },
};
const dnssecInputs = {
    dnssecMultiSigner: { type: "boolean" },
    dnssecPresigned: { type: "boolean" },
    dnssecUseNsec3: { type: "boolean" },
    status: { type: "string" },
    zoneId: { type: "string", willReplaceOnChanges: true },
};

/** What a zone itself has, beside its records. */
export const zoneResources: PackageSchema["resources"] = {
    [zoneSetting]: {
        inputProperties: settingInputs,
        requiredInputs: ["settingId", "value", "zoneId"],
        properties: { ...settingInputs, editable: { type: "boolean" } },
    },
    [zoneDnssec]: {
        inputProperties: dnssecInputs,
        requiredInputs: ["zoneId"],
        properties: {
            ...dnssecInputs,
            algorithm: { type: "string" },
            digestType: { type: "string" },
            flags: { type: "number" },
        },
    },
};

/** The values of the settings that a platform cares about; any other setting takes any value. */
const settingValues: Readonly<Record<string, readonly string[] | undefined>> = {
    ssl: ["off", "flexible", "full", "strict", "origin_pull"],
    min_tls_version: ["1.0", "1.1", "1.2", "1.3"],
    always_use_https: ["on", "off"],
};

export function isOfZone(type: string): boolean {
    return type === zoneSetting || type === zoneDnssec;
}

/** A zone has each setting once, so that its id is made of the zone's; undefined for other types. */
export function zoneObjectId(type: string, inputs: PlainObject): string | undefined {
    const zone = textAt(inputs, "zoneId") ?? "";
    switch (type) {
        case zoneSetting:
            return `${zone}/${textAt(inputs, "settingId") ?? ""}`;
        case zoneDnssec:
            return zone;
        default:
            return undefined;
    }
}

export function zoneDefaults(type: string): Properties {
    return type === zoneSetting
        ? { editable: true }
        : { status: "active", algorithm: "13", digestType: "2", flags: 257 };
}

/** What the API refuses of a setting, or of DNSSEC. */
export function checkZone(inputs: PlainObject): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const refuse = (property: string, given: string, values: readonly string[]): void => {
        if (!values.includes(given)) {
            failures.push({
                property,
                reason: `"${given}" is not a value of it; give one of ${values.join(", ")}`,
            });
        }
    };
    const values = settingValues[textAt(inputs, "settingId") ?? ""];
    const value = textAt(inputs, "value");
    if (values !== undefined && value !== undefined) {
        refuse("value", value, values);
    }
    const status = textAt(inputs, "status");
    if (status !== undefined) {
        refuse("status", status, ["active", "disabled"]);
    }
    return failures;
}
