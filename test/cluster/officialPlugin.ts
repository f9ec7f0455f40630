import { join } from "node:path";
import { readToolsModule, type GoTools } from "../../sandbox/goTools/goBuild";
import { obtainBuilt } from "../../sandbox/goTools/obtainExecutables";
import type { Progress } from "../../sandbox/progress";

/** What the module in the folder `officialPlugin` builds: the newest version that the proxy serves. */
function officialPluginTools(): GoTools {
    const required = "github.com/pulumi/pulumi-kubernetes/provider/v4";
    const module = readToolsModule(join(__dirname, "officialPlugin"), required);
    return {
        title: `the official Kubernetes plugin ${module.version}`,
        module,
        flags: [
            // Most of it is generated code, and inlining in it half of the compiler's work.
            "-gcflags=k8s.io/...=-dwarf=false -l",
            "-gcflags=github.com/pulumi/...=-dwarf=false -l",
            `-ldflags=-s -w -X ${required}/pkg/version.Version=${module.version}`,
        ],
        commands: { "pulumi-resource-kubernetes": "zero-trust-official-plugin" },
        files: { "schema.json": [required, "cmd/pulumi-resource-kubernetes/schema.json"] },
    };
}

/** @returns absolute path of the executable, which a first run builds */
export function obtainOfficialPlugin(progress: Progress): Promise<string> {
    return obtainBuilt(
        "pulumi-resource-kubernetes",
        officialPluginTools(),
        "official-plugin",
        progress,
    );
}
