import { CLUSTER } from "../../cloud/civo";
import { ofType } from "../../cloud/cloudflare";
import { FIREWALL } from "../../cloud/firewall";
import { type Reading, isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const NETWORK = "civo:index/network:Network";

interface Need {
    readonly key: "firewallId" | "networkId";
    /** What Pulumi has to have made the id from, where the id is not known yet. */
    readonly from: string;
    readonly lacks: string;
}

const NEEDS: readonly Need[] = [
    { key: "firewallId", from: FIREWALL, lacks: "has Civo's default firewall" },
    {
        key: "networkId",
        from: NETWORK,
        lacks: "is in Civo's default network, with all that is there",
    },
];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "cld-02-cluster-has-firewall-and-network",
        demand: "A Civo cluster names a firewall and a network.",
        appliesTo: (type) => type === CLUSTER,
        *check(resource) {
            for (const { key, lacks } of NEEDS) {
                const id = readString(resource.object, [key]);
                if (id.state === "malformed") {
                    yield unsettled(resource, id);
                } else if (id.state !== "unknown" && (valueOf(id) ?? "").trim() === "") {
                    yield violation(resource, [key], lacks, `set ${key}`);
                }
            }
        },
    },
    stack: {
        policy: "cld-02-cluster-uses-the-firewall",
        demand: "An id that is not known yet is that of a firewall, or of a network, of the stack.",
        *check(index) {
            for (const cluster of ofType(index, CLUSTER)) {
                for (const need of NEEDS) {
                    yield* madeFrom(cluster, need, readString(cluster.object, [need.key]));
                }
            }
        },
    },
};

/** The type is the part of a URN before its name; a component's child has its parents' before it. */
function typeOfUrn(urn: string): string {
    return urn.split("::").at(-2)?.split("$").at(-1) ?? "";
}

function* madeFrom(cluster: Resource, need: Need, id: Reading<string>): Generator<Verdict> {
    if (!isUnsettled(id) || id.state === "malformed") {
        return;
    }
    const sources = cluster.options?.propertyDependencies[need.key];
    if (sources === undefined || sources.length === 0) {
        yield unsettled(cluster, id);
    } else if (!sources.some((urn) => typeOfUrn(urn) === need.from)) {
        yield violation(
            cluster,
            [need.key],
            `has a ${need.key} that is made from no ${need.from.split(":").at(-1) ?? ""}`,
            `set it to the id of a ${need.from.split(":").at(-1) ?? ""}`,
        );
    }
}
