import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { JsonObject } from "zero-trust-rules";
import { withoutPassword, withoutValues } from "./withoutValues";

const run = promisify(execFile);
const TIMEOUT_SECONDS = 120;
const LARGEST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Why a release is not rendered, which continues a sentence, and what to do. */
export class HelmError extends Error {
    constructor(
        message: string,
        readonly remedy: string,
    ) {
        super(message);
    }
}

/**
 * What `helm template` prints. The values, which can hold secrets, go through a pipe: not to the
 * disk, not to the command line, where every process can read them, and not into the error.
 * @param folder from where charts in folders are looked for
 * @throws HelmError where there is no helm, or it fails, or takes too long
 */
export async function helmTemplate(
    args: readonly string[],
    values: JsonObject,
    folder: string,
    timeoutSeconds = TIMEOUT_SECONDS,
): Promise<string> {
    const running = run("helm", ["template", "--values", "-", ...args], {
        cwd: folder,
        env: environment(),
        timeout: timeoutSeconds * 1000,
        killSignal: "SIGKILL",
        maxBuffer: LARGEST_OUTPUT_BYTES,
    });
    // That helm ends before it has read them is told by how it ends.
    running.child.stdin?.on("error", () => undefined).end(JSON.stringify(values));
    try {
        const { stdout } = await running;
        return stdout;
    } catch (error) {
        throw errorOf(error, values, timeoutSeconds);
    }
}

/** Pulumi tells the pack the passphrase and the configuration of the stack: nothing for helm. */
function environment(): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_")),
    );
}

function errorOf(error: unknown, values: JsonObject, timeoutSeconds: number): HelmError {
    const { code, killed, stderr } = error as Partial<Record<string, unknown>>;
    if (code === "ENOENT") {
        return new HelmError(
            "there is no helm on the PATH",
            "install helm, or set lookIntoReleases to false",
        );
    }
    if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
        return new HelmError(
            `helm prints more than ${LARGEST_OUTPUT_BYTES / 1024 / 1024} MiB`,
            "split the chart, or set lookIntoReleases to false",
        );
    }
    if (killed === true) {
        return new HelmError(
            `helm took more than ${timeoutSeconds} s`,
            "let the chart's repository be reachable, or set lookIntoReleases to false",
        );
    }
    const said = typeof stderr === "string" ? stderr : "";
    return new HelmError(
        `helm template says ${withoutPassword(withoutValues(said, values)).replace(/\s+/g, " ").trim()}`,
        "mend chart, version or values, so that helm template can render them",
    );
}
