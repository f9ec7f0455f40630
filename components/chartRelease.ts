import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Problem, Problems, valid } from "./validation";
import { charts, type ChartName, type PinnedChart } from "zero-trust-rules";

/** Values of a chart, as Helm understands them. */
export type ChartValues = Record<string, pulumi.Input<unknown>>;

/** What a stack may change about a chart: its version, where it comes from, its values. */
export interface ChartOverride {
    /** Exact chart version. Default: the one in `rules/charts.ts`, which is the one that is tested. */
    version?: string;
    /**
     * Where the chart comes from: an HTTPS repository, a full `oci://` reference, or a local chart
     * folder that begins with `/` or `.` (air-gapped installs). Default: the upstream location.
     */
    location?: string;
    /**
     * Values merged over the component's own, key by key: objects are merged, everything else
     * (lists too) is replaced. The last word is the stack's; the policy pack still judges it.
     */
    values?: ChartValues;
}

/** Overrides by chart name. */
export type ChartOverrides = Partial<Record<ChartName, ChartOverride>>;

/** Every problem of an override; empty when a chart can be taken with it. */
export function chartOverrideProblems(path: string, override: ChartOverride = {}): Problem[] {
    const problems = new Problems();
    problems.require(/^v?\d+\.\d+\.\d+([-+].+)?$/.test(override.version ?? "1.0.0"), {
        path: `${path}.version`,
        value: override.version,
        reason: "is not an exact version",
        remedy: "give e.g. 1.2.3; a range would install what nobody has reviewed",
    });
    problems.require(/^(https:\/\/|oci:\/\/|\/|\.)/.test(override.location ?? "/"), {
        path: `${path}.location`,
        value: override.location,
        reason: "is neither an https repository, an oci reference nor a local folder",
        remedy: "begin it with https://, oci://, / or .",
    });
    for (const value of renaming) {
        problems.require(valueAt(override.values, value) === undefined, {
            path: `${path}.values.${value.join(".")}`,
            reason: "would give the chart's objects other names than those by which policies and other parts of the platform know them",
            remedy: "leave it out",
        });
    }
    return problems.all;
}

/** Values by which charts name their objects, and what their pods run as. */
const renaming = [
    ["fullnameOverride"],
    ["nameOverride"],
    ["namespace"],
    ["namespaceOverride"],
    ["serviceAccount", "create"],
    ["serviceAccount", "name"],
] as const;

function valueAt(values: ChartValues = {}, path: readonly string[]): unknown {
    return path.reduce<unknown>((value, key) => (isValues(value) ? value[key] : undefined), values);
}

/** Merges Helm values: objects key by key, everything else is replaced by `over`. */
export function mergeValues(base: ChartValues, over: ChartValues): ChartValues {
    const merged: ChartValues = { ...base };
    for (const [key, value] of Object.entries(over)) {
        const below = merged[key];
        merged[key] = isValues(below) && isValues(value) ? mergeValues(below, value) : value;
    }
    return merged;
}

function isValues(value: unknown): value is ChartValues {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !pulumi.Output.isInstance(value)
    );
}

/** The inputs of a Release that say which chart it is, after the stack's override. */
export function chartSource(pinned: PinnedChart, override: ChartOverride = {}) {
    const version = override.version ?? pinned.version;
    const location = override.location ?? pinned.repository;
    if (location?.startsWith("https://") === true) {
        const name = pinned.chart.slice(pinned.chart.lastIndexOf("/") + 1);
        return { chart: name, version, repositoryOpts: { repo: location } };
    }
    return { chart: location ?? pinned.chart, version };
}

/** What a chart Release is made of. */
export interface ChartReleaseArgs {
    /** Which chart of the table. */
    chart: ChartName;
    /** Helm's name for the release: fixed, because names of other objects derive from it. */
    releaseName: string;
    /** Namespace of the release; it must exist, since a release never makes it. */
    namespace: string;
    /** The component's own values. */
    values: ChartValues;
    /** The stack's override. */
    override: ChartOverride | undefined;
}

/**
 * Installs a chart of the platform as a Helm release: hooks run, Helm waits until everything is
 * ready, and certificates that a template makes are made once, not at every preview.
 * @throws pulumi.RunError listing every problem of the override.
 */
export function chartRelease(
    name: string,
    args: ChartReleaseArgs,
    opts: pulumi.CustomResourceOptions,
): kubernetes.helm.v3.Release {
    valid(`The chart of "${name}"`, args.override, chartOverrideProblems("chart", args.override));
    return new kubernetes.helm.v3.Release(
        name,
        {
            ...chartSource(charts[args.chart], args.override),
            name: args.releaseName,
            namespace: args.namespace,
            createNamespace: false,
            atomic: false,
            skipAwait: false,
            timeout: releaseTimeoutSeconds,
            values: mergeValues(args.values, args.override?.values ?? {}),
        },
        opts,
    );
}

/** A load balancer and image pulls on a new cluster can take minutes. */
const releaseTimeoutSeconds = 600;
