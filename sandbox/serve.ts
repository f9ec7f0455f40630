import { startSandboxCluster } from "./apiServer/sandboxCluster";
import { Interrupted, type Interruption } from "./interruption";
import type { Progress } from "./progress";
import { kubectlText } from "./report";

/** Runs the API server of a stack, and nothing else, until Ctrl-C. */
export async function serve(
    stackFolder: string,
    interruption: Interruption,
    progress: Progress,
    tell: (text: string) => void,
): Promise<void> {
    const cluster = await interruption.during(
        startSandboxCluster(stackFolder, { nodes: false }, progress),
    );
    try {
        tell(kubectlText(cluster.kubeconfigFile));
        tell("Ctrl-C stops the API server");
        await interruption.during(cluster.ended);
    } catch (error) {
        if (!(error instanceof Interrupted)) {
            throw error;
        }
    } finally {
        await cluster.stop();
    }
}
