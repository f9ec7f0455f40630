// Compiles the policy pack when a source is newer than what was compiled, so that `npm run audit` is
// current and yet starts as fast as the package does.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const pack = join(dirname(dirname(fileURLToPath(import.meta.url))), "policy-pack");
const compiled = join(pack, "dist", "tsconfig.tsbuildinfo");

const isStale =
    !existsSync(compiled) ||
    readdirSync(pack, { recursive: true })
        .filter((file) => file.endsWith(".ts") && !/^(dist|node_modules)\b/.test(file))
        .some((file) => statSync(join(pack, file)).mtimeMs > statSync(compiled).mtimeMs);

if (isStale) {
    const compiler = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
    // Standard output stays free for `--format json`.
    const tsc = spawnSync(process.execPath, [compiler, "-b", pack], {
        stdio: ["ignore", process.stderr, process.stderr],
    });
    if (tsc.status !== 0) {
        // 1 would look like a violation found.
        process.exit(2);
    }
}
