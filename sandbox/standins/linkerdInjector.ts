import type { Brought, Installation } from "./installation";
import { at, isPlainObject, textAt, type PlainObject, type PlainValue } from "./properties";

const name = "linkerd-proxy-injector";
const group = "admissionregistration.k8s.io";
const apiVersion = `${group}/v1beta1`;

/** What the chart's webhook is asked about where its values say nothing else. */
const namespaceSelector: PlainObject = {
    matchExpressions: [
        { key: "config.linkerd.io/admission-webhooks", operator: "NotIn", values: ["disabled"] },
        {
            key: "kubernetes.io/metadata.name",
            operator: "NotIn",
            values: ["kube-system", "cert-manager"],
        },
    ],
};
const objectSelector: PlainObject = {
    matchExpressions: [
        { key: "linkerd.io/control-plane-component", operator: "DoesNotExist" },
        { key: "linkerd.io/cni-resource", operator: "DoesNotExist" },
    ],
};

/**
 * Stands in for the injector's webhook, which would be a pod: a policy by which the API server itself
 * adds the proxy. Of what the injector adds, it adds what others look at: names, images, identity.
 */
export function injectorObjects(installation: Installation): Brought[] {
    const { values } = installation;
    const selector = (which: string, otherwise: PlainObject): PlainValue =>
        at(values, "proxyInjector", which) ?? otherwise;
    const policy = {
        apiVersion,
        kind: "MutatingAdmissionPolicy",
        metadata: { name },
        spec: {
            failurePolicy: textAt(values, "webhookFailurePolicy") ?? "Ignore",
            reinvocationPolicy: "Never",
            matchConstraints: {
                namespaceSelector: selector("namespaceSelector", namespaceSelector),
                objectSelector: selector("objectSelector", objectSelector),
                resourceRules: [
                    {
                        apiGroups: [""],
                        apiVersions: ["v1"],
                        operations: ["CREATE"],
                        resources: ["pods"],
                    },
                ],
            },
            variables: [
                { name: "inherited", expression: annotation("namespaceObject") },
                { name: "own", expression: annotation("object") },
                {
                    name: "inject",
                    expression: 'variables.own == "" ? variables.inherited : variables.own',
                },
            ],
            mutations: [
                { patchType: "JSONPatch", jsonPatch: { expression: injection(installation) } },
            ],
        },
    };
    const binding = {
        apiVersion,
        kind: "MutatingAdmissionPolicyBinding",
        metadata: { name },
        spec: { policyName: name },
    };
    return [policy, binding].map((state) => ({ group, kind: state.kind, id: name, state }));
}

function annotation(object: string): string {
    return `${object}.metadata.?annotations[?"linkerd.io/inject"].orValue("")`;
}

function injection({ appVersion, namespace, values }: Installation): string {
    const image = textAt(values, "proxy", "image", "name") ?? "cr.l5d.io/linkerd/proxy";
    const version = textAt(values, "proxy", "image", "version") ?? appVersion;
    const trustDomain = textAt(values, "identityTrustDomain") ?? "cluster.local";
    const identity = `$(_pod_sa).$(_pod_ns).serviceaccount.identity.${namespace}.${trustDomain}`;
    const anchors = { name: "linkerd-identity-trust-roots", key: "ca-bundle.crt" };
    const container = "Object.spec.initContainers";
    const common = {
        image: `${image}:${version}`,
        terminationMessagePolicy: "FallbackToLogsOnError",
    };
    const security = {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
    };
    const init: PlainObject = {
        name: "linkerd-init",
        ...common,
        securityContext: {
            ...security,
            runAsUser: 65534,
            capabilities: { add: ["NET_ADMIN", "NET_RAW"] },
        },
    };
    const proxy: PlainObject = {
        name: "linkerd-proxy",
        ...common,
        restartPolicy: "Always",
        env: [
            { name: "_pod_sa", valueFrom: { fieldRef: { fieldPath: "spec.serviceAccountName" } } },
            { name: "_pod_ns", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
            {
                name: "LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS",
                valueFrom: { configMapKeyRef: anchors },
            },
            { name: "LINKERD2_PROXY_IDENTITY_LOCAL_NAME", value: identity },
        ],
        securityContext: { ...security, runAsUser: 2102, capabilities: { drop: ["ALL"] } },
    };
    const isMeshed =
        'variables.inject in ["enabled", "ingress"] && !object.spec.?hostNetwork.orValue(false)';
    // It takes their names for its own work, and leaves such a pod alone without a word.
    const isInjected =
        '(object.spec.containers + object.spec.?initContainers.orValue([])).exists(c, c.name in ["linkerd-init", "linkerd-proxy"])';
    const added = [init, proxy].map((each) => celObject(container, each));
    // Before what is there: the pod's own have to be behind the proxy, too.
    const first = added
        .map((each) => add("/spec/initContainers/0", each))
        .reverse()
        .join(", ");
    const alone = add("/spec/initContainers", `[${added.join(", ")}]`);
    return `!(${isMeshed}) || ${isInjected} ? [] : has(object.spec.initContainers) ? [${first}] : [${alone}]`;
}

function add(path: string, value: string): string {
    return `JSONPatch{op: "add", path: "${path}", value: ${value}}`;
}

/** A value as CEL has it in a patch, where an object names its place. */
function celObject(place: string, value: PlainValue): string {
    if (Array.isArray(value)) {
        return `[${value.map((item) => celObject(place, item)).join(", ")}]`;
    }
    if (isPlainObject(value)) {
        const fields = Object.entries(value).map(
            ([field, content]) => `${field}: ${celObject(`${place}.${field}`, content)}`,
        );
        return `${place}{${fields.join(", ")}}`;
    }
    return JSON.stringify(value);
}
