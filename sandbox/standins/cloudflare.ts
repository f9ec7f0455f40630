import { isIPv4, isIPv6 } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { checkZone, isOfZone, zoneDefaults, zoneObjectId, zoneResources } from "./cloudflareZone";
import { differences, isWithin } from "./diff";
import { stableHex } from "./identifiers";
import {
    at,
    isPlainObject,
    plainObject,
    textAt,
    type PlainObject,
    type Properties,
} from "./properties";
import {
    ProviderError,
    type CheckFailure,
    type CheckRequest,
    type CheckResult,
    type Created,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type DiffResult,
    type Found,
    type ReadRequest,
    type StandInProvider,
    type UpdateRequest,
} from "./provider";
import { checkAgainstSchema, previewedState, type PackageSchema } from "./schemaChecks";
import { restore, withhold, type World } from "./world";

const dnsRecord = "cloudflare:index/dnsRecord:DnsRecord";
const getZone = "cloudflare:index/getZone:getZone";

const inputProperties = {
    comment: { type: "string" },
    content: { type: "string" },
    data: { $ref: "#/types/data" },
    includeShadowMetadata: { type: "boolean" },
    name: { type: "string" },
    priority: { type: "number" },
    privateRouting: { type: "boolean" },
    proxied: { type: "boolean" },
    settings: { $ref: "#/types/settings" },
    tags: { type: "array", items: { type: "string" } },
    ttl: { type: "number" },
    type: { type: "string" },
    zoneId: { type: "string", willReplaceOnChanges: true },
};

const schema: PackageSchema = {
    resources: {
        ...zoneResources,
        [dnsRecord]: {
            inputProperties,
            requiredInputs: ["name", "ttl", "type", "zoneId"],
            properties: {
                ...inputProperties,
                createdOn: { type: "string" },
                meta: { type: "string" },
                modifiedOn: { type: "string" },
                proxiable: { type: "boolean" },
            },
        },
    },
    types: {
        // The kinds of record that a web front needs: CAA has flags, tag and value; SRV the rest.
        data: {
            properties: {
                flags: {},
                tag: { type: "string" },
                value: { type: "string" },
                port: { type: "number" },
                priority: { type: "number" },
                target: { type: "string" },
                weight: { type: "number" },
            },
        },
        settings: {
            properties: {
                flattenCname: { type: "boolean" },
                ipv4Only: { type: "boolean" },
                ipv6Only: { type: "boolean" },
            },
        },
    },
};

/** Stands in for the Cloudflare provider 6: DNS records, settings of zones, and zones to look up. */
export class CloudflareStandIn implements StandInProvider {
    public readonly name = "cloudflare";
    public readonly version = "6.22.1";

    public constructor(
        private readonly world: World,
        private readonly environment: Readonly<Record<string, string | undefined>>,
    ) {}

    public configure(configuration: Properties): void {
        const settings = plainObject(configuration);
        if ((settings.apiToken ?? this.environment.CLOUDFLARE_API_TOKEN ?? "") === "") {
            throw new ProviderError(
                "cloudflare: no API token; set cloudflare:apiToken with " +
                    "`pulumi config set --secret cloudflare:apiToken`, " +
                    "or the environment variable CLOUDFLARE_API_TOKEN",
            );
        }
    }

    public check({ type, news }: CheckRequest): CheckResult {
        const failures = checkAgainstSchema(schema, type, news);
        if (failures.length === 0) {
            const inputs = plainObject(news);
            failures.push(...(isOfZone(type) ? checkZone(inputs) : checkRecord(inputs)));
        }
        return { inputs: news, failures };
    }

    public diff({ oldInputs, news }: DiffRequest): DiffResult {
        const found = differences(plainObject(oldInputs), plainObject(news));
        return {
            differences: found,
            replaces: [...found.keys()].filter((path) => isWithin(path, ["zoneId", "settingId"])),
            deleteBeforeReplace: false,
        };
    }

    public create({ type, inputs, preview }: CreateRequest): Created {
        if (preview) {
            return { id: "", state: previewed(type, inputs) };
        }
        const wanted = plainObject(inputs);
        if (type === dnsRecord) {
            this.refuseClashes(wanted, undefined);
        }
        const id =
            zoneObjectId(type, wanted) ??
            stableHex(32, this.world.seed, process.hrtime.bigint().toString());
        const state = stateOf(type, inputs);
        this.world.put({
            provider: "cloudflare",
            kind: type,
            id,
            state: withhold(state),
            inputs: withhold(inputs),
        });
        return { id, state };
    }

    public read({ type, id, state, inputs }: ReadRequest): Found | undefined {
        // The id of a record that is looked up or imported is ZONE/RECORD.
        const record = type === dnsRecord ? (id.split("/").at(-1) ?? id) : id;
        const thing = this.world.get("cloudflare", type, record);
        return thing === undefined
            ? undefined
            : {
                  id: record,
                  state: restore(thing.state, state, record),
                  inputs: restore(thing.inputs, inputs, record),
              };
    }

    public update({ type, id, news, preview }: UpdateRequest): Properties {
        if (preview) {
            return previewed(type, news);
        }
        const thing = this.world.get("cloudflare", type, id);
        if (thing === undefined) {
            throw new ProviderError(
                `404 Not Found: Record does not exist (code 81044): "${id}"; ` +
                    "run `pulumi refresh` to see what is left",
            );
        }
        if (type === dnsRecord) {
            this.refuseClashes(plainObject(news), id);
        }
        const state = stateOf(type, news);
        thing.state = withhold(state);
        thing.inputs = withhold(news);
        this.world.put(thing);
        return state;
    }

    public delete({ type, id }: DeleteRequest): void {
        const thing = this.world.get("cloudflare", type, id);
        if (thing !== undefined) {
            this.world.remove(thing);
        }
    }

    /** Every zone that is asked for is in this account. */
    public invoke(token: string, args: Properties): Properties {
        if (token !== getZone) {
            throw new ProviderError(
                `the stand-in for Cloudflare has no function "${token}"; it has ${getZone}`,
            );
        }
        const given = plainObject(args);
        const name = textAt(given, "filter", "name") ?? "example.com";
        const zoneId = textAt(given, "zoneId") ?? stableHex(32, "zone", name);
        return {
            ...args,
            id: zoneId,
            zoneId,
            name,
            status: "active",
            type: "full",
            paused: false,
            nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
        };
    }

    /** What the API refuses: a record twice, and a CNAME beside another record of its name. */
    private refuseClashes(wanted: PlainObject, id: string | undefined): void {
        const identity = (record: PlainObject): unknown[] =>
            ["zoneId", "name", "type", "content", "data"].map((name) => record[name]);
        const type = textAt(wanted, "type") ?? "";
        const name = textAt(wanted, "name") ?? "";
        for (const other of this.world.list("cloudflare", dnsRecord)) {
            const record = other.inputs;
            if (other.id === id || record.zoneId !== wanted.zoneId) {
                continue;
            }
            if (isDeepStrictEqual(identity(record), identity(wanted))) {
                throw new ProviderError(
                    "400 Bad Request: An identical record already exists. (code 81058): " +
                        `${type} ${name}`,
                );
            }
            const addresses = ["A", "AAAA", "CNAME"];
            const types = [textAt(record, "type") ?? "", type];
            if (
                record.name === wanted.name &&
                types.includes("CNAME") &&
                types.every((each) => addresses.includes(each))
            ) {
                throw new ProviderError(
                    "400 Bad Request: An A, AAAA, or CNAME record with that host already exists. " +
                        `(code 81053): ${name}`,
                );
            }
        }
    }
}

function previewed(type: string, inputs: Properties): Properties {
    const known = isOfZone(type) ? zoneDefaults(type) : defaultsOf(inputs);
    return previewedState(schema, type, inputs, known);
}

function defaultsOf(inputs: Properties): Properties {
    const type = inputs.type;
    return {
        proxied: false,
        tags: [],
        settings: {},
        includeShadowMetadata: false,
        proxiable: type === "A" || type === "AAAA" || type === "CNAME",
    };
}

function stateOf(type: string, inputs: Properties): Properties {
    if (isOfZone(type)) {
        return { ...zoneDefaults(type), ...inputs };
    }
    const given = plainObject(inputs);
    const data = at(given, "data");
    // Records with structured data have the content that the API composes of it.
    const content = isPlainObject(data)
        ? [data.flags, data.tag, data.value].map((part) => JSON.stringify(part)).join(" ")
        : "";
    return {
        content,
        ...defaultsOf(inputs),
        meta: "{}",
        createdOn: "2026-01-01T00:00:00Z",
        modifiedOn: "2026-01-01T00:00:00Z",
        ...inputs,
    };
}

const hostName =
    /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

function checkRecord(record: PlainObject): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const { content, data, ttl, proxied, zoneId } = record;
    const type = textAt(record, "type");
    const refuse = (property: string, reason: string): void => {
        failures.push({ property, reason });
    };
    if (typeof zoneId === "string" && !/^[0-9a-f]{32}$/.test(zoneId)) {
        refuse(
            "zoneId",
            `"${zoneId}" is no zone id; it has 32 hexadecimal digits, see the dashboard`,
        );
    }
    if (typeof ttl === "number" && ttl !== 1 && (ttl < 30 || ttl > 86400)) {
        refuse("ttl", `${ttl} is out of range; give 1 for automatic, or 60 to 86400 seconds`);
    }
    if (proxied === true && ttl !== undefined && ttl !== 1 && typeof ttl === "number") {
        refuse("ttl", `${ttl} cannot be had with proxied: true; give 1 for automatic`);
    }
    if (proxied === true && type !== undefined && !["A", "AAAA", "CNAME"].includes(type)) {
        refuse("proxied", `a ${type} record cannot be proxied; set it to false`);
    }
    if (content !== undefined && data !== undefined) {
        refuse("data", "give either content or data, not both");
    }
    if (type === "CAA") {
        if (data === undefined) {
            refuse("data", "a CAA record needs data with flags, tag and value");
        }
        for (const property of isPlainObject(data) ? ["flags", "tag", "value"] : []) {
            if (at(data, property) === undefined) {
                refuse(`data.${property}`, "missing; a CAA record needs flags, tag and value");
            }
        }
        const tag = textAt(data, "tag");
        if (tag !== undefined && !["issue", "issuewild", "iodef"].includes(tag)) {
            refuse("data.tag", `"${tag}" is no CAA tag; give issue, issuewild or iodef`);
        }
    } else if (content === undefined && data === undefined) {
        refuse("content", "missing; give what the record points at");
    }
    if (typeof content === "string") {
        if (type === "A" && !isIPv4(content)) {
            refuse("content", `"${content}" is no IPv4 address; an A record needs one`);
        }
        if (type === "AAAA" && !isIPv6(content)) {
            refuse("content", `"${content}" is no IPv6 address; an AAAA record needs one`);
        }
        if (type === "CNAME" && (!hostName.test(content) || isIPv4(content))) {
            refuse("content", `"${content}" is no host name; a CNAME record needs one`);
        }
    }
    return failures;
}
