import type { Path } from "zero-trust-manifests";
import { type Reading, isList, isUnsettled, peek, readString } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const TYPE =
    /^kubernetes:(?:yaml(?:\/v2)?:(?:ConfigFile|ConfigGroup)|kustomize(?:\/v2)?:Directory)$/;
const REMOTE = /^(?:https?|ssh|git|git\+\w+):|^git@|^(?:github|gitlab|bitbucket)\.[a-z]+\//i;
/** A commit, or a digest: what it names cannot change. */
const HASH = /(?<![0-9a-f])(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])/i;

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "sc-06-remote-manifests-are-pinned",
        demand: "Every ConfigFile, ConfigGroup and Kustomize directory is local, or comes by https from a URL with a commit's hash.",
        appliesTo: (type) => TYPE.test(type),
        *check(resource) {
            for (const location of locations(resource)) {
                yield* pinned(resource, location);
            }
        },
    },
};

function* locations(resource: Resource): Generator<Reading<string>> {
    const { object } = resource;
    const file = readString(object, ["file"]);
    if (file.state === "absent" && resource.type === "kubernetes:yaml:ConfigFile") {
        // The name of such a resource is its file where no other is given.
        yield known(["file"], resource.urn.split("::").slice(3).join("::"));
    }
    yield file;
    yield readString(object, ["directory"]);
    const files = peek(object, ["files"]);
    if (isList(files)) {
        for (const index of files.keys()) {
            yield readString(object, ["files", index]);
        }
    } else {
        yield readString(object, ["files"]);
    }
}

function known(path: Path, value: string): Reading<string> {
    return { state: "known", path, value };
}

function* pinned(resource: Resource, location: Reading<string>): Generator<Verdict> {
    if (isUnsettled(location)) {
        yield unsettled(resource, location);
    } else if (location.state === "known" && REMOTE.test(location.value)) {
        if (/^http:/i.test(location.value)) {
            yield violation(
                resource,
                location.path,
                "fetches a manifest by http, which proves neither who serves it nor what",
            );
        } else if (!HASH.test(location.value)) {
            yield violation(
                resource,
                location.path,
                "fetches a manifest that no hash pins, and branches and tags move",
            );
        }
    }
}
