import type { ReferenceData } from "../referenceData";
import { kindKey, type ApiKind } from "./apiResources";
import {
    at,
    isPlainObject,
    plainObject,
    textAt,
    type PlainObject,
    type PlainValue,
} from "./properties";
import { structuralValidator, type JsonSchema, type Validate } from "./structuralSchema";
import type { Thing, World } from "./world";

/** What a CustomResourceDefinition says, as far as the rest of a cluster notices. */
export interface Definition extends ApiKind {
    /** The versions that are served. */
    versions: string[];
}

export const definitionKind = "apiextensions.k8s.io/CustomResourceDefinition";

/** Sets of definitions that come together, by the folder that holds them in the reference data. */
export const DefinitionSet = {
    certManager: "cert-manager/crds",
    approverPolicy: "approver-policy/crds",
    trustManager: "trust-manager/crds",
    linkerd: "linkerd/crds",
    linkerdGatewayApi: "linkerd/crds-gateway-api-optional",
    emissary: "emissary/crds",
    gatekeeper: "gatekeeper/crds",
    prometheus: "kube-prometheus-stack/crds",
} as const;
export type DefinitionSet = (typeof DefinitionSet)[keyof typeof DefinitionSet];

/** group → kinds with their versions; a kind with `!` is not namespaced. */
const builtInSets: Record<DefinitionSet, Record<string, Record<string, string>>> = {
    [DefinitionSet.certManager]: {
        "cert-manager.io": {
            Certificate: "v1",
            CertificateRequest: "v1",
            "ClusterIssuer!": "v1",
            Issuer: "v1",
        },
        "acme.cert-manager.io": { Challenge: "v1", Order: "v1" },
    },
    [DefinitionSet.approverPolicy]: {
        "policy.cert-manager.io": { "CertificateRequestPolicy!": "v1alpha1" },
    },
    [DefinitionSet.trustManager]: { "trust.cert-manager.io": { "Bundle!": "v1alpha1" } },
    [DefinitionSet.linkerd]: {
        "policy.linkerd.io": {
            AuthorizationPolicy: "v1alpha1",
            EgressNetwork: "v1alpha1",
            HTTPLocalRateLimitPolicy: "v1alpha1",
            HTTPRoute: "v1alpha1 v1beta1 v1beta2 v1beta3",
            MeshTLSAuthentication: "v1alpha1",
            NetworkAuthentication: "v1alpha1",
            Server: "v1alpha1 v1beta1 v1beta2 v1beta3",
            ServerAuthorization: "v1alpha1 v1beta1",
        },
        "linkerd.io": { ServiceProfile: "v1alpha1 v1alpha2" },
        "workload.linkerd.io": { ExternalWorkload: "v1alpha1 v1beta1" },
    },
    [DefinitionSet.linkerdGatewayApi]: {
        "gateway.networking.k8s.io": {
            GRPCRoute: "v1 v1alpha2",
            HTTPRoute: "v1 v1beta1",
            TCPRoute: "v1alpha2",
            TLSRoute: "v1alpha2",
        },
    },
    [DefinitionSet.emissary]: {
        "getambassador.io": {
            AuthService: "v3alpha1",
            ConsulResolver: "v3alpha1",
            DevPortal: "v3alpha1",
            Host: "v3alpha1",
            KubernetesEndpointResolver: "v3alpha1",
            KubernetesServiceResolver: "v3alpha1",
            Listener: "v3alpha1",
            LogService: "v3alpha1",
            Mapping: "v3alpha1",
            Module: "v3alpha1",
            RateLimitService: "v3alpha1",
            TCPMapping: "v3alpha1",
            TLSContext: "v3alpha1",
            TracingService: "v3alpha1",
        },
    },
    [DefinitionSet.gatekeeper]: {
        "templates.gatekeeper.sh": { "ConstraintTemplate!": "v1 v1beta1 v1alpha1" },
        "config.gatekeeper.sh": { Config: "v1alpha1" },
        "connection.gatekeeper.sh": { Connection: "v1alpha1" },
        "expansion.gatekeeper.sh": { "ExpansionTemplate!": "v1alpha1 v1beta1" },
        "externaldata.gatekeeper.sh": { "Provider!": "v1alpha1 v1beta1" },
        "mutations.gatekeeper.sh": {
            "Assign!": "v1 v1alpha1 v1beta1",
            "AssignImage!": "v1alpha1",
            "AssignMetadata!": "v1 v1alpha1 v1beta1",
            "ModifySet!": "v1 v1alpha1 v1beta1",
        },
        "status.gatekeeper.sh": {
            ConfigPodStatus: "v1beta1",
            ConnectionPodStatus: "v1alpha1",
            ConstraintPodStatus: "v1beta1",
            ConstraintTemplatePodStatus: "v1beta1",
            ExpansionTemplatePodStatus: "v1beta1",
            MutatorPodStatus: "v1beta1",
            ProviderPodStatus: "v1beta1",
        },
        "syncset.gatekeeper.sh": { "SyncSet!": "v1alpha1" },
    },
    [DefinitionSet.prometheus]: {
        "monitoring.coreos.com": {
            PodMonitor: "v1",
            PrometheusRule: "v1",
            ServiceMonitor: "v1",
        },
    },
};

/** The definitions that charts bring, and the schemas behind them where reference data has them. */
export class DefinitionCatalog {
    private readonly sets = new Map<DefinitionSet, Definition[]>();
    private readonly schemas = new Map<string, JsonSchema>();
    private readonly validators = new Map<string, Validate>();

    public constructor(private readonly reference: ReferenceData | undefined) {}

    public definitions(set: DefinitionSet): Definition[] {
        const known = this.sets.get(set);
        if (known !== undefined) {
            return known;
        }
        const documents = this.reference?.documents(...set.split("/")) ?? [];
        const definitions =
            documents.length > 0
                ? documents.flatMap((document) => this.learn(document as PlainObject))
                : builtInDefinitions(set);
        this.sets.set(set, definitions);
        return definitions;
    }

    /** Takes note of a definition's schemas, and says what it defines. */
    public learn(object: PlainObject): Definition[] {
        const definition = definitionOf(object);
        const versions = at(object, "spec", "versions");
        if (definition === undefined || !Array.isArray(versions)) {
            return [];
        }
        for (const version of versions) {
            const schema = at(version, "schema", "openAPIV3Schema");
            const name = textAt(version, "name") ?? "";
            const key = `${kindKey(definition.group, definition.kind)}/${name}`;
            if (isPlainObject(schema) && this.schemas.get(key) !== schema) {
                this.schemas.set(key, schema);
                this.validators.delete(key);
            }
        }
        return [definition];
    }

    /** The check of a custom resource's fields, or undefined where no schema is known. */
    public validator(group: string, version: string, kind: string): Validate | undefined {
        const key = `${kindKey(group, kind)}/${version}`;
        const compiled = this.validators.get(key);
        const schema = this.schemas.get(key);
        if (compiled !== undefined || schema === undefined) {
            return compiled;
        }
        const validate = structuralValidator(schema);
        this.validators.set(key, validate);
        return validate;
    }
}

/** What a CustomResourceDefinition object defines; undefined where it is not complete. */
export function definitionOf(object: PlainValue): Definition | undefined {
    const group = textAt(object, "spec", "group");
    const kind = textAt(object, "spec", "names", "kind");
    const plural = textAt(object, "spec", "names", "plural");
    const versions = at(object, "spec", "versions");
    if (group === undefined || kind === undefined || plural === undefined) {
        return undefined;
    }
    return {
        group,
        kind,
        plural,
        namespaced: textAt(object, "spec", "scope") !== "Cluster",
        versions: (Array.isArray(versions) ? versions : [])
            .filter((version) => at(version, "served") !== false)
            .flatMap((version) => textAt(version, "name") ?? []),
    };
}

/** The definition that a cluster has of a kind. */
export function installedDefinition(
    world: World,
    group: string,
    kind: string,
): Definition | undefined {
    return world
        .list("kubernetes", definitionKind)
        .map((thing) => definitionOf(thing.state))
        .find((definition) => definition?.group === group && definition.kind === kind);
}

/** A definition as the object that a chart creates; schemas stay in the catalog. */
export function definitionThing(definition: Definition, owner: string): Thing {
    const id = `${definition.plural}.${definition.group}`;
    return {
        provider: "kubernetes",
        kind: definitionKind,
        id,
        owner,
        inputs: {},
        state: plainObject({
            apiVersion: "apiextensions.k8s.io/v1",
            kind: "CustomResourceDefinition",
            metadata: { name: id },
            spec: {
                group: definition.group,
                names: { kind: definition.kind, plural: definition.plural },
                scope: definition.namespaced ? "Namespaced" : "Cluster",
                versions: definition.versions.map((name) => ({ name, served: true })),
            },
        }),
    };
}

/** Kinds whose definitions name many of them like one. */
const singular = ["Assign", "AssignImage", "AssignMetadata", "ExpansionTemplate", "ModifySet"];

function builtInDefinitions(set: DefinitionSet): Definition[] {
    return Object.entries(builtInSets[set]).flatMap(([group, kinds]) =>
        Object.entries(kinds).map(([name, versions]) => {
            const kind = name.replace("!", "");
            return {
                group,
                kind,
                plural: pluralOf(kind),
                namespaced: !name.endsWith("!"),
                versions: versions.split(" "),
            };
        }),
    );
}

function pluralOf(kind: string): string {
    const word = kind.toLowerCase();
    if (singular.includes(kind)) {
        return word;
    }
    return word.endsWith("y")
        ? `${word.slice(0, -1)}ies`
        : `${word}${word.endsWith("s") ? "es" : "s"}`;
}
