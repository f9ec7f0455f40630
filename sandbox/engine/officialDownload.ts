import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { parse } from "semver";
import type { Progress } from "../progress";
import { fillFolder } from "../goTools/toolCache";

const installer = "https://get.pulumi.com/install.sh";
const reachableWithin = 5_000;
const installedWithin = 10 * 60_000;

export function downloadFolder(version: string): string {
    return `download-${version}-${process.platform}-${process.arch}`;
}

/**
 * Installs the official engine.
 *
 * @returns absolute path of the folder that holds bin/pulumi and its language hosts
 * @throws Error in seconds where the host cannot be reached
 */
export async function downloadEngine(
    version: string,
    cache: string,
    progress: Progress,
): Promise<string> {
    progress.step(`Downloading the Pulumi engine ${version}`);
    // The Automation API itself waits for two minutes.
    await reach(installer);
    const folder = await fillFolder(cache, downloadFolder(version), async (draft) => {
        const release = parse(version) ?? undefined;
        const install = PulumiCommand.install({ version: release, root: draft });
        await within(installedWithin, install);
    });
    progress.done();
    return join(folder, "bin");
}

async function reach(address: string): Promise<void> {
    try {
        const response = await fetch(address, {
            method: "HEAD",
            signal: AbortSignal.timeout(reachableWithin),
        });
        if (!response.ok) {
            throw new Error(`it answered ${response.status}`);
        }
    } catch (error) {
        throw new Error(`${new URL(address).host} cannot be reached: ${reasonOf(error)}`, {
            cause: error,
        });
    }
}

/** `fetch` says "fetch failed" and hides why in the cause. */
export function reasonOf(error: unknown): string {
    if (error instanceof Error) {
        return error.cause instanceof Error ? error.cause.message : error.message;
    }
    return String(error);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
            reject(new Error(`it took longer than ${milliseconds / 60_000} minutes`));
        }, milliseconds);
    });
    return Promise.race([work, late]).finally(() => {
        clearTimeout(timer);
    });
}
