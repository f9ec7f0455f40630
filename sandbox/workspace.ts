import { randomBytes } from "node:crypto";
import {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isMap, parse, parseDocument, type Document } from "yaml";
import { UsageError, type ConfigOverride } from "./options";
import { StackState } from "./state";

export interface Project {
    /** Absolute path of the folder that holds Pulumi.yaml. */
    directory: string;
    name: string;
    /** Folder or file of the program, relative to the folder. */
    main?: string;
    /** Keys, with prefix, whose values the engine accepts only encrypted. */
    secretKeys: Set<string>;
}

/** One override, placed. */
export interface ConfigEntry {
    /** With the project's prefix. */
    key: string;
    /** Way into the value; empty for the whole of it. */
    path: (string | number)[];
    value: unknown;
}

/** The engine's working folder for one stack: copies, so that the repository stays as it is. */
export interface Workspace {
    directory: string;
    backend: string;
    /** Instead of the user's own ~/.pulumi. */
    pulumiHome: string;
    passphrase: string;
    worldFile: string;
    state: StackState;
    /** Overrides that the engine has to encrypt before it accepts them. */
    secretEntries: ConfigEntry[];
    /** Removes what is kept of a stack beside its state, once that is gone. */
    remove(options: { keepWorld: boolean }): void;
}

/** @throws UsageError where the folder holds no Node.js project */
export function readProject(directory: string): Project {
    const file = join(directory, "Pulumi.yaml");
    if (!existsSync(file)) {
        throw new UsageError(
            `${file} does not exist; give the folder of a Pulumi program with --program`,
        );
    }
    const settings = asObject(parse(readFileSync(file, "utf8")));
    const runtime = asObject(settings.runtime).name ?? settings.runtime;
    if (typeof settings.name !== "string" || runtime !== "nodejs") {
        throw new UsageError(`${file}: needs a name, and nodejs as its runtime`);
    }
    const { name, main } = settings;
    const secretKeys = Object.entries(asObject(settings.config))
        .filter(([, declaration]) => asObject(declaration).secret === true)
        .map(([key]) => (key.includes(":") ? key : `${name}:${key}`));
    return {
        directory,
        name,
        ...(typeof main === "string" && { main }),
        secretKeys: new Set(secretKeys),
    };
}

/** @throws UsageError that lists the stacks there are, where this one has no file */
export function readStackFile(project: Project, stack: string): string {
    const file = join(project.directory, `Pulumi.${stack}.yaml`);
    if (!existsSync(file)) {
        const stacks = readdirSync(project.directory).flatMap(
            (name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [],
        );
        throw new UsageError(
            `--stack: ${file} does not exist; ` +
                (stacks.length > 0
                    ? `the stacks there are ${stacks.sort().join(", ")}`
                    : `write one with the stack's configuration`),
        );
    }
    return readFileSync(file, "utf8");
}

/** @throws UsageError where the key is not one */
export function placeOverride({ key, value }: ConfigOverride, project: string): ConfigEntry {
    const match = /^(?:([A-Za-z0-9_-]+):)?([A-Za-z0-9_-]+)((?:\.[A-Za-z0-9_-]+|\[\d+\])*)$/.exec(
        key,
    );
    if (!match?.[2]) {
        throw new UsageError(
            `--config: "${key}" is not a configuration key; ` +
                `write it as key, project:key, key.property or key[0]`,
        );
    }
    const path = [...(match[3] ?? "").matchAll(/\.([^.[]+)|\[(\d+)\]/g)].map(([, name, index]) =>
        index === undefined ? (name ?? "") : Number(index),
    );
    return {
        key: `${match[1] ?? project}:${match[2]}`,
        path,
        value: readValue(key, value, path.length > 0),
    };
}

/** Like `pulumi config set`: a whole value is text, one inside a structure has a type. */
function readValue(key: string, text: string, nested: boolean): unknown {
    if (/^\s*[[{]/.test(text)) {
        try {
            return JSON.parse(text) as unknown;
        } catch {
            // The parser's message would quote the value, which may be secret.
            throw new UsageError(
                `--config: the value of "${key}" begins like JSON but is not JSON`,
            );
        }
    }
    if (nested && (text === "true" || text === "false")) {
        return text === "true";
    }
    return nested && /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

export interface StackConfiguration {
    document: Document;
    secretEntries: ConfigEntry[];
}

/**
 * The stack's configuration with the overrides in it, and apart from it those that have to be
 * encrypted first.
 *
 * @throws UsageError for an override that does not fit, and for values that are encrypted with a
 *     key that the sandbox does not have
 */
export function configure(
    project: Project,
    stack: string,
    stackFile: string,
    overrides: readonly ConfigOverride[],
): StackConfiguration {
    const document = parseDocument(stackFile);
    const name = `Pulumi.${stack}.yaml`;
    if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) {
        throw new UsageError(`${name}: ${document.errors[0]?.message ?? "is not a YAML map"}`);
    }
    // They belong to the real stack's key, the sandbox has its own.
    for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) {
        if (document.has(key)) {
            document.delete(key);
        }
    }
    const secretEntries: ConfigEntry[] = [];
    for (const override of overrides) {
        const entry = placeOverride(override, project.name);
        const place = ["config", entry.key, ...entry.path];
        if (project.secretKeys.has(entry.key) || document.hasIn([...place, "secure"])) {
            secretEntries.push(entry);
            if (document.hasIn(place)) {
                document.deleteIn(place);
            }
        } else {
            try {
                document.setIn(place, entry.value);
            } catch {
                throw new UsageError(
                    `--config: ${name} has a plain value where "${override.key}" goes into a structure`,
                );
            }
        }
    }
    const encrypted = encryptedPaths(asObject(document.toJS()).config, "");
    if (encrypted.length > 0) {
        throw new UsageError(
            `${name}: ${encrypted.join(", ")}: encrypted with a key that the sandbox does not ` +
                `have; override it with a stand-in value: --config KEY=VALUE`,
        );
    }
    return { document, secretEntries };
}

function encryptedPaths(value: unknown, path: string): string[] {
    if (!value || typeof value !== "object") {
        return [];
    }
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]?.[0] === "secure" && typeof entries[0][1] === "string") {
        return [path];
    }
    return entries.flatMap(([key, part]) =>
        encryptedPaths(
            part,
            path === "" ? key : Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
        ),
    );
}

/** What the sandbox keeps of a stack beside its state. */
export function stackFolder(home: string, project: Project, stack: string): string {
    return join(home, "stacks", project.name, stack);
}

/** Writes the engine's working folder for one stack, anew for every run. */
export function openWorkspace(
    home: string,
    project: Project,
    stack: string,
    configuration: StackConfiguration,
): Workspace {
    const directory = stackFolder(home, project, stack);
    const backend = join(home, "state");
    mkdirSync(directory, { recursive: true });
    mkdirSync(backend, { recursive: true });
    const state = new StackState(backend, project.name, stack);
    const passphrase = sandboxPassphrase(home);
    const stackFile = join(directory, `Pulumi.${stack}.yaml`);
    // State and configuration are encrypted with the same salt: it has to outlive the copy.
    const salt = state.salt ?? saltIn(stackFile);
    if (salt) {
        configuration.document.set("encryptionsalt", salt);
    }
    writeFileSync(
        join(directory, "Pulumi.yaml"),
        readFileSync(join(project.directory, "Pulumi.yaml")),
    );
    writeFileSync(stackFile, configuration.document.toString(), { mode: 0o600 });
    return {
        directory,
        backend,
        pulumiHome: join(home, "home"),
        passphrase,
        worldFile: join(directory, "world.json"),
        state,
        secretEntries: configuration.secretEntries,
        remove: ({ keepWorld }) => {
            const kept = keepWorld ? ["world.json"] : [];
            for (const name of readdirSync(directory).filter((file) => !kept.includes(file))) {
                rmSync(join(directory, name), { recursive: true });
            }
            const last = join(backend, ".pulumi", "stacks", project.name, `${stack}.json.bak`);
            rmSync(last, { force: true });
            rmSync(`${last}.attrs`, { force: true });
            for (const past of ["backups", "history"]) {
                const folder = join(backend, ".pulumi", past, project.name, stack);
                rmSync(folder, { recursive: true, force: true });
            }
        },
    };
}

function saltIn(stackFile: string): string | undefined {
    if (!existsSync(stackFile)) {
        return undefined;
    }
    const { encryptionsalt } = asObject(parse(readFileSync(stackFile, "utf8")));
    return typeof encryptionsalt === "string" ? encryptionsalt : undefined;
}

/** Made once per sandbox: the state's secrets are encrypted with it. */
function sandboxPassphrase(home: string): string {
    const file = join(home, "passphrase");
    if (!existsSync(file)) {
        const draft = `${file}.new`;
        writeFileSync(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
        renameSync(draft, file);
    }
    return readFileSync(file, "utf8");
}

function asObject(value: unknown): Record<string, unknown> {
    return value && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
