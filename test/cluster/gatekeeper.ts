import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../../sandbox/apiServer/certificates";
import { freePorts } from "../../sandbox/apiServer/freePorts";
import { ServerProcess } from "../../sandbox/apiServer/serverProcess";
import { readToolsModule, type GoTools } from "../../sandbox/goTools/goBuild";
import type { PlainObject } from "../../sandbox/standins/properties";
import type { TestCluster } from "./testCluster";

/** What the module in the folder `gatekeeper` builds: the version of the pinned chart. */
export function gatekeeperTools(): GoTools {
    const required = "github.com/open-policy-agent/gatekeeper/v3";
    const module = readToolsModule(join(__dirname, "gatekeeper"), required);
    return {
        title: `Gatekeeper ${module.version}`,
        module,
        flags: ["-gcflags=k8s.io/...=-dwarf=false -l", "-ldflags=-s -w"],
        commands: { gatekeeper: required },
    };
}

export interface Gatekeeper {
    process: ServerProcess;
    /** Makes the API server ask it about every object; refuses what it cannot be asked about. */
    webhook: PlainObject;
}

/** Starts the real Gatekeeper on a cluster, in whose namespace it keeps its status. */
export async function startGatekeeper(command: string, cluster: TestCluster): Promise<Gatekeeper> {
    const folder = join(cluster.folder, "gatekeeper");
    mkdirSync(folder);
    const authority = await Authority.make("gatekeeper-webhook");
    const { certificate, key } = await authority.serverCertificate(["gatekeeper"]);
    writeFileSync(join(folder, "tls.crt"), certificate);
    writeFileSync(join(folder, "tls.key"), key, { mode: 0o600 });
    const namespace = "gatekeeper-system";
    await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const [port = 0] = await freePorts(1);
    const process = ServerProcess.start(
        "gatekeeper",
        command,
        [
            `--kubeconfig=${cluster.server.kubeconfigFile}`,
            // It looks for the pod that it runs in.
            "--debug-use-fake-pod",
            "--operation=webhook",
            "--operation=status",
            "--operation=generate",
            "--host=127.0.0.1",
            `--port=${port}`,
            `--cert-dir=${folder}`,
            "--disable-cert-rotation",
            "--health-addr=0",
            "--prometheus-port=0",
            "--shutdown-delay=0",
        ],
        join(folder, "log"),
    );
    const webhook: PlainObject = {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "gatekeeper-validating-webhook-configuration" },
        webhooks: [
            {
                name: "validation.gatekeeper.sh",
                admissionReviewVersions: ["v1"],
                clientConfig: {
                    url: `https://127.0.0.1:${port}/v1/admit`,
                    caBundle: Buffer.from(authority.certificate).toString("base64"),
                },
                failurePolicy: "Fail",
                namespaceSelector: {
                    matchExpressions: [
                        {
                            key: "kubernetes.io/metadata.name",
                            operator: "NotIn",
                            values: [namespace],
                        },
                    ],
                },
                rules: [
                    {
                        apiGroups: ["*"],
                        apiVersions: ["*"],
                        operations: ["CREATE", "UPDATE"],
                        resources: ["*"],
                    },
                ],
                sideEffects: "None",
                timeoutSeconds: 10,
            },
        ],
    };
    return { process, webhook };
}
