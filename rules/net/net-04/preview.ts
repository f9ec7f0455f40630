import { isExported } from "../../kubernetes/exported";
import { includesAddress } from "../../kubernetes/ipBlock";
import { admitsPort, isNetworkPolicy, refuse, rulesOf } from "../../kubernetes/networkPolicy";
import { leadsToTheApi } from "../../kubernetes/ofKubernetes";
import { UNKNOWN, isList, isUnsettled, peek, readString, valueOf } from "../../reading/read";
import { type Resource, isChart, kindOf, nameOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** Where clouds hand out credentials to whoever asks from a node. */
const METADATA = ["169.254.169.254", "fd00:ec2::254"];
const CLUSTER_KINDS = new Set([
    "ComponentStatus",
    "Namespace",
    "Node",
    "PersistentVolume",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterIssuer",
    "IngressClass",
    "IPAddress",
    "ServiceCIDR",
    "GatewayClass",
]);
/**
 * Groups whose kinds of no namespace are all listed here. Of others nobody can tell: into an object
 * whose definition is not in the cluster yet, the Kubernetes provider itself writes default.
 */
const KNOWN_GROUPS = new Set([
    "core",
    "apps",
    "batch",
    "autoscaling",
    "policy",
    "networking.k8s.io",
    "rbac.authorization.k8s.io",
    "discovery.k8s.io",
    "coordination.k8s.io",
    "extensions",
    "linkerd.io",
    "policy.linkerd.io",
    "workload.linkerd.io",
    "multicluster.linkerd.io",
    "gateway.networking.k8s.io",
    "getambassador.io",
    "cert-manager.io",
    "acme.cert-manager.io",
    "monitoring.coreos.com",
]);
/** These make the namespace default safer. */
const HARDENING = new Set(["NetworkPolicy", "ResourceQuota", "LimitRange"]);

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "net-04-no-default-namespace",
        demand: "No object of a namespace is in default, but for what Kubernetes itself keeps there, and no NetworkPolicy lets pods call the cloud's metadata address.",
        appliesTo: isNamespaced,
        check: (resource) => {
            const verdicts = chosenNamespace(resource);
            if (isNetworkPolicy(resource.type)) {
                verdicts.push(...metadata(resource));
            }
            return verdicts;
        },
    },
};

/** Of such a kind, an object without a namespace is in default. */
function isNamespaced(type: string): boolean {
    const kind = kindOf(type);
    if (kind === undefined || kind.kind.endsWith("List")) {
        return false;
    }
    const isKnown = isChart(type) || KNOWN_GROUPS.has(kind.group);
    return isKnown && !CLUSTER_KINDS.has(kind.kind.replace(/Patch$/, ""));
}

function chosenNamespace(resource: Resource): Verdict[] {
    const kind = kindOf(resource.type);
    if (!kind || Object.keys(resource.object).length === 0) {
        return []; // An object that the program only reads.
    }
    const path = isChart(resource.type) ? ["namespace"] : ["metadata", "namespace"];
    const namespace = readString(resource.object, path);
    if (isUnsettled(namespace)) {
        return [unsettled(resource, namespace)];
    }
    if (namespace.state === "known" && namespace.value !== "default") {
        return [];
    }
    if (
        HARDENING.has(kind.kind) ||
        leadsToTheApi(resource) ||
        (isExported(resource) && isMadeByKubernetes(resource)) ||
        (kind.kind === "ServiceAccount" && valueOf(nameOf(resource)) === "default")
    ) {
        return [];
    }
    const how = namespace.state === "known" ? "is in" : "names no namespace, and so is in";
    return [violation(resource, path, `${how} the namespace default`)];
}

/** What happened to objects of no namespace, and where the API is. */
function isMadeByKubernetes(resource: Resource): boolean {
    const kind = kindOf(resource.type)?.kind ?? "";
    return (
        kind === "Event" ||
        (["Endpoints", "EndpointSlice"].includes(kind) &&
            valueOf(nameOf(resource)) === "kubernetes")
    );
}

function* metadata(policy: Resource): Generator<Verdict> {
    for (const rule of rulesOf(policy, "egress")) {
        const peers = peek(rule.object, ["to"]);
        if (!isList(peers) || admitsPort(rule.object, 80, "TCP") === false) {
            continue;
        }
        for (const [index, peer] of peers.entries()) {
            const cidr = peek(peer, ["ipBlock", "cidr"]);
            const path = [...rule.path, "to", index, "ipBlock"];
            if (cidr === UNKNOWN) {
                yield refuse(policy, [...path, "cidr"], "has a block that is none");
            } else if (typeof cidr === "string") {
                yield* exceptMetadata(policy, cidr, peek(peer, ["ipBlock", "except"]), path);
            }
        }
    }
}

function* exceptMetadata(
    policy: Resource,
    cidr: string,
    except: unknown,
    path: readonly (string | number)[],
): Generator<Verdict> {
    const blocks: readonly unknown[] = Array.isArray(except) ? except : [];
    const reached = METADATA.find(
        (address) =>
            includesAddress(cidr, address) &&
            !blocks.some((block) => typeof block === "string" && includesAddress(block, address)),
    );
    if (reached === undefined) {
        return;
    }
    const unknownBlock = blocks.indexOf(UNKNOWN);
    const at =
        except === UNKNOWN
            ? [...path, "except"]
            : unknownBlock === -1
              ? [...path, "cidr"]
              : [...path, "except", unknownBlock];
    yield refuse(
        policy,
        at,
        `lets pods call ${reached}, where a cloud hands out its node's credentials`,
        `add except: ["${reached}/${reached.includes(":") ? 128 : 32}"]`,
    );
}
