import { isAddress, ofType, recordsOf } from "../../cloud/cloudflare";
import { cloudflareNetworks } from "../../cloud/cloudflareNetworks";
import { FIREWALL, type Opening, openingsOf } from "../../cloud/firewall";
import { isWithinNetwork } from "../../kubernetes/ipBlock";
import { type PortRange, includesPort } from "../../kubernetes/ports";
import { UNKNOWN, isUnsettled, readBoolean, readItems, valueOf } from "../../reading/read";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, unsettled, violation } from "../../rule";
import { type Ternary, every } from "../../reading/ternary";

const WEB = [80, 443];
/** CLD-01 refuses these by themselves. */
const ADMINISTRATION = [22, 6443];

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "cld-03-only-web-ports-are-public",
        demand: "A Civo firewall opens no port but 80 and 443 to every address.",
        appliesTo: (type) => type === FIREWALL,
        *check(resource) {
            const rules = readItems(resource.object, ["ingressRules"]);
            if (isUnsettled(rules)) {
                yield unsettled(resource, rules);
            }
            for (const { path, source, ports, doubt } of openingsOf(resource)) {
                const others = ports.filter(
                    (range) => !isWithin(range, [...WEB, ...ADMINISTRATION]),
                );
                if (others.length > 0) {
                    yield doubt
                        ? unsettled(resource, doubt)
                        : violation(
                              resource,
                              path,
                              `opens ${others.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(", ")} to "${source}", which is every address`,
                          );
                }
            }
        },
    },
    stack: {
        policy: "cld-03-origin-is-for-the-proxy",
        demand: "Where all public DNS records are proxied by Cloudflare, a Civo firewall opens 80 and 443 to Cloudflare's networks only.",
        *check(index) {
            const firewalls = ofType(index, FIREWALL);
            const proxied = firewalls.length > 0 && everyRecordIsProxied(index);
            if (proxied === false) {
                return;
            }
            for (const firewall of firewalls) {
                for (const { path, source, doubt } of openingsOf(firewall, isNotCloudflare).filter(
                    opensWeb,
                )) {
                    if (doubt) {
                        yield unsettled(firewall, doubt);
                    } else if (proxied === true) {
                        yield violation(
                            firewall,
                            path,
                            `opens the origin to "${source}", past Cloudflare's proxy`,
                            "list Cloudflare's networks (https://www.cloudflare.com/ips/)",
                        );
                    } else {
                        yield unsettled(
                            firewall,
                            { state: "unknown", path: ["proxied"] },
                            "a DNS record",
                        );
                    }
                }
            }
        },
    },
};

function isWithin({ from, to }: PortRange, ports: readonly number[]): boolean {
    return to - from < ports.length && ports.includes(from) && ports.includes(to);
}

function isNotCloudflare(cidr: string): boolean {
    return !cloudflareNetworks.some((network) => isWithinNetwork(cidr, network));
}

function opensWeb({ ports }: Opening): boolean {
    return WEB.some((port) => includesPort(ports, port));
}

function everyRecordIsProxied(index: ResourceIndex): Ternary {
    const answers = recordsOf(index).flatMap((record): Ternary[] => {
        const address = isAddress(record);
        const proxied = readBoolean(record.object, ["proxied"]);
        if (address === false) {
            return [];
        }
        return [address !== true || isUnsettled(proxied) ? UNKNOWN : valueOf(proxied) === true];
    });
    return answers.length > 0 && every(...answers);
}
