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

/** @throws Error that says how to install Chromium where there is none. */
export async function launchChromium(): Promise<Browser> {
    return chromium.launch({
        executablePath: chromiumPath(),
        // Root, as in a container, may not use Chromium's sandbox.
        args: process.getuid?.() === 0 ? [...quiet, "--no-sandbox"] : quiet,
    });
}

function chromiumPath(): string {
    const given = process.env.CHROMIUM;
    const folders = (process.env.PATH ?? "").split(path.delimiter);
    const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
    const found = (given === undefined ? candidates : [given]).find((candidate) => {
        try {
            accessSync(candidate, constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
    if (found === undefined) {
        throw new Error(
            given === undefined
                ? "There is no Chromium in PATH, which the browser tests need; install it (Debian: apt-get install chromium), or name its executable in the environment variable CHROMIUM"
                : `CHROMIUM: ${given} cannot be executed; give the path of Chromium's executable`,
        );
    }
    return found;
}
