import type { KubernetesObject } from "zero-trust-manifests";
import { Field } from "./field";
import type { Labels } from "./labelSelector";
import { isPath } from "./request";

/** What runs: a Pod, or what makes pods, seen through its pod template. */
export interface Workload {
    kind: string;
    namespace: string;
    name: string;
    object: KubernetesObject;
    serviceAccount: string;
    /** What makes it, as `Kind/name`. */
    owners: readonly string[];
    /** The pods' labels, with those that the proxy injector adds. */
    labels: Labels;
    /** The pods' annotations, with those that they inherit from their namespace. */
    annotations: Labels;
    /** Which object an inherited annotation comes from: undefined where the pod has its own. */
    inherited: ReadonlySet<string>;
    /** Why the pods have no proxy; undefined where they have one. */
    unmeshed: string | undefined;
    /** Whether the pods are in their node's network, to which no NetworkPolicy applies. */
    hostNetwork: boolean;
    /** Ports by name, TCP only, as the policy controller sees them. */
    portsByName: ReadonlyMap<string, ReadonlySet<number>>;
    /** Ports that the containers declare. */
    ports: ReadonlySet<number>;
    /** Paths of HTTP probes by port. */
    probes: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Ports of the proxy itself, from the control plane's chart. */
export const proxyPorts = { inbound: 4143, admin: 4191, control: 4190 } as const;

const injectAnnotation = "linkerd.io/inject";
const templatePaths: Record<string, readonly string[]> = {
    Pod: [],
    Deployment: ["spec", "template"],
    StatefulSet: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    ReplicaSet: ["spec", "template"],
    ReplicationController: ["spec", "template"],
    Job: ["spec", "template"],
    CronJob: ["spec", "jobTemplate", "spec", "template"],
};

export function isWorkload({ apiVersion, kind }: KubernetesObject): boolean {
    return (
        Object.hasOwn(templatePaths, kind) &&
        (apiVersion === "v1" || apiVersion.startsWith("apps/") || apiVersion.startsWith("batch/"))
    );
}

/** The annotations of a namespace that Linkerd's injector hands down to pods. */
function inheritable(key: string): boolean {
    return key.startsWith("config.linkerd.io/") || key.startsWith("config.alpha.linkerd.io/");
}

export function readWorkload(
    object: KubernetesObject,
    namespaceObject: KubernetesObject | undefined,
    problems: string[],
    settings: { controlPlaneNamespace: string; uninjectedNamespaces: readonly string[] },
): Workload {
    const root = Field.root(object, problems);
    const template = root.at(...(templatePaths[object.kind] ?? []));
    const namespace = object.metadata.namespace ?? "default";
    const own = template.at("metadata", "annotations").stringMap();
    const fromNamespace = namespaceObject?.metadata.annotations ?? {};
    const annotations: Record<string, string> = { ...own };
    const inherited = new Set<string>();

    const spec = template.at("spec");
    const containers = [...spec.at("containers").items(), ...spec.at("initContainers").items()];
    const named = containers.map((container) => container.at("name").string());
    const injected = named.includes("linkerd-proxy");
    const hostNetwork = spec.at("hostNetwork").boolean() === true;
    const unmeshed = injected
        ? undefined
        : uninjected({
              namespace,
              own: own[injectAnnotation],
              inherited: fromNamespace[injectAnnotation],
              hostNetwork,
              excluded:
                  settings.uninjectedNamespaces.includes(namespace) ||
                  namespaceObject?.metadata.labels?.["config.linkerd.io/admission-webhooks"] ===
                      "disabled",
          });
    if (unmeshed === undefined) {
        for (const [key, value] of Object.entries(fromNamespace)) {
            if (inheritable(key) && own[key] === undefined) {
                annotations[key] = value;
                inherited.add(key);
            }
        }
    }

    const portsByName = new Map<string, Set<number>>();
    const ports = new Set<number>();
    const probes = new Map<number, Set<string>>();
    const addNamed = (name: string, port: number): void => {
        portsByName.set(name, (portsByName.get(name) ?? new Set()).add(port));
    };
    const addProbe = (port: number, path: string): void => {
        probes.set(port, (probes.get(port) ?? new Set()).add(path));
    };
    for (const container of containers) {
        const local: [string, number][] = [];
        for (const item of container.at("ports").items()) {
            const port = item.at("containerPort").integer();
            const name = item.at("name").string();
            const protocol = item.at("protocol").string() ?? "TCP";
            if (port === undefined || protocol.toUpperCase() !== "TCP") {
                continue;
            }
            ports.add(port);
            if (name !== undefined) {
                addNamed(name, port);
                local.push([name, port]);
            }
        }
        for (const kind of ["livenessProbe", "readinessProbe", "startupProbe"]) {
            const get = container.at(kind, "httpGet");
            if (!get.present) {
                continue;
            }
            const given = get.at("port").port();
            const port =
                typeof given === "string"
                    ? local.find(([name]) => name.toLowerCase() === given.toLowerCase())?.[1]
                    : given;
            const path = probePath(get.at("path").string() ?? "/");
            if (port !== undefined && path !== undefined) {
                addProbe(port, path);
            }
        }
    }

    const labels: Record<string, string> = { ...template.at("metadata", "labels").stringMap() };
    if (object.kind === "Job") {
        // The job controller adds them to its pods.
        labels["job-name"] = object.metadata.name;
        labels["batch.kubernetes.io/job-name"] = object.metadata.name;
    }
    if (unmeshed === undefined && !injected) {
        labels["linkerd.io/control-plane-ns"] = settings.controlPlaneNamespace;
        labels["linkerd.io/workload-ns"] = namespace;
        if (object.kind !== "Pod") {
            labels[`linkerd.io/proxy-${object.kind.toLowerCase()}`] = object.metadata.name;
        }
        addNamed("linkerd-proxy", proxyPorts.inbound);
        addNamed("linkerd-admin", proxyPorts.admin);
        addProbe(proxyPorts.admin, "/live");
        addProbe(proxyPorts.admin, "/ready");
    }
    return {
        kind: object.kind,
        namespace,
        name: object.metadata.name,
        object,
        owners: root
            .at("metadata", "ownerReferences")
            .items()
            .map(
                (owner) =>
                    `${owner.at("kind").requiredString()}/${owner.at("name").requiredString()}`,
            ),
        serviceAccount:
            spec.at("serviceAccountName").string() ??
            spec.at("serviceAccount").string() ??
            "default",
        labels,
        annotations,
        inherited,
        unmeshed,
        hostNetwork,
        portsByName,
        ports,
        probes,
    };
}

/** The value of a variable that a workload's containers have in their environment. */
export function environmentVariable({ kind, object }: Workload, name: string): string | undefined {
    return Field.root(object, [])
        .at(...(templatePaths[kind] ?? []), "spec", "containers")
        .items()
        .flatMap((container) => container.at("env").items())
        .find((variable) => variable.at("name").string() === name)
        ?.at("value")
        .string();
}

/** The path as the policy controller reads it from the probe's URI; undefined where it cannot. */
function probePath(path: string): string | undefined {
    const [before = ""] = path.split(/[?#]/, 1);
    const absolute = /^[A-Za-z][\w+.-]*:\/\/[^/]+(\/.*)?$/.exec(before);
    const read = absolute === null ? before : (absolute[1] ?? "/");
    return read.startsWith("/") && isPath(path) ? read : undefined;
}

function uninjected(given: {
    namespace: string;
    own: string | undefined;
    inherited: string | undefined;
    hostNetwork: boolean;
    excluded: boolean;
}): string | undefined {
    const enables = (value: string | undefined): boolean =>
        value === "enabled" || value === "ingress";
    const valid = (value: string | undefined): boolean =>
        value === undefined || value === "" || value === "disabled" || enables(value);
    if (given.hostNetwork) {
        return "its pods use the host's network, so Linkerd injects no proxy";
    }
    if (given.excluded) {
        return `Linkerd injects no proxy into namespace ${given.namespace}`;
    }
    if (!valid(given.inherited) || !valid(given.own)) {
        return `${injectAnnotation} has a value that Linkerd does not know, so it injects no proxy`;
    }
    if (given.own === "disabled") {
        return `${injectAnnotation}: disabled`;
    }
    if (enables(given.own) || enables(given.inherited)) {
        return undefined;
    }
    return `neither it nor namespace ${given.namespace} has ${injectAnnotation}: enabled`;
}

/**
 * A list of ports and ranges as the policy controller parses it: whatever is wrong in it makes
 * the whole list empty.
 */
export function policyPorts(text: string | undefined): Set<number> {
    const ports = new Set<number>();
    for (const part of (text ?? "").split(",")) {
        if (part.trim() === "") {
            continue;
        }
        const range = portRange(part);
        if (range === undefined) {
            return new Set();
        }
        for (let port = range[0]; port <= range[1]; port += 1) {
            ports.add(port);
        }
    }
    return ports;
}

/** Whether a port is in a list of `linkerd-init`, which passes over what it cannot parse. */
export function isListed(
    port: number,
    text: string,
    portsByName: Workload["portsByName"],
): boolean {
    return text.split(",").some((part) => {
        if (portsByName.get(part.trim())?.has(port) === true) {
            return true;
        }
        const range = portRange(part);
        return range !== undefined && range[0] <= port && port <= range[1];
    });
}

function portRange(text: string): [number, number] | undefined {
    const match = /^\s*\+?(\d{1,5})\s*(?:-\s*\+?(\d{1,5})\s*)?$/.exec(text);
    if (match === null) {
        return undefined;
    }
    const low = Number(match[1]);
    const high = Number(match[2] ?? match[1]);
    return low >= 1 && high <= 65535 && low <= high ? [low, high] : undefined;
}
