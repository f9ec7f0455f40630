import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";

import { hostProblems, type Problem, Problems, valid } from "../validation";

/** Where a load balancer can be reached, as its Service's status says it. */
export interface LoadBalancerIngress {
    ip?: string;
    hostname?: string;
}

/** Arguments of `IngressDns`. */
export interface IngressDnsArgs {
    /** Cloudflare's id of the zone: 32 hexadecimal digits. */
    zoneId: string;
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** The ingress' load balancer. */
    loadBalancer: pulumi.Input<LoadBalancerIngress>;
    /**
     * `A` where the load balancer has an address, `CNAME` where it has a hostname. It is said rather
     * than read, because the kind of a record must be known at preview. Default: `A`.
     */
    recordType?: string;
    /** Whether Cloudflare's proxy stands in front. Default: false. */
    proxied?: boolean;
    /** Seconds a resolver may keep the record, 60 to 86400; Cloudflare ignores it when proxied. Default: 300. */
    ttl?: number;
    /** The only CA that may issue for the host, as its CAA name. Default: `letsencrypt.org`. */
    certificateAuthority?: string;
    /**
     * Whether the zone is the platform's own, so that its DNSSEC and its TLS settings are made here
     * too. They hold for every host of the zone. Cloudflare then verifies the origin of what it
     * proxies, which needs a certificate of a public CA there. Default: false.
     */
    manageZone?: boolean;
}

/** Every problem of the arguments; empty when the records can be made from them. */
export function ingressDnsProblems(args: Omit<IngressDnsArgs, "loadBalancer">): Problem[] {
    const problems = new Problems();
    problems.require(/^[0-9a-f]{32}$/.test(args.zoneId), {
        path: "zoneId",
        value: args.zoneId,
        reason: "is not a Cloudflare zone id",
        remedy: "give the 32 hexadecimal digits shown on the zone's overview page",
    });
    problems.all.push(...hostProblems("host", args.host));
    problems.require(["A", "CNAME"].includes(args.recordType ?? "A"), {
        path: "recordType",
        value: args.recordType,
        reason: "is not a kind of record that can point at a load balancer",
        remedy: "give A for an address or CNAME for a hostname",
    });
    const ttl = args.ttl ?? defaultTtl;
    problems.require(Number.isInteger(ttl) && ttl >= 60 && ttl <= 86400, {
        path: "ttl",
        value: ttl,
        reason: "is not a time to live that Cloudflare accepts",
        remedy: "give whole seconds from 60 to 86400",
    });
    return problems.all;
}

const defaultTtl = 300;
/** Cloudflare's way of saying "automatic", the only value it accepts for a proxied record. */
const automaticTtl = 1;

/**
 * The host's record at Cloudflare, and CAA records by which only the ACME CA in use may issue for
 * it. With a CNAME there are no CAA records: DNS allows nothing beside a CNAME, and a CA looks at
 * the target's instead.
 */
export class IngressDns extends pulumi.ComponentResource {
    /** The host that the record is for. */
    readonly host: pulumi.Output<string>;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: IngressDnsArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`IngressDns "${name}"`, args, ingressDnsProblems(args));
        super("zero-trust-components:index:IngressDns", name, inputs, opts);

        const { zoneId, host } = inputs;
        const type = inputs.recordType ?? "A";
        const proxied = inputs.proxied ?? false;
        const record = new cloudflare.DnsRecord(
            `${name}-record`,
            {
                zoneId,
                name: host,
                type,
                content: pulumi
                    .output(inputs.loadBalancer)
                    .apply((ingress) => recordContent(host, type, ingress)),
                proxied,
                ttl: proxied ? automaticTtl : (inputs.ttl ?? defaultTtl),
                comment: "The platform's ingress",
            },
            { parent: this },
        );
        if (type === "A") {
            this.restrictIssuance(name, inputs);
        }
        if (inputs.manageZone ?? false) {
            this.secureZone(name, zoneId);
        }
        this.host = record.name;
        this.registerOutputs({ host: this.host });
    }

    private secureZone(name: string, zoneId: string): void {
        for (const [settingId, value] of Object.entries(zoneSettings)) {
            new cloudflare.ZoneSetting(
                `${name}-zone-${settingId.replaceAll("_", "-")}`,
                { zoneId, settingId, value },
                { parent: this },
            );
        }
        new cloudflare.ZoneDnssec(
            `${name}-zone-dnssec`,
            { zoneId, status: "active" },
            { parent: this },
        );
    }

    private restrictIssuance(name: string, args: IngressDnsArgs): void {
        const permissions = {
            issue: args.certificateAuthority ?? "letsencrypt.org",
            // A lone semicolon permits nobody: the platform has no wildcard certificate.
            issuewild: ";",
        };
        for (const [tag, value] of Object.entries(permissions)) {
            new cloudflare.DnsRecord(
                `${name}-caa-${tag}`,
                {
                    zoneId: args.zoneId,
                    name: args.host,
                    type: "CAA",
                    data: { flags: 0, tag, value },
                    ttl: args.ttl ?? defaultTtl,
                },
                { parent: this },
            );
        }
    }
}

/** Settings of a zone by which Cloudflare neither serves nor asks for anything in the clear. */
const zoneSettings = { ssl: "strict", min_tls_version: "1.2", always_use_https: "on" };

/** @throws pulumi.RunError when the load balancer has nothing of the record's kind. */
export function recordContent(host: string, type: string, ingress: LoadBalancerIngress): string {
    const content = type === "A" ? ingress.ip : ingress.hostname;
    if (content === undefined) {
        const [has, use] = type === "A" ? ["a hostname", "CNAME"] : ["an address", "A"];
        throw new pulumi.RunError(
            `${host}: the load balancer has no ${type === "A" ? "address" : "hostname"}; ` +
                `if it has ${has}, set recordType to ${use}`,
        );
    }
    return content;
}
