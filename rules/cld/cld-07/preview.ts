import { CLUSTER } from "../../cloud/civo";
import { ZONE, isRecord } from "../../cloud/cloudflare";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const VERSION = ["kubernetesVersion"];

export const preview: Preview = {
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
