import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { parseArgs } from "node:util";

import { userProblems } from "../components/ingress/externalAuth";
import { isFullyQualifiedName, problemText } from "../components/validation";
import type { Endpoint } from "./request";

/** Environment variable that the password is read from. */
export const passwordVariable = "VERIFY_PASSWORD";

export const usage = `Asks a running platform for what its access model allows and denies.

  npm run -s verify -- --host HOST [--user USER] [--password-stdin] [--access FILE]
      [--address ADDRESS] [--https-port PORT] [--http-port PORT] [--ca FILE]
      [--days-left DAYS] [--timeout SECONDS] [--json]

  --host            the name that the ingress serves
  --user            its user (faces)
  --password-stdin  read the password from standard input; else it is in ${passwordVariable}
  --access          what \`pulumi stack output access --json\` printed; without it, the access model
                    of the reference architecture. A public port of gRPC has to list its services
                    there: every request to it looks like HTTP otherwise
  --address         what to connect to instead of the host: the load balancer, before DNS knows it
  --https-port      (443)
  --http-port       (80)
  --ca              certificates of the CAs to trust, in PEM, instead of the public ones
  --days-left       for how long the certificate must still hold (14)
  --timeout         how long an answer may take (10)
  --json            one JSON document instead of a table

Exit code 0 when all is as expected, 1 on a difference, 2 when the command line cannot be followed.`;

export interface Arguments {
    endpoint: Endpoint;
    user: string;
    /** Whether the password comes on standard input. */
    passwordStdin: boolean;
    /** The access matrix of the stack; undefined for that of the reference architecture. */
    access: Record<string, unknown> | undefined;
    daysLeft: number;
    json: boolean;
}

/** The command line cannot be followed; nothing was asked. Exit code 2. */
export class UsageError extends Error {
    constructor(problems: readonly string[]) {
        super([...problems, "npm run -s verify -- --help tells all options."].join("\n"));
    }
}

const texts = [
    "host",
    "user",
    "access",
    "address",
    "https-port",
    "http-port",
    "ca",
    "days-left",
    "timeout",
] as const;
const flags = ["password-stdin", "json", "help"] as const;

/**
 * @param readFile content of a file
 * @throws UsageError naming every problem at once
 */
export function readArguments(
    argv: readonly string[],
    readFile: (path: string) => string,
): Arguments | "help" {
    const { given, set, problems } = readOptions(argv);
    if (set.has("help")) {
        return "help";
    }
    const number = (
        option: (typeof texts)[number],
        least: number,
        most: number,
        standard: number,
    ) => {
        const text = given.get(option);
        const value = text === undefined ? standard : /^\d{1,9}$/.test(text) ? Number(text) : -1;
        if (value < least || value > most) {
            problems.push(
                `--${option}: "${text ?? ""}" is not a whole number from ${least} to ${most}`,
            );
        }
        return value;
    };
    const host = given.get("host") ?? "";
    if (!isFullyQualifiedName(host)) {
        problems.push(`--host: ${quoted(given.get("host"))}; give e.g. --host faces.example.com`);
    }
    const address = given.get("address") ?? host;
    if (given.has("address") && isIP(address) === 0 && !isFullyQualifiedName(address)) {
        problems.push(
            `--address: "${address}" is neither an IP address nor a fully qualified name`,
        );
    }
    const user = given.get("user") ?? "faces";
    problems.push(
        ...userProblems(user).map((problem) => problemText({ ...problem, path: "--user" })),
    );
    const endpoint = {
        host,
        address,
        httpsPort: number("https-port", 1, 65535, 443),
        httpPort: number("http-port", 1, 65535, 80),
        ca: read("ca", certificatesIn),
        timeout: number("timeout", 1, 600, 10) * 1000,
    };
    const access = read("access", matrixIn);
    const daysLeft = number("days-left", 0, 3650, 14);

    function read<Content>(
        option: "ca" | "access",
        parse: (text: string) => Content,
    ): Content | undefined {
        const path = given.get(option);
        try {
            return path === undefined ? undefined : parse(readFile(path));
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            problems.push(`--${option}: ${path ?? ""}: ${reason}`);
            return undefined;
        }
    }

    if (problems.length > 0) {
        throw new UsageError(problems);
    }
    const passwordStdin = set.has("password-stdin");
    return { endpoint, user, passwordStdin, access, daysLeft, json: set.has("json") };
}

function quoted(host: string | undefined): string {
    return host === undefined
        ? "is missing"
        : `"${host}" is not a fully qualified name in lower case`;
}

/** Reads options one by one, since Node's own check ends at the first problem. */
function readOptions(argv: readonly string[]) {
    const given = new Map<(typeof texts)[number], string>();
    const set = new Set<(typeof flags)[number]>();
    const problems: string[] = [];
    const { tokens } = parseArgs({
        args: [...argv],
        strict: false,
        tokens: true,
        options: {
            ...Object.fromEntries(texts.map((name) => [name, { type: "string" as const }])),
            ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" as const }])),
        },
    });
    for (const token of tokens) {
        if (token.kind === "positional") {
            // It may be a password: not repeated here.
            problems.push("every argument belongs to an option; the password is never one");
        } else if (token.kind === "option") {
            const text = texts.find((it) => it === token.name);
            const flag = flags.find((it) => it === token.name);
            if (text !== undefined && token.value !== undefined && !given.has(text)) {
                given.set(text, token.value);
            } else if (text !== undefined) {
                problems.push(`${token.rawName}: give it one value, once`);
            } else if (flag !== undefined && token.value === undefined) {
                set.add(flag);
            } else if (flag !== undefined) {
                problems.push(`${token.rawName}: takes no value`);
            } else {
                problems.push(`${token.rawName}: there is no such option`);
            }
        }
    }
    return { given, set, problems };
}

function certificatesIn(text: string): string {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null) {
        throw new Error("holds no certificate in PEM");
    }
    for (const block of blocks) {
        new X509Certificate(block);
    }
    return text;
}

function matrixIn(text: string): Record<string, unknown> {
    const matrix: unknown = JSON.parse(text);
    if (typeof matrix !== "object" || matrix === null || Array.isArray(matrix)) {
        throw new Error("is not a JSON object, as pulumi stack output access --json prints it");
    }
    return { ...matrix };
}
