import { type Evaluator, readServiceUrl } from "zero-trust-access";
import { isMapping } from "../../ingress/emissary";
import { type Pods } from "../../kubernetes/pods";
import { type Reading, isUnsettled, readBoolean, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";
import { portNumbers } from "../../linkerd/servers";
import { servicePorts, serviceNamed, serviceSelections } from "../../kubernetes/services";
import { type Settings } from "../../settings";
import { doubtAbout, doubtIn, stackEvaluator } from "../../linkerd/stackEvaluator";
import { type Upstream, upstreamsOf } from "../../ingress/upstreams";
import { isShown } from "../../reading/visibility";

export const preview: Preview = {
    settings: ["ingress", "trustDomain", "controlPlaneNamespace"],
    stack: {
        policy: "authz-16-mappings-lead-somewhere",
        demand: "Every Mapping to a Service of the stack names a port of it, behind which the ingress may call a workload.",
        *check(index, settings) {
            for (const upstream of upstreamsOf(index)) {
                if (isMapping(upstream.resource.type)) {
                    yield* leadsSomewhere(upstream, index, settings);
                }
            }
        },
    },
};

function* leadsSomewhere(
    { resource, namespace, service }: Upstream,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const unread = [namespace, service].find(isUnsettled);
    if (unread) {
        yield unsettled(resource, unread);
        return;
    }
    const url = readServiceUrl(valueOf(service) ?? "", valueOf(namespace) ?? "");
    if (url === undefined) {
        yield violation(resource, service.path, "leads nowhere: it names no Service");
        return;
    }
    const { namespace: home, name, port } = url;
    const found = serviceNamed(index, home, name);
    if (found === undefined) {
        if (isShown(index, home)) {
            yield violation(
                resource,
                service.path,
                `leads to Service "${home}/${name}", which does not exist`,
            );
        }
        return;
    }
    const ports = servicePorts(found.resource);
    if (isUnsettled(ports)) {
        yield doubtful(resource, { reading: ports, of: found.resource });
        return;
    }
    const all = valueOf(ports) ?? [];
    const served = all.find((each) => valueOf(each.port) === port);
    if (served?.target.state !== "known") {
        const doubt = [served?.target, ...all.map((each) => each.port)].find(
            (reading) => reading && isUnsettled(reading),
        );
        yield doubt && isUnsettled(doubt)
            ? doubtful(resource, { reading: doubt, of: found.resource })
            : violation(
                  resource,
                  service.path,
                  `leads to port ${port}, which Service "${home}/${name}" has not`,
              );
        return;
    }
    yield* callable(
        resource,
        served.target.value,
        serviceSelections(index).podsOf(found),
        index,
        settings,
    );
}

function* callable(
    resource: Resource,
    target: number | string,
    all: readonly Pods[],
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const reached = all
        .filter(isNamed)
        .flatMap((pods) => portNumbers(target, pods).map((port) => ({ pods, port })));
    const [first] = reached;
    if (first === undefined) {
        return; // Pods that the stack does not show, or a port that AUTHZ-03 refuses.
    }
    const read = readMapping(resource);
    if ("state" in read) {
        yield unsettled(resource, read);
        return;
    }
    const unknown = reached.flatMap(({ pods }) => doubtAbout(index, pods.resource) ?? [])[0];
    if (unknown) {
        yield doubtful(resource, unknown);
        return;
    }
    const evaluator = stackEvaluator(index, settings);
    if (reached.some(({ pods, port }) => mayCall(evaluator, settings, pods.facts, port, read))) {
        return;
    }
    const { kind, namespace, name } = first.pods.facts;
    const doubt = doubtIn(index, namespace);
    yield doubt
        ? doubtful(resource, doubt)
        : violation(
              resource,
              ["spec", "service"],
              `leads to port ${first.port} of ${kind} "${namespace}/${name}", where the ingress may call nothing below ${read.path}`,
          );
}

/** Without a proper name no API server takes it, and nobody can ask for it. */
function isNamed({ facts }: Pods): boolean {
    return [facts.namespace, facts.name].every((name) => name !== "" && !name.includes("/"));
}

interface Mapped {
    readonly method: string | undefined;
    /** What of the workload's paths it leads to. */
    readonly path: string;
}

/** Whether the ingress may make some request of those that a Mapping hands on. */
function mayCall(
    evaluator: Evaluator,
    { ingress }: Settings,
    { kind, namespace, name }: Pods["facts"],
    port: number,
    { method, path }: Mapped,
): boolean {
    const ask = (asked: string, by: string | undefined) => {
        const { verdict, because } = evaluator.ask({
            from: `${ingress.namespace}/${ingress.name}`,
            to: `${namespace}/${kind}/${name}`,
            port,
            path: asked,
            ...(by !== undefined && { method: by }),
        });
        // What the kubelet may probe, everybody may; that is not what the Mapping is for.
        const isProbe = because[0]?.kind === "DefaultPolicy" && because[0].name === "probe";
        return verdict === "unenforced" || (verdict === "allow" && !isProbe);
    };
    return (
        ask(path, method) ||
        ask(`${path.replace(/\/$/, "")}/any/any`, method) ||
        evaluator
            .requestsTo(kind, `${namespace}/${name}`, port)
            .some(
                ({ witness }) =>
                    witness?.path.startsWith(path) === true &&
                    (method === undefined || method === witness.method) &&
                    ask(witness.path, witness.method),
            )
    );
}

function readMapping({
    object,
}: Resource): Mapped | Exclude<Reading<unknown>, { state: "known" | "absent" }> {
    const at = (key: string) => readString(object, ["spec", key]);
    const [method, prefix, rewrite] = [at("method"), at("prefix"), at("rewrite")];
    const regex = readBoolean(object, ["spec", "prefix_regex"]);
    const methods = readBoolean(object, ["spec", "method_regex"]);
    const unread = [method, prefix, rewrite, regex, methods].find((reading) =>
        isUnsettled(reading),
    );
    if (unread && isUnsettled(unread)) {
        return unread;
    }
    // Emissary replaces the prefix, by / where nothing is said; an empty text leaves it as it is.
    const replaced = valueOf(rewrite) ?? "/";
    const path = replaced === "" ? (valueOf(prefix) ?? "/") : replaced;
    return {
        method:
            valueOf(methods) === true || !/^[A-Za-z]+$/.test(valueOf(method) ?? "")
                ? undefined
                : valueOf(method),
        path: valueOf(regex) === true || !path.startsWith("/") ? "/" : path,
    };
}
