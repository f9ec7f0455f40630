import { execFile } from "node:child_process";
import { join } from "node:path";

import { readToolsModule, type GoTools } from "../../sandbox/goTools/goBuild";
import { obtainBuilt } from "../../sandbox/goTools/obtainExecutables";
import type { Progress } from "../../sandbox/progress";

/** What the module in the folder `promtool` builds. */
function promtoolTools(): GoTools {
    const required = "github.com/prometheus/prometheus";
    const module = readToolsModule(join(__dirname, "promtool"), required);
    return {
        title: `promtool ${module.version}`,
        module,
        // Without the clients of all clouds, which only find targets to scrape.
        flags: ["-tags=remove_all_sd", "-ldflags=-s -w"],
        commands: { promtool: `${required}/cmd/promtool` },
    };
}

/** @returns absolute path of the executable, which a first run builds */
export function obtainPromtool(progress: Progress): Promise<string> {
    return obtainBuilt("promtool", promtoolTools(), "promtool", progress);
}

/** How promtool ended, with all that it said. */
export interface PromtoolResult {
    exitCode: number;
    text: string;
}

/** @throws Error where it could not be started */
export function promtool(command: string, args: string[]): Promise<PromtoolResult> {
    return new Promise((resolve, reject) => {
        execFile(command, args, { timeout: 60_000 }, (error, stdout, stderr) => {
            const exitCode = error === null ? 0 : error.code;
            if (typeof exitCode === "number") {
                resolve({ exitCode, text: `${stdout}${stderr}` });
            } else {
                reject(error ?? new Error(`${command} did not end`));
            }
        });
    });
}
