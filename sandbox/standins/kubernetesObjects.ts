import { groupOf, kindKey, versionOf, type ApiKind } from "./apiResources";
import { fromObjectId, type Cluster } from "./cluster";
import { certificateProblem, challengeProblem, issuerProblem } from "./controllers";
import type { DefinitionCatalog } from "./customResources";
import { documentationAddress, stableNumber } from "./identifiers";
import {
    at,
    isObject,
    isPlainObject,
    plainObject,
    isSecret,
    secret,
    textAt,
    type PlainObject,
    type PlainValue,
    type Properties,
} from "./properties";
import type { CheckFailure } from "./provider";
import type { Thing } from "./world";

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const rbacGroup = "rbac.authorization.k8s.io";

/** Everything about an object's fields that an API server would not take. */
export function checkObject(
    catalog: DefinitionCatalog,
    object: PlainObject,
    isPatch: boolean,
): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const name = at(object, "metadata", "name");
    const apiVersion = textAt(object, "apiVersion") ?? "";
    const kind = textAt(object, "kind") ?? "";
    const group = groupOf(apiVersion);
    if (typeof name === "string" && group !== rbacGroup && !dnsSubdomain.test(name)) {
        failures.push({
            property: "metadata.name",
            reason:
                `"${name}" is no DNS-1123 subdomain; use lower case letters, digits, "-" and ".", ` +
                "and begin and end with a letter or digit",
        });
    }
    failures.push(...checkLabels(object));
    if (isPatch) {
        return failures;
    }
    failures.push(...(catalog.validator(group, versionOf(apiVersion), kind)?.(object) ?? []));
    const template = podTemplatePath(kindKey(group, kind));
    if (template !== undefined) {
        failures.push(...checkWorkload(object, template));
    }
    if (kindKey(group, kind) === "Service") {
        failures.push(...checkService(object));
    }
    return failures;
}

/** Where the pod template of a workload is. */
function podTemplatePath(kind: string): string[] | undefined {
    switch (kind) {
        case "apps/DaemonSet":
        case "apps/Deployment":
        case "apps/StatefulSet":
        case "batch/Job":
            return ["spec", "template"];
        case "batch/CronJob":
            return ["spec", "jobTemplate", "spec", "template"];
        default:
            return undefined;
    }
}

function checkLabels(object: PlainObject): CheckFailure[] {
    const labels = at(object, "metadata", "labels");
    return Object.entries(isPlainObject(labels) ? labels : {})
        .filter(([, value]) => typeof value === "string" && !isLabelValue(value))
        .map(([name]) => ({
            property: `metadata.labels[${JSON.stringify(name)}]`,
            reason:
                "no label value; use at most 63 letters, digits, '-', '_' and '.', " +
                "and begin and end with a letter or digit",
        }));
}

function isLabelValue(value: string): boolean {
    return value.length <= 63 && /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value);
}

function checkWorkload(object: PlainObject, templatePath: readonly string[]): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const path = templatePath.join(".");
    const template = at(object, ...templatePath);
    const containers = at(template, "spec", "containers");
    if (isPlainObject(template) && containers === undefined) {
        failures.push({
            property: `${path}.spec.containers`,
            reason: "missing required field; a pod needs at least one container",
        });
    }
    for (const [index, container] of (Array.isArray(containers) ? containers : []).entries()) {
        for (const field of ["name", "image"]) {
            if (isPlainObject(container) && container[field] === undefined) {
                failures.push({
                    property: `${path}.spec.containers[${index}].${field}`,
                    reason: "missing required field; set it",
                });
            }
        }
    }
    const selector = at(object, "spec", "selector", "matchLabels");
    const labels = at(template, "metadata", "labels");
    for (const [name, value] of Object.entries(isPlainObject(selector) ? selector : {})) {
        const label = at(labels, name);
        if (typeof value === "string" && (label === undefined || typeof label === "string")) {
            if (label !== value) {
                failures.push({
                    property: `${path}.metadata.labels`,
                    reason:
                        "`selector` does not match template `labels`: " +
                        `add ${name}: ${value}, which spec.selector.matchLabels asks for`,
                });
            }
        }
    }
    if (
        textAt(object, "apiVersion") === "apps/v1" &&
        at(object, "spec", "selector") === undefined
    ) {
        failures.push({
            property: "spec.selector",
            reason: "missing required field; set it",
        });
    }
    return failures;
}

function checkService(object: PlainObject): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const ports = at(object, "spec", "ports");
    const list = Array.isArray(ports) ? ports : [];
    if (ports === undefined && textAt(object, "spec", "type") !== "ExternalName") {
        failures.push({
            property: "spec.ports",
            reason: "missing required field; a Service needs at least one port",
        });
    }
    for (const [index, port] of list.entries()) {
        if (isPlainObject(port) && port.port === undefined) {
            failures.push({
                property: `spec.ports[${index}].port`,
                reason: "missing required field; set it",
            });
        }
        if (list.length > 1 && isPlainObject(port) && port.name === undefined) {
            failures.push({
                property: `spec.ports[${index}].name`,
                reason: "missing required field; with several ports each needs a name",
            });
        }
    }
    return failures;
}

const webhooks: Record<string, string | undefined> = {
    "cert-manager.io": "cert-manager",
    "acme.cert-manager.io": "cert-manager",
    "trust.cert-manager.io": "trust-manager",
};

/** Why an object is not admitted; undefined where it is. */
export function admit(cluster: Cluster, kind: ApiKind): string | undefined {
    const chart = webhooks[kind.group];
    if (chart !== undefined && cluster.releasesOf(chart).length === 0) {
        return (
            `failed calling webhook "webhook.${kind.group}": service "${chart}-webhook" not found; ` +
            `install ${chart} first and depend on it`
        );
    }
    return undefined;
}

/** An object as the API server and the controllers leave it. */
export function liveState(
    cluster: Cluster,
    kind: ApiKind,
    id: string,
    inputs: Properties,
    revision: number,
): Properties {
    const { namespace, name } = fromObjectId(id);
    const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
    const state: Properties = {
        ...inputs,
        metadata: {
            ...metadata,
            ...cluster.serverMetadata(kindKey(kind.group, kind.kind), id, revision),
            name,
            ...(namespace === undefined ? {} : { namespace }),
        },
    };
    switch (kindKey(kind.group, kind.kind)) {
        case "Namespace":
            return { ...state, status: { phase: "Active" } };
        case "Secret":
            return { ...state, type: inputs.type ?? "Opaque", data: secretData(inputs) };
        case "Service":
            return liveService(cluster, id, inputs, state);
        case "apps/Deployment":
        case "apps/StatefulSet":
            return { ...state, status: workloadStatus(plainObject(inputs)) };
        case "batch/Job":
            return {
                ...state,
                status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
            };
        case "apiextensions.k8s.io/CustomResourceDefinition":
            return {
                ...state,
                status: { conditions: [{ type: "Established", status: "True" }] },
            };
        case "cert-manager.io/Certificate":
        case "cert-manager.io/ClusterIssuer":
        case "cert-manager.io/Issuer":
            return { ...state, status: readiness(cluster, kind, id, inputs) };
        case "trust.cert-manager.io/Bundle":
            return { ...state, status: { conditions: [synced] } };
        case "templates.gatekeeper.sh/ConstraintTemplate":
            return { ...state, status: { created: true } };
        default:
            return state;
    }
}

/** What trust-manager says once the targets hold what a Bundle's sources do. */
const synced: Properties = {
    type: "Synced",
    status: "True",
    reason: "Synced",
    message: "Successfully synced Bundle to all namespaces",
    lastTransitionTime: "2026-01-01T00:00:00Z",
};

function readiness(cluster: Cluster, kind: ApiKind, id: string, inputs: Properties): Properties {
    const thing = {
        provider: "kubernetes",
        kind: kindKey(kind.group, kind.kind),
        id,
        state: plainObject(inputs),
        inputs: {},
    };
    const problem = notReady(cluster, thing);
    if (problem === undefined && isUnproved(cluster, thing)) {
        return { conditions: notIssued.map((condition) => ({ ...condition })) };
    }
    return {
        conditions: [
            problem === undefined
                ? { type: "Ready", status: "True", reason: "Ready" }
                : { type: "Ready", status: "False", reason: "NotReady", message: problem },
        ],
    };
}

/** What cert-manager says of a Certificate while an ACME CA is asked for it. */
const notIssued = [
    { type: "Issuing", status: "True" },
    { type: "Ready", status: "False" },
].map((condition) => ({
    ...condition,
    reason: "DoesNotExist",
    message: "Issuing certificate as Secret does not exist",
}));

function isUnproved(cluster: Cluster, thing: Thing): boolean {
    return (
        thing.kind === "cert-manager.io/Certificate" &&
        challengeProblem(cluster, thing) !== undefined
    );
}

function notReady(cluster: Cluster, thing: Thing): string | undefined {
    switch (thing.kind) {
        case "cert-manager.io/Certificate":
            return certificateProblem(cluster, thing);
        case "cert-manager.io/ClusterIssuer":
        case "cert-manager.io/Issuer":
            return issuerProblem(cluster, thing);
        default:
            return undefined;
    }
}

/** Why an object that asks to be waited for (`pulumi.com/waitFor`) does not become ready. */
export function awaitReady(cluster: Cluster, thing: Thing): string | undefined {
    const waitFor = textAt(thing.inputs, "metadata", "annotations", "pulumi.com/waitFor");
    if (waitFor?.includes("condition=Ready") !== true) {
        return undefined;
    }
    const problem = notReady(cluster, thing);
    if (problem !== undefined) {
        return `timed out waiting for condition=Ready: ${problem}`;
    }
    // Of what stands in other objects the provider says nothing.
    return isUnproved(cluster, thing) ? "timed out waiting for the condition" : undefined;
}

/** `stringData` joins `data`, in base64. */
function secretData(inputs: Properties): Properties {
    const result: Properties = { ...(isObject(inputs.data) ? inputs.data : {}) };
    const text = inputs.stringData;
    for (const [name, value] of Object.entries(isObject(text) ? text : {})) {
        const content = isSecret(value) ? value.value : value;
        result[name] = secret(
            typeof content === "string" ? Buffer.from(content).toString("base64") : content,
        );
    }
    return result;
}

function liveService(
    cluster: Cluster,
    id: string,
    inputs: Properties,
    state: Properties,
): Properties {
    const spec = isObject(inputs.spec) ? inputs.spec : {};
    const type = spec.type ?? "ClusterIP";
    const seed = cluster.world.seed;
    const clusterIP = `10.43.${stableNumber(256, seed, id, "3")}.${1 + stableNumber(254, seed, id, "4")}`;
    return {
        ...state,
        spec: {
            sessionAffinity: "None",
            internalTrafficPolicy: "Cluster",
            ...(type === "ExternalName" ? {} : { clusterIP, clusterIPs: [clusterIP] }),
            ...spec,
            type,
        },
        status: { loadBalancer: type === "LoadBalancer" ? loadBalancer(seed, id) : {} },
    };
}

/** What a load balancer controller reports of a Service. */
export function loadBalancer(seed: string, id: string): { ingress: { ip: string }[] } {
    return { ingress: [{ ip: documentationAddress(seed, "load balancer", id) }] };
}

function workloadStatus(object: PlainObject): Properties {
    const replicas: PlainValue = at(object, "spec", "replicas") ?? 1;
    return {
        observedGeneration: 1,
        replicas,
        readyReplicas: replicas,
        updatedReplicas: replicas,
        availableReplicas: replicas,
        conditions: [{ type: "Available", status: "True" }],
    };
}
