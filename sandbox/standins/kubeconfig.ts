import { readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readYaml } from "zero-trust-manifests";
import { kubeconfigText, type ClusterAccess } from "./kubeconfigText";
import { isPlainObject, textAt, type PlainObject, type PlainValue } from "./properties";
import { ProviderError } from "./provider";

/**
 * Writes what kubectl would use on a machine of the sandbox: it leads to a stand-in of a cluster.
 *
 * @returns the file's absolute path
 */
export function writeKubeconfig(folder: string, access: ClusterAccess): string {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, kubeconfigText("zero-trust-sandbox", access), { mode: 0o600 });
    return file;
}

/** A kubeconfig as the provider has read it. */
export interface Kubeconfig {
    currentContext: string;
    /** The name of each context's cluster. */
    contexts: ReadonlyMap<string, string>;
    clusters: ReadonlyMap<string, PlainObject>;
}

const none: Kubeconfig = { currentContext: "", contexts: new Map(), clusters: new Map() };

/**
 * Reads the property `kubeconfig`: a path, or the content as text or as an object.
 *
 * @throws ProviderError where it is neither
 */
export function readKubeconfig(property: PlainValue | undefined): Kubeconfig {
    if (property === undefined || property === null || property === "") {
        return none;
    }
    if (typeof property !== "string") {
        if (!isPlainObject(property)) {
            throw new ProviderError(`unexpected kubeconfig format, type: ${typeof property}`);
        }
        return fromContent(property);
    }
    const path = property.replace(/^~(?=$|\/)/, homedir());
    let content: unknown;
    try {
        content = readYaml(isThere(path) ? readFileSync(path, "utf8") : property);
    } catch {
        // The parser's message would quote credentials.
        throw unreadable("it is not YAML");
    }
    return fromContent(content as PlainValue | undefined);
}

function isThere(path: string): boolean {
    try {
        return statSync(path, { throwIfNoEntry: false }) !== undefined;
    } catch {
        // Content is often longer than a path can be.
        return false;
    }
}

function fromContent(content: PlainValue | undefined): Kubeconfig {
    if (content === undefined) {
        return none;
    }
    if (!isPlainObject(content)) {
        throw unreadable("it is not an object");
    }
    return {
        currentContext: textAt(content, "current-context") ?? "",
        contexts: new Map(
            [...named(content, "contexts", "context")].map(([name, context]) => [
                name,
                textAt(context, "cluster") ?? "",
            ]),
        ),
        clusters: named(content, "clusters", "cluster"),
    };
}

function named(content: PlainObject, list: string, member: string): Map<string, PlainObject> {
    const items = content[list] ?? [];
    if (!Array.isArray(items)) {
        throw unreadable(`${list} is not a list`);
    }
    return new Map(
        items.map((item) => {
            const value = isPlainObject(item) ? item[member] : undefined;
            return [textAt(item, "name") ?? "", isPlainObject(value) ? value : {}];
        }),
    );
}

function unreadable(reason: string): ProviderError {
    return new ProviderError(`failed to parse kubeconfig: ${reason}`);
}

/**
 * Where a kubeconfig leads to, by the provider's properties `context` and `cluster` besides it;
 * undefined where it leads nowhere.
 */
export function activeCluster(
    { currentContext, contexts, clusters }: Kubeconfig,
    overrides: PlainObject,
): { name: string; cluster: PlainObject } | undefined {
    const ofContext = contexts.get(textAt(overrides, "context") ?? currentContext);
    if (ofContext === undefined) {
        return undefined;
    }
    const name = textAt(overrides, "cluster") ?? ofContext;
    const cluster = clusters.get(name);
    return cluster && { name, cluster };
}

/** What the provider compares of two clusters; what is not set is the same as empty. */
export function clusterFields(cluster: PlainObject): PlainObject {
    return Object.fromEntries(
        [
            "server",
            "tls-server-name",
            "insecure-skip-tls-verify",
            "certificate-authority",
            "certificate-authority-data",
            "proxy-url",
            "disable-compression",
        ].flatMap((name) => {
            const value = cluster[name];
            return value === undefined || value === null || value === "" || value === false
                ? []
                : [[name, value]];
        }),
    );
}
