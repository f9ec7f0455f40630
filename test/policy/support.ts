import assert from "node:assert/strict";
import { type Json, type JsonObject } from "../../rules/reading/read";
import {
    type Resource,
    type ResourceOptions,
    describe as describeResource,
} from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Rule, formatFinding, judge } from "../../rules/rule";
import { type Settings, defaultSettings } from "../../rules/settings";

/** Objects, and what a rule has to say of them: `violation Deployment "faces/face" spec.template`. */
export interface Case {
    readonly title: string;
    readonly objects: readonly Resource[];
    readonly settings?: Partial<Settings>;
    readonly findings: readonly string[];
}

export function testCases(rule: Rule, cases: readonly Case[]): void {
    for (const { title, objects, settings, findings } of cases) {
        it(title, () => {
            assert.deepEqual(summarize(rule, objects, settings), findings);
        });
    }
}

/** Every finding as status, object and path. */
export function summarize(
    rule: Rule,
    objects: readonly Resource[],
    settings: Partial<Settings> = {},
): string[] {
    return findings(rule, objects, settings).map((finding) =>
        `${finding.status} ${describeResource(finding.resource)} ${finding.path}`.trim(),
    );
}

/** Every finding as the line that people read. */
export function lines(
    rule: Rule,
    objects: readonly Resource[],
    settings: Partial<Settings> = {},
): string[] {
    return findings(rule, objects, settings).map(formatFinding);
}

function findings(rule: Rule, objects: readonly Resource[], settings: Partial<Settings>) {
    return judge(rule, new ResourceIndex(objects), { ...defaultSettings, ...settings });
}

/** An object of Kubernetes by group, version and kind: `apps/v1:Deployment`. */
export function kubernetes(kind: string, object: JsonObject): Resource {
    const type = `kubernetes:${kind}`;
    return { urn: urnOf(type), type, object };
}

export function civo(kind: string, object: JsonObject): Resource {
    const type = `civo:index/${kind}`;
    return { urn: urnOf(type), type, object };
}

export function cloudflare(kind: string, object: JsonObject): Resource {
    const type = `cloudflare:index/${kind}`;
    return { urn: urnOf(type), type, object };
}

/** The same resource with options of Pulumi; those that are not given are its defaults. */
export function withOptions(resource: Resource, options: Partial<ResourceOptions>): Resource {
    const defaults = { protect: false, ignoreChanges: [], propertyDependencies: {} };
    return { ...resource, options: { ...defaults, ...options } };
}

function urnOf(type: string): string {
    return `urn:pulumi:dev::faces::${type}::it`;
}

export function namespace(name: Json, annotations: Json = {}): Resource {
    return kubernetes("core/v1:Namespace", { metadata: { name, annotations } });
}

export interface PodTemplate extends JsonObject {
    readonly metadata?: Json;
    readonly spec?: Json;
}

export function deployment(name: string, template: Json, inNamespace: Json = "faces"): Resource {
    return kubernetes("apps/v1:Deployment", {
        metadata: { name, namespace: inNamespace },
        spec: { template },
    });
}

/** The same pod in every kind that makes pods, each with the path of its pod template. */
export function inEveryKind(
    pod: PodTemplate,
): readonly { readonly kind: string; readonly workload: Resource; readonly path: string }[] {
    const metadata = { name: "face", namespace: "faces" };
    const templated = (kind: string) => ({
        kind,
        workload: kubernetes(kind, { metadata, spec: { template: pod } }),
        path: "spec.template.",
    });
    return [
        {
            kind: "core/v1:Pod",
            workload: kubernetes("core/v1:Pod", {
                metadata: { ...metadata, ...(pod.metadata as JsonObject | undefined) },
                spec: pod.spec,
            }),
            path: "",
        },
        templated("apps/v1:Deployment"),
        templated("apps/v1:StatefulSet"),
        templated("apps/v1:DaemonSet"),
        templated("apps/v1:ReplicaSet"),
        templated("core/v1:ReplicationController"),
        templated("batch/v1:Job"),
        {
            kind: "batch/v1:CronJob",
            workload: kubernetes("batch/v1:CronJob", {
                metadata,
                spec: { jobTemplate: { spec: { template: pod } } },
            }),
            path: "spec.jobTemplate.spec.template.",
        },
    ];
}

/** The same Pod gets the same verdict, whichever kind makes it. */
export function testEveryKind(
    rule: Rule,
    pods: {
        readonly allowed: PodTemplate;
        readonly refused: PodTemplate;
        /** Path of the fault from the pod template on. */
        readonly fault: string;
        readonly with?: readonly Resource[];
    },
): void {
    const others = pods.with ?? [];
    const kindName = (kind: string) => kind.split(":").at(-1) ?? kind;
    for (const { kind, workload } of inEveryKind(pods.allowed)) {
        it(`allows it as a ${kindName(kind)}`, () => {
            assert.deepEqual(summarize(rule, [...others, workload]), []);
        });
    }
    for (const { kind, workload, path } of inEveryKind(pods.refused)) {
        it(`refuses it as a ${kindName(kind)}`, () => {
            assert.deepEqual(summarize(rule, [...others, workload]), [
                `violation ${kindName(kind)} "faces/face" ${path}${pods.fault}`,
            ]);
        });
    }
}
