import type { ReferenceData } from "../referenceData";
import { kindKey } from "./apiResources";
import { brings, hangs, refusal } from "./chartBehaviours";
import type { Brought, Installation } from "./installation";
import { locateChart, type Chart } from "./charts";
import { checkValues } from "./chartValues";
import { fromObjectId, objectId, releaseKind, type Cluster } from "./cluster";
import { reconcile, releaseKey } from "./controllers";
import { definitionKind, definitionThing, type DefinitionCatalog } from "./customResources";
import { differences } from "./diff";
import { stableHex } from "./identifiers";
import {
    at,
    hasUnknowns,
    isPlainObject,
    plainObject,
    textAt,
    unknown,
    type PlainObject,
    type Properties,
} from "./properties";
import {
    InitializationError,
    ProviderError,
    type CheckFailure,
    type CheckRequest,
    type CheckResult,
    type Created,
    type CreateRequest,
    type DiffRequest,
    type DiffResult,
    type Found,
    type ReadRequest,
    type UpdateRequest,
} from "./provider";
import { checkAgainstSchema, type PackageSchema } from "./schemaChecks";
import { restore, withhold } from "./world";

export const releaseType = "kubernetes:helm.sh/v3:Release";

const text = { type: "string" };
const flag = { type: "boolean" };

const schema: PackageSchema = {
    resources: {
        [releaseType]: {
            inputProperties: {
                allowNullValues: flag,
                atomic: flag,
                chart: text,
                cleanupOnFail: flag,
                compat: text,
                createNamespace: flag,
                dependencyUpdate: flag,
                description: text,
                devel: flag,
                disableCRDHooks: flag,
                disableOpenapiValidation: flag,
                disableWebhooks: flag,
                forceUpdate: flag,
                keyring: text,
                lint: flag,
                manifest: {},
                maxHistory: { type: "integer" },
                name: text,
                namespace: text,
                postrender: text,
                recreatePods: flag,
                renderSubchartNotes: flag,
                replace: flag,
                repositoryOpts: { $ref: "#/types/repositoryOpts" },
                resetValues: flag,
                resourceNames: {},
                reuseValues: flag,
                skipAwait: flag,
                skipCrds: flag,
                takeOwnership: flag,
                timeout: { type: "integer" },
                valueYamlFiles: { type: "array" },
                values: { type: "object" },
                verify: flag,
                version: text,
                waitForJobs: flag,
            },
            requiredInputs: ["chart"],
        },
    },
    types: {
        repositoryOpts: {
            properties: {
                caFile: text,
                certFile: text,
                keyFile: text,
                password: text,
                repo: text,
                username: text,
            },
        },
    },
};

/** Stands in for Helm releases: charts of the chart table, with what they need and bring. */
export class ReleaseStandIn {
    public constructor(
        private readonly cluster: Cluster,
        private readonly catalog: DefinitionCatalog,
        private readonly reference: ReferenceData | undefined,
    ) {}

    /** The provider loads the chart as soon as every input is known, and not before. */
    public check({ type, name, olds, news, randomSeed }: CheckRequest): CheckResult {
        const inputs: Properties = { ...news };
        const seed = Buffer.from(randomSeed).toString("hex");
        inputs.name ??= olds.name ?? `${name}-${stableHex(8, seed, name)}`;
        inputs.namespace ??= "default";
        if (inputs.skipAwait !== true) {
            inputs.timeout ??= 300;
        }
        const failures = checkAgainstSchema(schema, type, inputs);
        if (failures.length === 0 && !hasUnknowns(inputs)) {
            failures.push(...this.load(inputs));
        }
        return { inputs, failures };
    }

    public diff({ oldInputs, news }: DiffRequest): DiffResult {
        const found = differences(plainObject(oldInputs), plainObject(news));
        return {
            differences: found,
            replaces: ["name", "namespace"].filter((path) => found.has(path)),
            deleteBeforeReplace: false,
        };
    }

    public create({ inputs, preview }: CreateRequest): Created {
        if (preview) {
            return { id: "", state: { ...inputs, resourceNames: unknown, status: unknown } };
        }
        const wanted = plainObject(inputs);
        const namespace = textAt(wanted, "namespace") ?? "default";
        const id = objectId(namespace, textAt(wanted, "name") ?? "");
        if (wanted.createNamespace === true && !this.cluster.hasNamespace(namespace)) {
            // Helm leaves the namespace behind when the release goes.
            this.cluster.world.put({
                provider: "kubernetes",
                kind: "Namespace",
                id: namespace,
                state: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
                inputs: {},
            });
        }
        if (!this.cluster.hasNamespace(namespace)) {
            throw new ProviderError(
                `namespaces "${namespace}" not found; create it first and depend on it`,
            );
        }
        if (this.cluster.get("helm.sh", "Release", id) !== undefined) {
            throw new ProviderError(
                `cannot re-use a name that is still in use: "${id}"; give the release another name`,
            );
        }
        return { id, state: this.install(id, inputs, 1) };
    }

    public read({ id, state, inputs }: ReadRequest): Found | undefined {
        const thing = this.cluster.get("helm.sh", "Release", id);
        return thing === undefined
            ? undefined
            : {
                  id,
                  state: restore(thing.state, state, `release ${id}`),
                  inputs: restore(thing.inputs, inputs, `release ${id}`),
              };
    }

    public update({ id, news, preview }: UpdateRequest): Properties {
        if (preview) {
            return { ...news, resourceNames: unknown, status: unknown };
        }
        const thing = this.cluster.get("helm.sh", "Release", id);
        if (thing === undefined) {
            throw new ProviderError(
                `"${fromObjectId(id).name}" has no deployed releases; ` +
                    "run `pulumi refresh` to see what is left",
            );
        }
        const revision = at(thing.state, "status", "revision");
        return this.install(id, news, typeof revision === "number" ? revision + 1 : 1);
    }

    /** Finds the chart, fixes its version and checks its values. */
    private load(inputs: Properties): CheckFailure[] {
        const chart = locateChart(plainObject(inputs));
        if (typeof chart === "string") {
            return [
                {
                    property: "chart",
                    reason: `${chart}; check the chart name and repository configuration`,
                },
            ];
        }
        inputs.version = chart.version;
        const given = at(plainObject(inputs), "values");
        const values = isPlainObject(given) ? given : {};
        // From here on custom resources can be checked, though nothing is installed yet.
        for (const set of chart.definitions?.(values) ?? []) {
            this.catalog.definitions(set);
        }
        return checkValues(chart, values, this.reference);
    }

    private install(id: string, inputs: Properties, revision: number): Properties {
        const wanted = plainObject(inputs);
        const chart = locateChart(wanted);
        if (typeof chart === "string") {
            throw new ProviderError(chart);
        }
        const { namespace = "default", name } = fromObjectId(id);
        const values = at(wanted, "values");
        const installation: Installation = {
            chart: chart.name,
            chartVersion: chart.version,
            appVersion: chart.appVersion,
            name,
            namespace,
            values: isPlainObject(values) ? values : {},
        };
        const refused = refusal(this.cluster, installation);
        if (refused !== undefined) {
            throw new ProviderError(`release "${id}": ${refused}`);
        }
        const definitions = this.installDefinitions(chart, id, installation.values);
        const brought = this.bring(id, installation);
        const hanging = wanted.skipAwait === true ? undefined : hangs(this.cluster, installation);
        const state: Properties = {
            ...inputs,
            resourceNames: resourceNames(brought, definitions),
            status: {
                name,
                namespace,
                revision,
                status: hanging === undefined ? "deployed" : "failed",
                chart: chart.name,
                version: chart.version,
                appVersion: chart.appVersion,
            },
        };
        const thing = {
            provider: "kubernetes",
            kind: releaseKind,
            id,
            state: withhold(state),
            inputs: withhold(inputs),
        };
        this.cluster.world.put(thing);
        reconcile(this.cluster);
        if (hanging !== undefined) {
            const reason = `timed out waiting for the condition: ${hanging}`;
            if (wanted.atomic === true) {
                this.cluster.remove(thing);
                throw new ProviderError(`release "${id}" failed, and was undone: ${reason}`);
            }
            throw new InitializationError(
                `Helm release "${id}" was created, but failed to initialize completely: ${reason}`,
                { id, state, inputs },
            );
        }
        return state;
    }

    /** Creates what a chart defines. Definitions that it left behind earlier are its own again. */
    private installDefinitions(chart: Chart, id: string, values: PlainObject): string[] {
        const owner = releaseKey(id);
        const definitions = (chart.definitions?.(values) ?? []).flatMap((set) =>
            this.catalog.definitions(set),
        );
        const keep = chart.keepsDefinitions?.(values) === true;
        const things = definitions.map((definition) => definitionThing(definition, owner));
        for (const thing of things) {
            const existing = this.cluster.world.get("kubernetes", definitionKind, thing.id);
            const foreign =
                existing !== undefined && existing.owner !== owner && existing.state.keep !== true;
            if (foreign) {
                throw new ProviderError(
                    `release "${id}": CustomResourceDefinition "${thing.id}" exists and cannot be ` +
                        "imported into the current release: invalid ownership metadata; " +
                        "let only one of the two install it",
                );
            }
        }
        for (const thing of things) {
            this.cluster.world.put({
                ...thing,
                state: keep ? { ...thing.state, keep: true } : thing.state,
            });
        }
        return things.map((thing) => thing.id);
    }

    private bring(id: string, installation: Installation): Brought[] {
        const brought = brings(this.cluster, installation);
        const owner = releaseKey(id);
        for (const object of brought) {
            const existing = this.cluster.get(object.group, object.kind, object.id);
            if (existing !== undefined && existing.owner !== owner) {
                throw new ProviderError(
                    `release "${id}": ${object.kind} "${object.id}" exists and cannot be imported ` +
                        "into the current release: invalid ownership metadata; remove it",
                );
            }
        }
        for (const object of brought) {
            this.cluster.put(object, object.id, object.state, owner);
        }
        return brought;
    }
}

/** The provider lists what a release made, by kind and version. */
function resourceNames(brought: readonly Brought[], definitions: readonly string[]): Properties {
    const names: Record<string, string[]> = {};
    const add = (kind: string, name: string): void => {
        names[kind] = [...(names[kind] ?? []), name];
    };
    for (const object of brought) {
        add(`${kindKey(object.group, object.kind)}/v1`, object.id);
    }
    for (const definition of definitions) {
        add(`${definitionKind}/v1`, definition);
    }
    return names;
}
