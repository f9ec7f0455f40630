import type { Path } from "zero-trust-manifests";
import { certificatesOf, secretsNamed } from "../../certificates/certManager";
import { emissaryKind, isOfInstallation } from "../../ingress/emissary";
import {
    type Reading,
    type Unsettled,
    isUnsettled,
    read,
    readBoolean,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** The Secret that Emissary looks for, in its own namespace, when no Host is active. */
const FALLBACK = "fallback-self-signed-cert";
const SAFE_ACTIONS = ["Redirect", "Reject"];

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "ing-13-no-cleartext-without-certificates",
        demand: `A stack with Emissary has a Host without a TLS Secret that redirects or rejects cleartext, or fills Secret ${FALLBACK} in Emissary's namespace.`,
        *check(index) {
            for (const emissary of emissariesOf(index)) {
                yield* protectedFrom(emissary, index);
            }
        },
    },
};

interface Emissary {
    readonly resource: Resource;
    /** What shows that it is Emissary. */
    readonly path: Path;
}

/** Emissary's releases, and what runs its image without one. */
function emissariesOf(index: ResourceIndex): Emissary[] {
    const releases = index.releasesOf("emissary-ingress");
    const workloads = index.workloads.filter(({ resource }) => resource.renderedFrom === undefined);
    return [
        ...releases.map((resource) => ({ resource, path: ["chart"] })),
        ...workloads.flatMap(({ resource, containers }) => {
            const [container] = containers.all.filter(({ imageReference }) =>
                imageReference?.repository.endsWith("emissary-ingress/emissary"),
            );
            return container ? [{ resource, path: [...container.path, "image"] }] : [];
        }),
    ];
}

function* protectedFrom({ resource, path }: Emissary, index: ResourceIndex): Generator<Verdict> {
    const home = namespaceOf(resource);
    const own = readString(resource.object, ["values", "env", "AMBASSADOR_ID"]);
    const installation = valueOf(own) ?? "default";
    const readings = [
        ...emissaryKind(index, "Host")
            .filter((host) => isSeen(host, resource) && isOfInstallation(host, installation))
            .map(isAlwaysActive),
        ...fallbacks(index, home),
    ];
    if (readings.includes(true)) {
        return;
    }
    const open = isUnsettled(home) ? home : readings.find((reading) => typeof reading === "object");
    yield open
        ? unsettled(resource, open, "a Host, Certificate or Secret")
        : violation(
              resource,
              path,
              "serves every Mapping in cleartext, passwords included, as long as the TLS Secrets of all Hosts are missing",
          );
}

/** Whether Emissary looks at a Host's namespace. */
function isSeen(host: Resource, emissary: Resource): boolean {
    const single = readBoolean(emissary.object, ["values", "scope", "singleNamespace"]);
    return (
        valueOf(single) !== true || valueOf(namespaceOf(host)) === valueOf(namespaceOf(emissary))
    );
}

/** Whether no missing Secret can make a Host inactive, and it serves no cleartext. */
function isAlwaysActive({ object }: Resource): boolean | Unsettled {
    const secret = readString(object, ["spec", "tlsSecret", "name"]);
    const context = read(object, ["spec", "tlsContext"]);
    const action = readString(object, ["spec", "requestPolicy", "insecure", "action"]);
    const open = [secret, context, action].find(isUnsettled);
    if (
        valueOf(secret) ||
        context.state === "known" ||
        (action.state === "known" && !SAFE_ACTIONS.includes(action.value))
    ) {
        return false;
    }
    return open ?? true;
}

function fallbacks(index: ResourceIndex, home: Reading<string>): readonly (boolean | Unsettled)[] {
    const isHere = (resource: Resource) => valueOf(namespaceOf(resource)) === valueOf(home);
    return [
        ...secretsNamed(index, FALLBACK)
            .filter(isHere)
            .map(() => true),
        ...certificatesOf(index)
            .filter(isHere)
            .map(({ object }) => {
                const name = readString(object, ["spec", "secretName"]);
                return isUnsettled(name) ? name : valueOf(name) === FALLBACK;
            }),
    ];
}
