import { accessSync, constants } from "node:fs";
import path from "node:path";

import { chromium, type Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** Off: whatever Chromium would fetch for itself, so that only the page's own requests are seen. */
const quiet = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** An executable, and the environment that it needs. */
interface Executable {
    executablePath: string;
    env?: NodeJS.ProcessEnv;
}

/**
 * Chromium: the one that the environment variable CHROMIUM names, or the one in PATH, or else the one
 * of an npm package.
 *
 * @throws Error that says how to install Chromium where there is none.
 */
export async function launchChromium(): Promise<Browser> {
    const { executablePath, env = process.env } = named() ?? inPath() ?? (await packaged());
    return chromium.launch({
        executablePath,
        env,
        // Root, as in a container, may not use Chromium's sandbox.
        args: process.getuid?.() === 0 ? [...quiet, "--no-sandbox"] : quiet,
    });
}

function named(): Executable | undefined {
    const { CHROMIUM: given } = process.env;
    if (given !== undefined && !isExecutable(given)) {
        throw new Error(
            `CHROMIUM: ${given} cannot be executed; give the path of Chromium's executable`,
        );
    }
    return given === undefined ? undefined : { executablePath: given };
}

function inPath(): Executable | undefined {
    const executablePath = (process.env.PATH ?? "")
        .split(path.delimiter)
        .flatMap((folder) => names.map((name) => path.join(folder, name)))
        .find(isExecutable);
    return executablePath === undefined ? undefined : { executablePath };
}

async function packaged(): Promise<Executable> {
    if (process.platform !== "linux" || process.arch !== "x64") {
        throw new Error(
            "There is no Chromium in PATH, which the browser tests need, and the one of an npm package is for Linux on x64; install it, or name its executable in the environment variable CHROMIUM",
        );
    }
    const { LD_LIBRARY_PATH: libraries } = process.env;
    // It brings the libraries that a bare machine lacks where it takes itself to be on one.
    process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
    try {
        const { default: binary } = await import("@sparticuz/chromium");
        const executablePath = await binary.executablePath();
        return { executablePath, env: { ...process.env } };
    } finally {
        delete process.env.AWS_LAMBDA_JS_RUNTIME;
        if (libraries === undefined) {
            delete process.env.LD_LIBRARY_PATH;
        } else {
            process.env.LD_LIBRARY_PATH = libraries;
        }
    }
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
