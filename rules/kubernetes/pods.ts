import type { KubernetesObject, Path } from "zero-trust-manifests";
import { type RunningWorkload, readWorkload } from "zero-trust-access";
import { INJECT } from "../linkerd/linkerd";
import {
    type Json,
    type Reading,
    type Unsettled,
    isUnsettled,
    read,
    readBoolean,
    readItems,
    readNumber,
    readString,
    valueOf,
} from "../reading/read";
import { type Resource, kindOf, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { serviceAccountOf } from "./serviceAccounts";
import { type Texts, doubtOf, readTexts } from "../reading/texts";
import { type Workload, podSpecPath } from "./workload";

/** The pods of a workload as Linkerd and Kubernetes see them, as far as they are known. */
export interface Pods {
    readonly resource: Resource;
    readonly workload: Workload;
    readonly namespace: Reading<string>;
    /** What is made of all that is known. */
    readonly facts: RunningWorkload;
    /** The labels of the pod template. */
    readonly labels: Texts;
    /** Whether they have a proxy. */
    readonly meshed: boolean | Unsettled;
    /** Why not all ports of the containers are known. */
    readonly portsDoubt: Unsettled | undefined;
    /** Why not all HTTP probes are known. */
    readonly probesDoubt: Unsettled | undefined;
    /** Why the annotations that Linkerd reads are not all known. */
    readonly annotationsDoubt: Unsettled | undefined;
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
/** Where nothing else is said, as in Linkerd's charts. */
const PLATFORM = {
    controlPlaneNamespace: "linkerd",
    uninjectedNamespaces: ["kube-system", "cert-manager"],
};

export const podsOf = oncePerIndex((index): readonly Pods[] =>
    index.workloads.map((workload) => readPods(workload, index)),
);

/** The pods of the workloads of one namespace. */
export function podsIn(index: ResourceIndex, namespace: string): readonly Pods[] {
    return podsByNamespace(index).get(namespace) ?? [];
}

const podsByNamespace = oncePerIndex((index) => {
    const groups = new Map<string, Pods[]>();
    for (const pods of podsOf(index)) {
        const namespace = valueOf(pods.namespace);
        if (namespace !== undefined) {
            const group = groups.get(namespace);
            if (group) {
                group.push(pods);
            } else {
                groups.set(namespace, [pods]);
            }
        }
    }
    return groups;
});

function readPods(workload: Workload, index: ResourceIndex): Pods {
    const { resource, template } = workload;
    const { object } = resource;
    const doubts: Doubts = { ports: undefined, probes: undefined };
    const containers = (list: string) =>
        readContainers(object, podSpecPath(workload, list), doubts);
    const namespace = namespaceOf(resource);
    const labels = readTexts(object, [...template, "metadata", "labels"]);
    const annotations = readTexts(object, [...template, "metadata", "annotations"]);
    const hostNetwork = readBoolean(object, podSpecPath(workload, "hostNetwork"));
    const pod = {
        metadata: { labels: labels.known, annotations: annotations.known },
        spec: {
            serviceAccountName: valueOf(serviceAccountOf(workload)),
            hostNetwork: valueOf(hostNetwork),
            containers: containers("containers"),
            initContainers: containers("initContainers"),
        },
    };
    const home = homeOf(namespace, index);
    const facts = readWorkload(
        asObject(workload, pod, valueOf(namespace) ?? ""),
        home.object,
        [],
        PLATFORM,
    );
    const injectDoubt = doubtOf(annotations, INJECT) ?? doubtUnlessSaid(annotations, home.doubt);
    const [annotationsDoubt] = [annotations, ...home.annotations].flatMap((texts) => [
        ...(texts.all ? [texts.all] : []),
        ...[...texts.unsettled].flatMap(([key, reading]) =>
            key.startsWith("config.linkerd.io/") ? [reading] : [],
        ),
    ]);
    return {
        resource,
        workload,
        namespace,
        facts,
        labels,
        meshed:
            facts.unmeshed !== undefined && hostNetwork.state === "known" && hostNetwork.value
                ? false
                : (injectDoubt ??
                  (isUnsettled(hostNetwork) ? hostNetwork : facts.unmeshed === undefined)),
        portsDoubt: doubts.ports,
        probesDoubt: doubts.probes,
        annotationsDoubt,
    };
}

interface Doubts {
    ports: Unsettled | undefined;
    probes: Unsettled | undefined;
}

/** What the injector reads of a Namespace matters only to pods that do not speak for themselves. */
function doubtUnlessSaid(annotations: Texts, doubt: Unsettled | undefined): Unsettled | undefined {
    return annotations.known[INJECT] === undefined ? doubt : undefined;
}

/** A Namespace as Linkerd's injector sees it, as far as it is known. */
interface Home {
    readonly object: KubernetesObject | undefined;
    readonly doubt: Unsettled | undefined;
    readonly annotations: readonly Texts[];
}

/** Many pods share a Namespace. */
const homesOf = oncePerIndex(() => new Map<string, Home>());

function homeOf(namespace: Reading<string>, index: ResourceIndex): Home {
    if (isUnsettled(namespace)) {
        return { object: undefined, doubt: namespace, annotations: [] };
    }
    const name = valueOf(namespace) ?? "default";
    const homes = homesOf(index);
    const home = homes.get(name) ?? readHome(name, index);
    homes.set(name, home);
    return home;
}

function readHome(name: string, index: ResourceIndex): Home {
    const found = index.namespace(name);
    if (found.state !== "known") {
        return {
            object: undefined,
            doubt: isUnsettled(found) ? found : undefined,
            annotations: [],
        };
    }
    const { object } = found.value;
    const annotations = readTexts(object, ["metadata", "annotations"]);
    return {
        object: {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name,
                labels: { ...readTexts(object, ["metadata", "labels"]).known },
                annotations: { ...annotations.known },
            },
        },
        doubt: doubtOf(annotations, INJECT),
        annotations: [annotations],
    };
}

function readContainers(object: Json, list: Path, doubts: Doubts): object[] {
    const containers = readItems(object, list);
    if (isUnsettled(containers)) {
        doubts.ports ??= containers;
        doubts.probes ??= containers;
    }
    return (valueOf(containers) ?? []).map((container) => ({
        name: valueOf(readString(object, [...container, "name"])),
        ports: readPorts(object, [...container, "ports"], doubts),
        ...Object.fromEntries(
            PROBES.map((probe) => [probe, readProbe(object, [...container, probe], doubts)]),
        ),
    }));
}

function readPorts(object: Json, list: Path, doubts: Doubts): object[] {
    const ports = readItems(object, list);
    if (isUnsettled(ports)) {
        doubts.ports ??= ports;
    }
    return (valueOf(ports) ?? []).map((path) => {
        const port = readNumber(object, [...path, "containerPort"]);
        const name = readString(object, [...path, "name"]);
        const protocol = readString(object, [...path, "protocol"]);
        doubts.ports ??= [port, name, protocol].find(isUnsettled);
        return {
            containerPort: valueOf(port),
            name: valueOf(name),
            protocol: valueOf(protocol),
        };
    });
}

function readProbe(object: Json, probe: Path, doubts: Doubts): object {
    const given = read(object, probe);
    if (given.state === "absent") {
        return {};
    }
    const path = readString(object, [...probe, "httpGet", "path"]);
    const port = readPort(object, [...probe, "httpGet", "port"]);
    doubts.probes ??= [path, port].find(isUnsettled);
    return port.state === "known" ? { httpGet: { path: valueOf(path), port: port.value } } : {};
}

/** A port by number or name. */
export function readPort(object: Json, path: Path): Reading<number | string> {
    const number = readNumber(object, path);
    if (number.state !== "malformed") {
        return number;
    }
    const name = readString(object, path);
    return name.state === "malformed" ? { ...name, expected: "a port's number or name" } : name;
}

function asObject(workload: Workload, pod: object, namespace: string): KubernetesObject {
    const { resource, template } = workload;
    const kind = kindOf(resource.type)?.kind ?? "";
    // A name that is not known yet decides nothing, but there has to be one.
    const name = valueOf(nameOf(resource)) ?? resource.urn.replace(/^.*::|\//g, "");
    const owners = readItems(resource.object, ["metadata", "ownerReferences"]);
    const ownerReferences = (valueOf(owners) ?? []).map((path) => ({
        kind: valueOf(readString(resource.object, [...path, "kind"])) ?? "",
        name: valueOf(readString(resource.object, [...path, "name"])) ?? "",
    }));
    const nested = template.reduceRight<object>((inner, key) => ({ [key]: inner }), pod);
    const metadata = { name, namespace, ownerReferences };
    return template.length === 0
        ? { apiVersion: "v1", kind, ...pod, metadata: { ...podMetadata(pod), ...metadata } }
        : { apiVersion: "v1", kind, ...nested, metadata };
}

function podMetadata(pod: object): object {
    return "metadata" in pod && typeof pod.metadata === "object" ? (pod.metadata ?? {}) : {};
}
