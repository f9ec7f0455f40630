import { startSandboxCluster } from "./apiServer/sandboxCluster";
import { Interrupted, type Interruption } from "./interruption";
import type { Progress } from "./progress";
import { kubectlText } from "./report";
import type { Workspace } from "./workspace";

/** Runs the API server of a stack and what goes with it, but no engine, until Ctrl-C. */
export async function serve(
    { directory, worldFile }: Workspace,
    interruption: Interruption,
    progress: Progress,
    tell: (text: string) => void,
): Promise<void> {
    const cluster = await interruption.during(
        startSandboxCluster(directory, { nodes: false, controllers: false, worldFile }, progress),
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
