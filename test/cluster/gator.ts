import { join } from "node:path";

import { readToolsModule } from "../../sandbox/goTools/goBuild";
import { obtainBuilt } from "../../sandbox/goTools/obtainExecutables";
import { consoleProgress } from "../../sandbox/progress";

/** Absolute path of Gatekeeper's command for tests; the first time it is built. */
export function obtainGator(): Promise<string> {
    const required = "github.com/open-policy-agent/gatekeeper/v3";
    const module = readToolsModule(join(__dirname, "gator"), required);
    const tools = {
        title: `gator ${module.version}`,
        module,
        flags: ["-gcflags=k8s.io/...=-dwarf=false -l", "-ldflags=-s -w"],
        commands: { gator: `${required}/cmd/gator` },
    };
    return obtainBuilt("gator", tools, "gator", consoleProgress(process.stderr));
}
