import {
    type AccessModel,
    type DeclaredCall,
    type Deviation,
    Evaluator,
    type EvaluatorOptions,
    declaredCalls,
    defaultPolicies,
    extraCalls,
    missingCalls,
    proxyPorts,
} from "zero-trust-access";
import { type CarriedModel, accessModelsOf } from "../../linkerd/accessModels";
import { podsOf } from "../../kubernetes/pods";
import { readString, valueOf } from "../../reading/read";
import { type Resource, kindOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";
import { stackObjects } from "../../linkerd/stackEvaluator";
import { chartListeners, modelWorkload, standIns } from "../../linkerd/standIns";
import type { KubernetesObject } from "zero-trust-manifests";

const ACCESS = ["access"];

export const preview: Preview = {
    settings: ["calls", "trustDomain", "controlPlaneNamespace", "ingress"],
    stack: {
        policy: "authz-14-calls-are-declared",
        demand: "Into the namespaces that an access model of the stack, or the list of calls, governs, all policies together let through the calls that are declared, and no others.",
        *check(index, settings) {
            const models = accessModelsOf(index);
            for (const carried of models) {
                yield* readable(carried);
            }
            yield* agreeing(models);
            const governed = models.flatMap(({ model }) => (model ? [model] : []));
            if (governed.length > 0 || settings.calls.length > 0) {
                yield* compared(governed, models[0]?.resource, index, settings);
            }
        },
    },
};

function* readable({ resource, problems, unread }: CarriedModel): Generator<Verdict> {
    if (unread) {
        yield unsettled(resource, unread);
    }
    const [first] = problems;
    if (first !== undefined) {
        const more = problems.length > 1 ? ` (and ${problems.length - 1} more problems)` : "";
        yield violation(
            resource,
            ACCESS,
            `carries an access model that says nothing certain: ${first}${more}`,
            "mend the model",
        );
    }
}

/** Two models may stand side by side, but what they say of a namespace has to be the same. */
function* agreeing(models: readonly CarriedModel[]): Generator<Verdict> {
    const byNamespace = new Map<string, { readonly text: string; readonly of: Resource }>();
    for (const { resource, model } of models) {
        for (const namespace of Object.keys(model?.namespaces ?? {})) {
            const text = model ? callsInto(model, namespace) : "";
            const before = byNamespace.get(namespace);
            if (before && before.text !== text) {
                yield violation(
                    resource,
                    [...ACCESS, "namespaces", namespace],
                    `carries another access model for namespace ${namespace} than a component before it`,
                    "hand the same model to all components",
                );
            } else {
                byNamespace.set(namespace, { text, of: resource });
            }
        }
    }
}

function callsInto(model: AccessModel, namespace: string): string {
    return declaredCalls(model)
        .filter(({ to }) => to.startsWith(`${namespace}/`))
        .map((call) => JSON.stringify(call))
        .sort()
        .join("\n");
}

function* compared(
    models: readonly AccessModel[],
    carrier: Resource | undefined,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const declared: DeclaredCall[] = [
        ...models.flatMap((model) => declaredCalls(model)),
        ...settings.calls.flatMap(({ requests, ...call }) =>
            (requests ?? ["*"]).map((request) => ({ ...call, request, optional: false })),
        ),
    ];
    const governed = new Set([
        ...models.flatMap(({ namespaces }) => Object.keys(namespaces)),
        ...settings.calls.map(({ to }) => namespaceIn(to)),
    ]);
    const doubts = doubtsAbout(governed, index);
    for (const { of, reading } of doubts.said) {
        yield unsettled(of, reading);
    }
    const names = declaredNames(models, index);
    const judged = (to: string) => {
        const namespace = namespaceIn(to);
        return governed.has(namespace) && !doubts.everywhere && !doubts.namespaces.has(namespace);
    };
    const nameOf = (to: string) => (judged(to) ? (names.get(to) ?? to) : undefined);
    const expected = [...declared, ...callsOfProxies(declared, names, index)].filter(({ to }) =>
        judged(to),
    );
    const objects = evaluatedObjects(models, index);
    const options = optionsOf(models, index, settings);
    // What the network stops today must not be allowed by the mesh either.
    const mesh = objects.filter(({ kind }) => kind !== "NetworkPolicy");
    const found = [
        ...extraCalls(expected, new Evaluator(mesh, options), nameOf),
        ...missingCalls(expected, new Evaluator(objects, options), nameOf),
    ];
    for (const deviation of found) {
        if (deviation.from !== "internet" || !doubts.internet) {
            const resource = resourceOf(deviation, index) ?? carrier ?? index.resources[0];
            if (resource) {
                yield said(deviation, resource);
            }
        }
    }
}

function said({ kind, from, to, port, request }: Deviation, resource: Resource): Verdict {
    const call = `${from} call ${to}:${port} (${request})`;
    return kind === "extra"
        ? violation(resource, ["spec"], `lets ${call}, which nobody has declared`)
        : violation(
              resource,
              ["spec"],
              `does not let ${call}, which is declared`,
              "let the call through, best by compiling the access model anew, or declare it no longer",
          );
}

/** What is not known of what has a say in calls into some namespaces, or in those from outside. */
function doubtsAbout(governed: ReadonlySet<string>, index: ResourceIndex) {
    const { doubts } = stackObjects(index);
    const isEmissary = ({ of }: (typeof doubts)[number]) =>
        kindOf(of.type)?.group === "getambassador.io";
    const isAnywhere = ({ namespace }: (typeof doubts)[number]) => (namespace ?? "") === "";
    const said = doubts.filter(
        (doubt) => isEmissary(doubt) || isAnywhere(doubt) || governed.has(doubt.namespace ?? ""),
    );
    return {
        said,
        internet: said.some(isEmissary),
        everywhere: said.some((doubt) => isAnywhere(doubt) && !isEmissary(doubt)),
        namespaces: new Set(
            said.filter((doubt) => !isEmissary(doubt)).flatMap(({ namespace }) => namespace ?? []),
        ),
    };
}

/** The name in the model of each workload of the stack: its pods tell by their labels. */
function declaredNames(models: readonly AccessModel[], index: ResourceIndex): Map<string, string> {
    const names = new Map<string, string>();
    for (const { facts } of podsOf(index)) {
        const { namespace, name, labels } = facts;
        for (const model of models) {
            const workload = modelWorkload(model, namespace, labels);
            if (workload !== undefined) {
                names.set(`${namespace}/${name}`, `${namespace}/${workload}`);
            }
        }
    }
    return names;
}

/** Metrics are declared for all proxies of a namespace: also for those of pods of no workload. */
function callsOfProxies(
    declared: readonly DeclaredCall[],
    names: ReadonlyMap<string, string>,
    index: ResourceIndex,
): DeclaredCall[] {
    const ofProxies = declared.filter(({ port }) => port === proxyPorts.admin);
    return podsOf(index).flatMap(({ facts }) => {
        const to = `${facts.namespace}/${facts.name}`;
        return names.has(to)
            ? []
            : ofProxies
                  .filter((call) => namespaceIn(call.to) === facts.namespace)
                  .map((call) => ({ ...call, to, optional: true }));
    });
}

function evaluatedObjects(
    models: readonly AccessModel[],
    index: ResourceIndex,
): KubernetesObject[] {
    const standing = models.flatMap((model) => standIns(model, index));
    // Two models can know of the same workload.
    const byName = new Map(
        standing.map((object) => {
            const { kind, metadata } = object;
            return [`${kind} ${metadata.namespace ?? ""}/${metadata.name}`, object];
        }),
    );
    return [...stackObjects(index).objects, ...byName.values(), ...chartListeners(index)];
}

function optionsOf(
    models: readonly AccessModel[],
    index: ResourceIndex,
    { controlPlaneNamespace, trustDomain, ingress }: Settings,
): EvaluatorOptions {
    const kubelet = models.flatMap((model) => [...model.kubelet]);
    const [served] = models.flatMap((model) =>
        Object.values(model.hosts).map((host) => {
            const { namespace, workload } = host.ingress;
            const account = model.namespaces[namespace]?.workloads[workload]?.serviceAccount;
            return `${namespace}/${account ?? workload}`;
        }),
    );
    const defaultPolicy = clusterPolicy(index);
    return {
        controlPlaneNamespace,
        trustDomain,
        ingress: served ?? `${ingress.namespace}/${ingress.name}`,
        ...(kubelet.length > 0 && { probeNetworks: kubelet }),
        ...(defaultPolicy !== undefined && { defaultPolicy }),
    };
}

/** What the control plane of the stack does where nothing else is said. */
function clusterPolicy(index: ResourceIndex): string | undefined {
    const [controlPlane] = index.releasesOf("linkerd-control-plane");
    const policy =
        controlPlane &&
        valueOf(readString(controlPlane.object, ["values", "proxy", "defaultInboundPolicy"]));
    return defaultPolicies.find((each) => each === policy);
}

/** The object that decided, or the workload that is called. */
function resourceOf({ from, because, to }: Deviation, index: ResourceIndex): Resource | undefined {
    const { find } = stackObjects(index);
    const mappings = because.filter(({ kind }) => from === "internet" && kind === "Mapping");
    for (const { kind, namespace, name } of [...mappings, ...because]) {
        const found = find(kind, namespace, name);
        if (found) {
            return found;
        }
    }
    return podsOf(index).find(({ facts }) => `${facts.namespace}/${facts.name}` === to)?.resource;
}

function namespaceIn(to: string): string {
    return to.split("/")[0] ?? "";
}
