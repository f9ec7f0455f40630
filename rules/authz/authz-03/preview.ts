import { isListed } from "zero-trust-access";
import { SKIP_INBOUND_PORTS } from "../../linkerd/linkerd";
import { type Pods } from "../../kubernetes/pods";
import { isUnsettled, valueOf } from "../../reading/read";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";
import { isServed, portNumbers } from "../../linkerd/servers";
import {
    type Service,
    type ServicePort,
    servicePorts,
    serviceSelections,
    servicesOf,
} from "../../kubernetes/services";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "authz-03-service-ports-have-servers",
        demand: "Every port of every Service of the stack that leads to meshed pods outside the exempt namespaces is covered by a Server.",
        *check(index, settings) {
            for (const service of servicesOf(index)) {
                yield* unlessExempt(service.resource, settings, covered(service, index));
            }
        },
    },
};

function* covered(service: Service, index: ResourceIndex): Generator<Verdict> {
    const { resource, selector } = service;
    const selections = serviceSelections(index);
    const pods = selections.podsOf(service).filter(({ meshed }) => meshed !== false);
    if (isUnsettled(selector)) {
        yield unsettled(resource, selector);
    }
    if (pods.length === 0) {
        return;
    }
    const ports = servicePorts(resource);
    if (isUnsettled(ports)) {
        yield unsettled(resource, ports);
    }
    for (const port of valueOf(ports) ?? []) {
        yield* coveredPort(service, port, pods, index);
    }
}

function* coveredPort(
    { resource }: Service,
    { path, target }: ServicePort,
    all: readonly Pods[],
    index: ResourceIndex,
): Generator<Verdict> {
    if (target.state !== "known") {
        if (isUnsettled(target)) {
            yield unsettled(resource, target);
        }
        return;
    }
    const having = all.filter((pods) => portNumbers(target.value, pods).length > 0);
    const [first] = all;
    if (having.length === 0 && first) {
        yield first.portsDoubt
            ? doubtful(resource, { reading: first.portsDoubt, of: first.resource })
            : violation(
                  resource,
                  path,
                  `leads to a port named ${target.value}, which none of its pods has`,
                  "name a port of the containers in targetPort",
              );
        return;
    }
    for (const pods of having) {
        const verdict = servedPort(pods, portNumbers(target.value, pods), index);
        if (verdict === "uncovered") {
            const { kind, name } = pods.facts;
            yield violation(
                resource,
                path,
                `leads to port ${target.value} of ${kind} "${name}", which no Server covers`,
            );
            return;
        }
        if (verdict !== "covered") {
            yield doubtful(resource, verdict);
            return;
        }
    }
}

function servedPort(pods: Pods, numbers: readonly number[], index: ResourceIndex) {
    const { facts, meshed, annotationsDoubt, resource } = pods;
    for (const port of numbers) {
        const skipped = facts.annotations[SKIP_INBOUND_PORTS] ?? "";
        const served = isListed(port, skipped, facts.portsByName) || isServed(index, pods, port);
        if (served === false) {
            const doubt = typeof meshed === "boolean" ? annotationsDoubt : meshed;
            return doubt ? { reading: doubt, of: resource } : ("uncovered" as const);
        }
        if (served !== true) {
            return served;
        }
    }
    return "covered" as const;
}
