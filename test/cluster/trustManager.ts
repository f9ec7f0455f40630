import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../../sandbox/apiServer/certificates";
import { freePorts } from "../../sandbox/apiServer/freePorts";
import { ServerProcess } from "../../sandbox/apiServer/serverProcess";
import { readToolsModule, type GoTools } from "../../sandbox/goTools/goBuild";
import { obtainExecutables } from "../../sandbox/goTools/obtainExecutables";
import type { Progress } from "../../sandbox/progress";
import type { TestCluster } from "./testCluster";

/** What the module in the folder `trustManager` builds: the version of the pinned chart. */
function trustManagerTools(): GoTools {
    const required = "github.com/cert-manager/trust-manager";
    const module = readToolsModule(join(__dirname, "trustManager"), required);
    return {
        title: `trust-manager ${module.version}`,
        module,
        flags: ["-gcflags=k8s.io/...=-dwarf=false -l", "-ldflags=-s -w"],
        commands: { "trust-manager": `${required}/cmd/trust-manager` },
    };
}

/** @returns absolute path of the executable, which a first run builds */
export async function obtainTrustManager(progress: Progress): Promise<string> {
    const tools = trustManagerTools();
    const executables = await obtainExecutables(
        {
            names: ["trust-manager"],
            tools,
            cache: "trust-manager",
            // It does not tell its version.
            accepts: () => false,
            alternative: tools.title,
        },
        progress,
        process.env,
    );
    return executables["trust-manager"];
}

/** Starts the real trust-manager on a cluster, as the chart would: it reads `cert-manager`. */
export async function startTrustManager(
    command: string,
    cluster: TestCluster,
): Promise<ServerProcess> {
    const folder = join(cluster.folder, "trust-manager");
    mkdirSync(folder);
    const authority = await Authority.make("trust-manager-webhook");
    const { certificate, key } = await authority.serverCertificate(["trust-manager"]);
    writeFileSync(join(folder, "tls.crt"), certificate);
    writeFileSync(join(folder, "tls.key"), key, { mode: 0o600 });
    const [port = 0] = await freePorts(1);
    return ServerProcess.start(
        "trust-manager",
        command,
        [
            `--kubeconfig=${cluster.server.kubeconfigFile}`,
            "--trust-namespace=cert-manager",
            "--leader-elect=false",
            "--metrics-port=0",
            "--readiness-probe-port=0",
            "--webhook-host=127.0.0.1",
            `--webhook-port=${port}`,
            `--webhook-certificate-dir=${folder}`,
        ],
        join(folder, "log"),
    );
}
