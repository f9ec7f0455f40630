import { join } from "node:path";
import { readToolsModule, type GoTools } from "../../goTools/goBuild";
import { obtainBuilt } from "../../goTools/obtainExecutables";
import { textAt } from "../../standins/properties";
import { freePorts } from "../freePorts";
import { ServerProcess } from "../serverProcess";
import type { ControllerChart } from "./controller";
import { isListening } from "./listening";
import { servingCertificate } from "./servingCertificate";

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

/** The real trust-manager: it makes ConfigMaps of Bundles. */
export const trustManager: ControllerChart = {
    chart: "trust-manager",
    kind: "trust.cert-manager.io/Bundle",
    needsReferenceData: false,
    obtain: (progress) =>
        obtainBuilt("trust-manager", trustManagerTools(), "trust-manager", progress),
    start: async (command, site, values) => {
        const { folder } = await servingCertificate(site.folder, "trust-manager");
        const [port = 0] = await freePorts(1);
        const process = ServerProcess.start(
            "trust-manager",
            command,
            [
                `--kubeconfig=${site.kubeconfigFile}`,
                `--trust-namespace=${textAt(values, "app", "trust", "namespace") ?? "cert-manager"}`,
                "--leader-elect=false",
                "--metrics-port=0",
                "--readiness-probe-port=0",
                "--webhook-host=127.0.0.1",
                `--webhook-port=${port}`,
                `--webhook-certificate-dir=${folder}`,
            ],
            join(folder, "log"),
        );
        await process.ready(() => isListening(port));
        return { process, objects: [] };
    },
};
