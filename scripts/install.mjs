// Makes `npm run …` work in a fresh clone: it installs the locked dependencies when they are
// missing or older than the lock file. It runs before any dependency exists, so it uses none.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, "package-lock.json");
const installed = join(root, "node_modules", ".package-lock.json");

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    console.error("Installing the locked npm packages …");
    // npm is a shell script on Windows; standard output stays free for `--json`.
    const npm = spawnSync("npm", ["ci"], {
        cwd: root,
        shell: process.platform === "win32",
        stdio: ["ignore", process.stderr, process.stderr],
    });
    if (npm.status !== 0) {
        console.error("npm ci failed; run it by hand to see why, then try again.");
        process.exit(1);
    }
}
