import { join } from "node:path";
import { readToolsModule, type GoTools } from "../../sandbox/goTools/goBuild";
import { obtainExecutables } from "../../sandbox/goTools/obtainExecutables";
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
export async function obtainOfficialPlugin(progress: Progress): Promise<string> {
    const tools = officialPluginTools();
    const executables = await obtainExecutables(
        {
            names: ["pulumi-resource-kubernetes"],
            tools,
            cache: "official-plugin",
            // One on PATH may be of any version, and the tests are of this one.
            accepts: () => false,
            alternative: tools.title,
        },
        progress,
        process.env,
    );
    return executables["pulumi-resource-kubernetes"];
}
