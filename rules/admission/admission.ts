import type { AdmissionSettings } from "./admissionSettings";
import type { JsonSchema, JsonValue } from "./json";

/** A part of an object, as CEL of its name: `object` as it is to be, `oldObject` as it was. */
export type Part = (object: string) => string;

/** Which requests a rule is asked about. */
export interface ResourceRule {
    apiGroups: string[];
    resources: string[];
    /** Default: CREATE and UPDATE. */
    operations?: ("CREATE" | "UPDATE")[];
    /** Kinds of the resources, by which Gatekeeper selects. */
    kinds: string[];
}

/** What must be true of an object. */
export interface CelValidation {
    /** CEL, over `object`, `namespaceObject` and `variables`. */
    expression: string;
    /** What is wrong, as a clause: "the pod template opts out of the mesh". */
    wrong: string;
    /** What to do, where it differs from the rule's remedy. */
    remedy?: string;
}

/** A rule in CEL, for the API server's own policies and for Gatekeeper alike. */
export interface CelCheck {
    resources: ResourceRule[];
    /** What of an object is judged; an update that leaves it as it was is let through. */
    judged: "pods" | Part[];
    /** Whether the namespaces that no rule judges are judged by this one all the same. */
    everywhere?: boolean;
    /**
     * Whether Gatekeeper does not judge it: what a cluster lives by must not wait for a webhook, which
     * can be down.
     */
    byApiServerAlone?: boolean;
    /** Settings that the expressions read as `variables.NAME`. */
    parameters?: Record<string, Parameter>;
    /** Named expressions; those of pods (see `podVariables`) are there where pods are judged. */
    variables?: Record<string, string>;
    validations: CelValidation[];
}

/** A setting by its value, with the schema that Gatekeeper checks it by. */
export interface Parameter {
    schema: JsonSchema;
    value: (settings: AdmissionSettings) => JsonValue;
}

/** A rule in Rego, for what only other objects of the cluster decide. */
export interface RegoCheck {
    /** Continues the name of the constraint's kind: `Unique`. */
    name: string;
    kinds: { apiGroups: string[]; kinds: string[] }[];
    /** What of an object is judged, as a Rego term of `resource`; see `CelCheck.judged`. */
    judged: string;
    /** Kinds whose objects it looks up, which Gatekeeper has to keep at hand. */
    sync: { group: string; version: string; kind: string }[];
    parameters?: Record<string, Parameter>;
    /** Rego v1, from after `import rego.v1` on. */
    source: string;
}

/** A rule as one of Polaris' custom checks. */
export interface PolarisCheck {
    /** A part of a workload, or a kind with its group: `networking.k8s.io/Ingress`. */
    target: "PodTemplate" | "Controller" | `${string}/${string}`;
    schema: (settings: AdmissionSettings) => JsonSchema;
    /** What is wrong, as a clause. */
    wrong: string;
    /** Whether the declared ingress is not judged. */
    exemptsIngress?: boolean;
}

export type AdmissionEnforcer = "validatingAdmissionPolicy" | "gatekeeper" | "polaris";

/** How a rule is decided when an object is admitted. */
export interface Admission {
    cel?: CelCheck;
    rego?: RegoCheck[];
    polaris?: PolarisCheck;
    /** Where an enforcer decides otherwise than the others, or cannot decide all of it, and why. */
    differences?: Partial<Record<AdmissionEnforcer | "preview", string>>;
}
