import { chartSource } from "../../chartSource";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, isChart } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const PROVIDER = "pulumi:providers:";
/** Of stack references and stashes: it is in the engine, and has no version of its own. */
const BUILT_IN = "pulumi:providers:pulumi";
const EXACT = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "sc-04-exact-versions",
        demand: "Every Helm release and chart that does not come from a local folder, and every provider but the engine's own, has an exact version.",
        appliesTo: (type) => isChart(type) || (type.startsWith(PROVIDER) && type !== BUILT_IN),
        *check(resource) {
            if (!isChart(resource.type)) {
                yield* exact(resource, "uses whatever plugin is installed");
                return;
            }
            const source = chartSource(resource);
            if (isUnsettled(source)) {
                yield unsettled(resource, source);
            } else if (source.state === "known" && !isPinned(source.value)) {
                yield* exact(resource, "installs whatever version is the newest");
            }
        },
    },
};

/** A folder is what is in the repository; a digest or an archive's name says which version. */
function isPinned(source: { readonly from: string; readonly url?: string }): boolean {
    return (
        source.from === "local" ||
        /@sha256:[0-9a-f]{64}$|-v?\d+\.\d+\.\d+[^/]*\.tgz$/.test(source.url ?? "")
    );
}

function* exact(resource: Resource, otherwise: string): Generator<Verdict> {
    const version = readString(resource.object, ["version"]);
    if (isUnsettled(version)) {
        yield unsettled(resource, version);
    } else if (valueOf(version) === undefined || valueOf(version) === "") {
        yield violation(resource, version.path, `has no version, and so ${otherwise}`);
    } else if (!EXACT.test(valueOf(version) ?? "")) {
        yield violation(
            resource,
            version.path,
            `has the version "${valueOf(version) ?? ""}", which can be many`,
        );
    }
}
