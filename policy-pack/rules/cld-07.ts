import { ZONE, isRecord } from "./cloudflare";
import { cisa, nist } from "./frameworks";
import { isUnsettled, readString, valueOf } from "./read";
import { type Resource } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";

const CLUSTER = "civo:index/kubernetesCluster:KubernetesCluster";
const VERSION = ["kubernetesVersion"];

/**
 * A version that is not written down is another one for the next cluster. What production stands on
 * is not to be deleted by mistake; elsewhere a stack is made to be destroyed.
 */
export const cld07: Rule = {
    id: "CLD-07",
    title: "The cluster's version is pinned, and production cannot be deleted by mistake",
    severity: "low",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads")],
    remedy: "set the resource option protect: true",
    documentation: "docs/policies.md#cld-07",
    settings: ["environment"],
    resource: {
        policy: "cld-07-cluster-is-pinned-and-protected",
        demand: "A Civo cluster has an exact version; in production clusters, zones and DNS records are protected.",
        appliesTo: (type) => type === CLUSTER || type === ZONE || isRecord(type),
        *check(resource, { environment }) {
            if (resource.type === CLUSTER) {
                yield* pinned(resource);
            }
            if (environment === "production" && resource.options?.protect === false) {
                yield violation(resource, [], "can be deleted by mistake: it is not protected");
            }
        },
    },
};

function* pinned(cluster: Resource): Generator<Verdict> {
    const version = readString(cluster.object, VERSION);
    if (isUnsettled(version)) {
        yield unsettled(cluster, version);
    } else if (!/^v?\d+\.\d+\.\d+/.test(valueOf(version) ?? "")) {
        yield violation(
            cluster,
            VERSION,
            version.state === "known"
                ? `has the version "${version.value}", which is not exact`
                : "has whichever version Civo takes at the time",
            "set kubernetesVersion, e.g. 1.34.2-k3s1",
        );
    }
}
