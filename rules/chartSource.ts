import type { Path } from "zero-trust-manifests";
import { type Reading, readString } from "./reading/read";
import { type Resource } from "./reading/resource";

/** Where a chart comes from: a URL, or a folder or archive on the machine that runs Pulumi. */
export type ChartSource =
    | { readonly from: "url"; readonly path: Path; readonly url: string }
    | { readonly from: "local"; readonly path: Path }
    | { readonly from: "nowhere"; readonly path: Path };

const REPOSITORY_OPTIONS = ["repositoryOpts", "fetchOpts"];

/** Absent where the object names no chart at all. */
export function chartSource({ object }: Resource): Reading<ChartSource> {
    const local = readString(object, ["path"]);
    if (local.state !== "absent") {
        return local.state === "known" ? known({ from: "local", path: local.path }) : local;
    }
    const chart = readString(object, ["chart"]);
    if (chart.state !== "known") {
        return chart;
    }
    const { path, value } = chart;
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
        return known({ from: "url", path, url: value });
    }
    for (const options of REPOSITORY_OPTIONS) {
        const repository = readString(object, [options, "repo"]);
        if (repository.state === "known") {
            return known({ from: "url", path: repository.path, url: repository.value });
        }
        if (repository.state !== "absent") {
            return repository;
        }
    }
    return known({ from: /^[./~]|^[A-Za-z]:\\/.test(value) ? "local" : "nowhere", path });
}

function known(value: ChartSource): Reading<ChartSource> {
    return { state: "known", path: value.path, value };
}
