import { randomUUID } from "node:crypto";

import { accessMatrix, type CommandResult } from "zero-trust-access";
import { platformAccess } from "../platformAccess";
import { type Arguments, passwordVariable, readArguments, usage, UsageError } from "./arguments";
import { certificateRows } from "./certificate";
import { type Check, checksOf } from "./checks";
import { type PublicAccess, readPublicAccess } from "./publicAccess";
import { json, type Row, table } from "./report";
import { ask, isRefused, reasonOf } from "./request";

/** What a run is given, besides its command line. */
export interface Surroundings {
    environment: Readonly<Record<string, string | undefined>>;
    readFile: (path: string) => string;
    /** All of standard input. */
    readInput: () => Promise<string>;
}

/** Compares a running platform with its access model. */
export async function run(
    argv: readonly string[],
    surroundings: Surroundings,
): Promise<CommandResult> {
    try {
        const given = readArguments(argv, surroundings.readFile);
        if (given === "help") {
            return { output: usage, errors: "", exitCode: 0 };
        }
        const { host } = given.endpoint;
        const access = publicAccess(given);
        const authorization = access.authenticated
            ? `${given.user}:${await readPassword(given, surroundings)}`
            : undefined;
        const rows = [
            ...(await certificateRows(given.endpoint, given.daysLeft)),
            ...(await Promise.all(
                checksOf(access, host).map((check) => rowOf(check, given, authorization)),
            )),
        ];
        return {
            output: given.json ? json(host, rows) : table(rows),
            errors: "",
            exitCode: rows.every(({ passed }) => passed) ? 0 : 1,
        };
    } catch (error) {
        if (error instanceof UsageError) {
            return { output: "", errors: error.message, exitCode: 2 };
        }
        throw error;
    }
}

function publicAccess({ endpoint: { host }, access }: Arguments): PublicAccess {
    try {
        const found = readPublicAccess(access ?? referenceArchitecture(host));
        const hosts = [...new Set(found.prefixes.map((it) => it.host))].sort();
        if (!hosts.includes(host)) {
            throw new Error(`lets nobody in at ${host}, only at ${hosts.join(", ") || "no host"}`);
        }
        return found;
    } catch (error) {
        throw new UsageError([
            `--access: ${error instanceof Error ? error.message : String(error)}`,
        ]);
    }
}

/** What the internet may do does not depend on nodes and metrics. */
function referenceArchitecture(host: string): Record<string, string> {
    return accessMatrix(
        platformAccess({ host, nodeNetworks: ["10.42.0.0/16"], linkerdViz: false }),
    );
}

async function readPassword(
    { passwordStdin }: Arguments,
    { environment, readInput }: Surroundings,
): Promise<string> {
    const password = passwordStdin
        ? (await readInput()).replace(/\r?\n$/, "")
        : (environment[passwordVariable] ?? "");
    if (password === "") {
        throw new UsageError([
            passwordStdin
                ? "--password-stdin: standard input is empty"
                : `the ingress wants a password: set ${passwordVariable}, or give --password-stdin`,
        ]);
    }
    return password;
}

async function rowOf(
    check: Check,
    { endpoint, user }: Arguments,
    authorization: string | undefined,
): Promise<Row> {
    const credentials = {
        right: authorization,
        wrong: `${user}:${randomUUID()}`,
        none: undefined,
    }[check.credentials];
    const { name, expected, mayBeRefused } = check;
    try {
        const answer = await ask(endpoint, check.way, check.path, credentials);
        const { status, location } = answer;
        return {
            check: name,
            expected,
            actual: location === undefined ? String(status) : `${status} to ${location}`,
            passed: check.holds(answer),
        };
    } catch (error) {
        const passed = mayBeRefused && isRefused(error);
        return { check: name, expected, actual: reasonOf(error), passed };
    }
}
