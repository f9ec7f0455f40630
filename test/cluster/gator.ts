import { join } from "node:path";

import { readToolsModule } from "../../sandbox/goTools/goBuild";
import { obtainExecutables } from "../../sandbox/goTools/obtainExecutables";
import { consoleProgress } from "../../sandbox/progress";

/** Absolute path of Gatekeeper's command for tests; the first time it is built. */
export async function obtainGator(): Promise<string> {
    const required = "github.com/open-policy-agent/gatekeeper/v3";
    const module = readToolsModule(join(__dirname, "gator"), required);
    const tools = {
        title: `gator ${module.version}`,
        module,
        flags: ["-gcflags=k8s.io/...=-dwarf=false -l", "-ldflags=-s -w"],
        commands: { gator: `${required}/cmd/gator` },
    };
    const { gator } = await obtainExecutables(
        {
            names: ["gator"],
            tools,
            cache: "gator",
            // It tells its version in words of its own.
            accepts: () => false,
            alternative: tools.title,
        },
        consoleProgress(process.stderr),
        process.env,
    );
    return gator;
}
