import { groupBy } from "../reading/groupBy";
import { selects, selectsAll } from "../kubernetes/labelSelector";
import { type Reading, UNKNOWN, peek, readString, valueOf } from "../reading/read";
import { type Resource, isKind } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { readStrings } from "../reading/stringList";
import { type Ternary, every } from "../reading/ternary";

const GROUP = "getambassador.io";
/** Protocols of which a Listener decrypts what it takes. */
export const decryptedProtocols = ["HTTPS", "HTTPSPROXY", "TLS"];

export function isHost(type: string): boolean {
    return isKind(type, GROUP, "Host");
}

export function isListener(type: string): boolean {
    return isKind(type, GROUP, "Listener");
}

export function isMapping(type: string): boolean {
    return isKind(type, GROUP, "Mapping");
}

export function isIngress(type: string): boolean {
    return isKind(type, "networking.k8s.io", "Ingress") || isKind(type, "extensions", "Ingress");
}

export function emissaryKind(index: ResourceIndex, kind: string): readonly Resource[] {
    return index.ofKind(GROUP, kind);
}

export function ingressesOf(index: ResourceIndex): readonly Resource[] {
    return [
        ...index.ofKind("networking.k8s.io", "Ingress"),
        ...index.ofKind("extensions", "Ingress"),
    ];
}

/**
 * Whether a Host serves nobody: it has no certificate, rejects cleartext, and its name is one that
 * nobody has (RFC 6761). It is there so that Emissary makes none of its own, see ING-13.
 */
export function servesNobody({ object }: Resource): boolean {
    const hostname = valueOf(readString(object, ["spec", "hostname"])) ?? "";
    const action = readString(object, ["spec", "requestPolicy", "insecure", "action"]);
    return (
        hostname.endsWith(".invalid") &&
        !hostname.includes("*") &&
        valueOf(action) === "Reject" &&
        ["tlsSecret", "tlsContext"].every(
            (field) => peek(object, ["spec", field, "name"]) === undefined,
        )
    );
}

/** The hostname that a Mapping is for, or its deprecated alias. */
export function mappingHostname({ object }: Resource): Reading<string> {
    const hostname = readString(object, ["spec", "hostname"]);
    const alias = readString(object, ["spec", "host"]);
    return hostname.state === "absent" && alias.state !== "absent" ? alias : hostname;
}

/** Whether Emissary's `ambassador_id` puts two objects into the same installation. */
export function isSameInstallation(one: Resource, other: Resource): boolean {
    const ids = installationsOf(one);
    return installationsOf(other).some((id) => ids.includes(id));
}

/** Whether an object is for the Emissary of an id. */
export function isOfInstallation(object: Resource, id: string): boolean {
    return installationsOf(object).includes(id);
}

function installationsOf({ object }: Resource): readonly string[] {
    const { texts } = readStrings(object, ["spec", "ambassador_id"]);
    return texts.length === 0 ? ["default"] : texts.map(({ value }) => value);
}

/** Whether two hostnames, in which a `*` stands for anything, can be those of one request. */
export function globsOverlap(one: string, other: string): boolean {
    return globMatches(one, other) || globMatches(other, one);
}

function globMatches(glob: string, text: string): boolean {
    if (!glob.includes("*")) {
        return glob === text;
    }
    const pattern = glob.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${pattern.join(".*")}$`).test(text);
}

/** Whether a Host of the stack serves a Mapping: by its name, by the Mapping's labels, or by both. */
export function isServed(mapping: Resource, index: ResourceIndex): Ternary {
    const hostname = valueOf(mappingHostname(mapping));
    const { byName, others, all } = hostNames(index);
    const candidates =
        hostname === undefined || hostname.includes("*")
            ? all
            : [...(byName.get(hostname) ?? []), ...others];
    let answer: Ternary = false;
    for (const host of candidates) {
        const served = serves(host, mapping, hostname);
        if (served === true) {
            return true;
        }
        if (served === UNKNOWN) {
            answer = UNKNOWN;
        }
    }
    return answer;
}

function serves(host: Resource, mapping: Resource, wanted: string | undefined): Ternary {
    const hostname = readString(host.object, ["spec", "hostname"]);
    const selector =
        peek(host.object, ["spec", "mappingSelector"]) ?? peek(host.object, ["spec", "selector"]);
    const selectsNothing = selectsAll(selector) === true;
    const selected: Ternary = selectsNothing
        ? true
        : selects(selector, peek(mapping.object, ["metadata", "labels"]));
    const named: Ternary =
        wanted === undefined
            ? !selectsNothing
            : hostname.state === "unknown"
              ? UNKNOWN
              : globsOverlap(valueOf(hostname) ?? "*", wanted);
    return every(selected, named);
}

const hostNames = oncePerIndex((index) => {
    const all = emissaryKind(index, "Host");
    const exact = (host: Resource) => {
        const name = valueOf(readString(host.object, ["spec", "hostname"]));
        return name === undefined || name.includes("*") ? undefined : name;
    };
    return {
        all,
        byName: groupBy(all, exact),
        others: all.filter((host) => exact(host) === undefined),
    };
});

export interface ServiceName {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
}

/** The Service that a Mapping or an AuthService of a namespace names: `http://face.faces:80`. */
export function parseServiceName(text: string, namespace: string): ServiceName | undefined {
    const [, scheme, host, port] =
        /^(?:(\w+):\/\/)?([^:/]+)(?::(\d+))?(?:\/.*)?$/.exec(text.trim()) ?? [];
    const [name, home = namespace] = host?.split(".") ?? [];
    return name === undefined || name === ""
        ? undefined
        : { namespace: home, name, port: Number(port ?? (scheme === "https" ? 443 : 80)) };
}
