import { BlockList, isIPv4 } from "node:net";
import { isAddress, isRecord, recordsOf } from "../../cloud/cloudflare";
import { isUnsettled, peek, readBoolean, readString, valueOf } from "../../reading/read";
import { type Resource, nameOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

/** Addresses that Cloudflare cannot reach and does not proxy. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addSubnet("100.64.0.0", 10);

export const preview: Preview = {
    settings: ["ingress"],
    resource: {
        policy: "cld-04-records-are-proxied-and-exact",
        demand: "Every A, AAAA and CNAME record is proxied by Cloudflare, and none is a wildcard.",
        appliesTo: isRecord,
        *check(resource) {
            const address = isAddress(resource);
            if (address === true) {
                yield* exact(resource);
                yield* proxied(resource);
            } else if (address !== false) {
                yield unsettled(resource, address);
            }
        },
    },
    stack: {
        policy: "cld-04-records-follow-the-load-balancer",
        demand: "Where the stack has a load balancer, the content of A and AAAA records is made from it, and not written down.",
        *check(index, settings) {
            if (!hasLoadBalancer(index, settings)) {
                return;
            }
            for (const record of recordsOf(index)) {
                const type = valueOf(readString(record.object, ["type"]));
                const content = readString(record.object, ["content"]);
                const sources = record.options?.propertyDependencies.content;
                const isWritten = record.options !== undefined && (sources ?? []).length === 0;
                if ((type === "A" || type === "AAAA") && content.state === "known" && isWritten) {
                    yield violation(
                        record,
                        content.path,
                        `leads to the address ${content.value}, which nothing of the stack makes`,
                        "take it from the status of the load balancer's Service",
                    );
                }
            }
        },
    },
};

function* exact(record: Resource): Generator<Verdict> {
    const name = readString(record.object, ["name"]);
    if (isUnsettled(name)) {
        yield unsettled(record, name);
    } else if (valueOf(name)?.startsWith("*") === true) {
        yield violation(
            record,
            name.path,
            `leads every name below "${(valueOf(name) ?? "").slice(2)}" to the ingress`,
            "give each host a record of its own",
        );
    }
}

function* proxied(record: Resource): Generator<Verdict> {
    const name = valueOf(readString(record.object, ["name"])) ?? "";
    const content = valueOf(readString(record.object, ["content"])) ?? "";
    if (/(?:^|\.)_/.test(name) || (isIPv4(content) && PRIVATE.check(content))) {
        return;
    }
    const isProxied = readBoolean(record.object, ["proxied"]);
    if (isUnsettled(isProxied)) {
        yield unsettled(record, isProxied);
    } else if (valueOf(isProxied) !== true) {
        yield violation(record, isProxied.path, "shows the origin's address to everyone");
    }
}

function hasLoadBalancer(index: ResourceIndex, { ingress }: Settings): boolean {
    return (
        index
            .ofKind("core", "Service")
            .some(({ object }) => peek(object, ["spec", "type"]) === "LoadBalancer") ||
        index.charts.some((chart) => valueOf(nameOf(chart)) === ingress.name)
    );
}
