import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const engineOperations = ["preview", "up", "refresh", "destroy", "outputs"] as const;
export type EngineOperation = (typeof engineOperations)[number];
/**
 * One operation of the engine, "sandbox" for the whole tour — preview, up, second preview — or
 * "serve" for the cluster alone.
 */
export type Operation = EngineOperation | "sandbox" | "serve";

const operations = [...engineOperations, "serve"] as const;

/** One `--config` of the command line: where it goes in the stack's configuration, and what. */
export interface ConfigOverride {
    /** As given: with or without the project's prefix, with or without a path into the value. */
    key: string;
    value: string;
}

export interface Options {
    operation: Operation;
    help: boolean;
    json: boolean;
    /** Whether objects of Kubernetes go to a real API server. */
    apiServer: boolean;
    /** Whether that API server has nodes, on which pods run in name. */
    nodes: boolean;
    /** Whether controllers of charts run beside that API server. */
    controllers: boolean;
    stack: string;
    config: ConfigOverride[];
    /** Absolute path of the folder that holds Pulumi.yaml and the program. */
    program: string;
    /** Absolute path of the folder that holds PulumiPolicy.yaml. */
    policyPack: string;
    /** Absolute path of the JSON file with the pack's configuration; absent for its defaults. */
    policyPackConfig?: string;
    /** Absolute path of the folder that holds state, passphrase and stand-in worlds. */
    home: string;
}

/** The command line cannot be followed; nothing was touched. Exit code 2. */
export class UsageError extends Error {}

export interface Folders {
    /** Root of the repository: what the defaults are relative to. */
    root: string;
    /** What paths on the command line are relative to. */
    current: string;
}

/** @throws UsageError naming every problem of the command line at once. */
export function parseOptions(args: readonly string[], folders: Folders): Options {
    const { values, positionals } = readArguments(args);
    const problems: string[] = [];
    const [operation = "sandbox", ...rest] = positionals;
    if (operation !== "sandbox" && !isOperation(operation)) {
        problems.push(`"${operation}" is not an operation; choose ${listed(operations)}`);
    } else if (rest.length > 0) {
        problems.push(`one operation at a time: "${rest.join(" ")}" is too much`);
    }
    const stack = values.stack ?? "dev";
    if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/.test(stack)) {
        problems.push(
            `--stack: "${stack}" is not a stack name; use up to 100 letters, digits, "-", "_" and "."`,
        );
    }
    const nodes = values.nodes ?? false;
    const controllers = values.controllers ?? false;
    const config: ConfigOverride[] = [];
    for (const text of values.config ?? []) {
        const end = text.indexOf("=");
        if (end < 1) {
            // Without "=" the text may be a secret value whose key was forgotten: not repeated here.
            problems.push(`--config: give it as KEY=VALUE, e.g. --config host=faces.example.com`);
        } else {
            config.push({ key: text.slice(0, end), value: text.slice(end + 1) });
        }
    }
    if (problems.length > 0) {
        throw new UsageError(problems.join("\n"));
    }
    return {
        operation: isOperation(operation) ? operation : "sandbox",
        help: values.help ?? false,
        json: values.json ?? false,
        apiServer: (values["api-server"] ?? false) || nodes || controllers,
        nodes,
        controllers,
        stack,
        config,
        program: resolve(folders.current, values.program ?? folders.root),
        policyPack: values["policy-pack"]
            ? resolve(folders.current, values["policy-pack"])
            : resolve(folders.root, "policy-pack"),
        ...(values["policy-pack-config"] && {
            policyPackConfig: resolve(folders.current, values["policy-pack-config"]),
        }),
        home: values.home
            ? resolve(folders.current, values.home)
            : resolve(folders.root, ".sandbox"),
    };
}

function readArguments(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                help: { type: "boolean", short: "h" },
                json: { type: "boolean" },
                "api-server": { type: "boolean" },
                nodes: { type: "boolean" },
                controllers: { type: "boolean" },
                stack: { type: "string", short: "s" },
                config: { type: "string", short: "c", multiple: true },
                program: { type: "string" },
                "policy-pack": { type: "string" },
                "policy-pack-config": { type: "string" },
                home: { type: "string" },
            },
        });
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}

function isOperation(text: string): text is (typeof operations)[number] {
    return (operations as readonly string[]).includes(text);
}

function listed(names: readonly string[]): string {
    return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

export const helpText = `Usage: npm run sandbox [-- OPERATION] [OPTIONS]

Runs the program with a real Pulumi engine and the real policy pack. Only the accounts and the
cluster are stood in for; what the engine keeps lies in .sandbox/.

OPERATION
  (none)     preview with the policy pack, up, and a second preview that must show no change
  preview    show what up would do; the policy pack decides whether it may
  up         bring the stack up
  refresh    read every resource again and take over into the state what changed
  destroy    delete every resource, in reverse order, and remove the stack
  outputs    print the outputs of the last up
  serve      run the API server of a stack that came up with --api-server, until Ctrl-C

OPTIONS
  --stack NAME, -s         stack whose Pulumi.NAME.yaml is used (default: dev)
  --config KEY=VALUE, -c   override one configuration value for this run, repeatable. KEY may lack
                           the project's prefix and may go into a structure: dns.proxied=true,
                           trustAnchors[0]=... A VALUE that begins with { or [ is read as JSON.
                           Only the copy in .sandbox/ is changed, never the stack file.
  --program DIR            folder with Pulumi.yaml and the program (default: this repository)
  --policy-pack DIR        folder with PulumiPolicy.yaml (default: ./policy-pack)
  --policy-pack-config FILE  JSON file with the pack's configuration (default: its own defaults)
  --home DIR               folder for state, passphrase and stand-in worlds (default: ./.sandbox)
  --api-server             a real Kubernetes API server takes the objects, instead of a stand-in:
                           etcd and kube-apiserver from PATH or KUBEBUILDER_ASSETS, else built with
                           Go, once. A stack that came up with it keeps it until it is destroyed.
                           The official Kubernetes plugin speaks to it, with --nodes, where it is on
                           PATH or installed by pulumi
  --nodes                  with such an API server, and nodes that run pods in name (kwok), so that
                           Deployments become ready
  --controllers            with such an API server, and the real trust-manager and Gatekeeper beside
                           it, each as long as the stack has its chart; built with Go, once
  --json                   one JSON document on standard output, everything else on standard error
  --help, -h               this text

The JSON document:
  { "operation": "preview", "result": "succeeded" | "failed",
    "changes": { "create": 0, "update": 0, "replace": 0, "delete": 0, "same": 0 },
    "violations": [{ "rule": "MESH-01", "level": "mandatory" | "advisory", "urn": "...",
                     "message": "..." }],
    "outputs": {}, "outputChanges": [{ "path": "...", "before": ..., "after": ... }],
    "diagnostics": [{ "severity": "error" | "warning" | "info", "message": "...",
                      "urn": "..." }],
    "ingress": [{ "host": "...", "cleartext": "served" | "redirected to https" | "refused",
                  "tls": "..." }],
    "seconds": 0 }
Secret outputs read "[secret]", outputs that a preview cannot know "[unknown]". Without an
operation, "operation" is "sandbox", "changes" are those of up, and "phases" holds one such document
for each of preview, up and second preview. "ingress" is how Emissary answers afterwards, where it
runs: in cleartext, on both ports, and with which certificate. A refresh counts resources that changed outside as
update, those that are gone as delete.

EXIT CODES
  0 succeeded   1 failed: the engine or a policy said no   2 the command line is wrong
  130, 143 interrupted (Ctrl-C, SIGTERM)
`;
