import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readToolsModule, type GoTools } from "../../goTools/goBuild";
import { obtainBuilt } from "../../goTools/obtainExecutables";
import {
    at,
    isPlainObject,
    textAt,
    type PlainObject,
    type PlainValue,
} from "../../standins/properties";
import { freePorts } from "../freePorts";
import { ServerProcess } from "../serverProcess";
import type { ControllerChart } from "./controller";
import { applyTo } from "./controllerObjects";
import { isListening } from "./listening";
import { servingCertificate } from "./servingCertificate";

/** What the module in the folder `gatekeeper` builds: the version of the pinned chart. */
function gatekeeperTools(): GoTools {
    const required = "github.com/open-policy-agent/gatekeeper/v3";
    const module = readToolsModule(join(__dirname, "gatekeeper"), required);
    return {
        title: `Gatekeeper ${module.version}`,
        module,
        flags: ["-gcflags=k8s.io/...=-dwarf=false -l", "-ldflags=-s -w"],
        commands: { gatekeeper: required },
    };
}

const namespace = "gatekeeper-system";
const name = "gatekeeper-sandbox";

/**
 * It looks for the pod that it runs in, and what it keeps in the cluster goes with that. Here is one
 * in name, which nothing schedules.
 */
const pod: PlainObject[] = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name } },
    {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { namespace, name },
        spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            schedulerName: "none",
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
                {
                    name: "manager",
                    image: "docker.io/openpolicyagent/gatekeeper",
                    securityContext: {
                        allowPrivilegeEscalation: false,
                        capabilities: { drop: ["ALL"] },
                    },
                },
            ],
        },
    },
];

/**
 * The real Gatekeeper: it makes kinds of templates, refuses what breaks a constraint, and looks for
 * what is there that does. The chart has a Deployment of its own for that.
 */
export const gatekeeper: ControllerChart = {
    chart: "gatekeeper",
    kind: "templates.gatekeeper.sh/ConstraintTemplate",
    // It reads more than ours say of them.
    needsReferenceData: true,
    obtain: (progress) => obtainBuilt("gatekeeper", gatekeeperTools(), "gatekeeper", progress),
    start: async (command, site, values) => {
        const { folder, caBundle } = await servingCertificate(site.folder, "gatekeeper");
        const [port = 0] = await freePorts(1);
        const auditFolder = join(folder, "audit");
        mkdirSync(auditFolder, { recursive: true });
        for (const object of pod) {
            await applyTo(site.objects, object);
        }
        const process = ServerProcess.start(
            "gatekeeper",
            command,
            [
                `--kubeconfig=${site.kubeconfigFile}`,
                "--operation=webhook",
                "--operation=status",
                "--operation=generate",
                "--operation=audit",
                `--audit-interval=${JSON.stringify(at(values, "auditInterval") ?? 60)}`,
                `--api-cache-dir=${auditFolder}`,
                "--host=127.0.0.1",
                `--port=${port}`,
                `--cert-dir=${folder}`,
                `--exempt-namespace=${namespace}`,
                "--disable-cert-rotation",
                "--health-addr=0",
                "--prometheus-port=0",
                "--shutdown-delay=0",
            ],
            join(folder, "log"),
            { POD_NAMESPACE: namespace, POD_NAME: name },
        );
        await process.ready(() => isListening(port));
        const clientConfig = (path: string) => ({
            url: `https://127.0.0.1:${port}${path}`,
            caBundle,
        });
        return { process, objects: [...pod, webhooks(clientConfig, values)] };
    },
};

/** The chart's webhooks, but that they lead to a process beside the API server. */
function webhooks(clientConfig: (path: string) => PlainObject, values: PlainObject): PlainObject {
    const common = {
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        matchPolicy: "Exact",
        timeoutSeconds: at(values, "validatingWebhookTimeoutSeconds") ?? 3,
    };
    const operations = ["CREATE", "UPDATE"];
    return {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "gatekeeper-validating-webhook-configuration" },
        webhooks: [
            {
                ...common,
                name: "validation.gatekeeper.sh",
                clientConfig: clientConfig("/v1/admit"),
                failurePolicy: textAt(values, "validatingWebhookFailurePolicy") ?? "Ignore",
                namespaceSelector: {
                    matchExpressions: [
                        { key: "admission.gatekeeper.sh/ignore", operator: "DoesNotExist" },
                        ...exemptNamespaces(at(values, "validatingWebhookExemptNamespacesLabels")),
                    ],
                },
                matchConditions: at(values, "validatingWebhookMatchConditions") ?? [],
                rules: at(values, "validatingWebhookCustomRules") ?? [
                    { apiGroups: ["*"], apiVersions: ["*"], operations, resources: ["*"] },
                ],
            },
            {
                // A Namespace that is ignored is none that the first is asked about.
                ...common,
                name: "check-ignore-label.gatekeeper.sh",
                clientConfig: clientConfig("/v1/admitlabel"),
                failurePolicy:
                    textAt(values, "validatingWebhookCheckIgnoreFailurePolicy") ?? "Fail",
                namespaceSelector: { matchExpressions: exemptNamespaces({}) },
                rules: [
                    { apiGroups: [""], apiVersions: ["*"], operations, resources: ["namespaces"] },
                ],
            },
        ],
    };
}

/** Values of a Namespace's labels; of its name, that of Gatekeeper's own is always among them. */
function exemptNamespaces(labels: PlainValue | undefined): PlainObject[] {
    const exempt = isPlainObject(labels) ? labels : {};
    const name = "kubernetes.io/metadata.name";
    const names = exempt[name];
    return Object.entries({
        ...exempt,
        [name]: [...new Set([...(Array.isArray(names) ? names : []), namespace])],
    }).map(([key, values]) => ({ key, operator: "NotIn", values }));
}
