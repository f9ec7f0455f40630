import { isDeepStrictEqual } from "node:util";

import { type AdmissionArgs, settingsOf } from "../../components/admission/admissionArgs";
import { gatekeeperChecks, syncSet } from "../../components/admission/gatekeeperObjects";
import { gatekeeperWebhook } from "../../components/admission/gatekeeperWebhook";
import { polarisConfiguration } from "../../components/admission/polarisConfiguration";
import { validatingAdmissionPolicyObjects } from "../../components/admission/validatingAdmissionPolicyObjects";
import { defaultAdmissionSettings } from "../../rules/admission/admissionSettings";
import { type JsonObject, isObject, peek, valueOf } from "../../rules/reading/read";
import { type Resource, chartName, kindOf } from "../../rules/reading/resource";
import { admissionRules } from "../../rules/rules";
import type { Mutation } from "./mutations";

/** What refuses a mutation of what is compiled from the rules, in place of a rule. */
export const AS_COMPILED = "as compiled from the rules";

/**
 * Whether what refuses at admission is exactly what the rules compile to with the settings that its
 * component was given: every object, and no other; and of the charts the values that hold rules.
 */
export function isAsCompiled(resources: readonly Resource[]): boolean {
    const expected = resources.flatMap(compiled);
    const found = resources.flatMap(heldBy);
    return (
        expected.length === found.length &&
        expected.every(([key, object]) =>
            found.some(([name, other]) => name === key && isDeepStrictEqual(object, other)),
        )
    );
}

/** Whether a mutation of a stack that is as compiled leaves it so. */
export function leavesAsCompiled({ of, replacement }: Mutation): boolean {
    return (
        isDeepStrictEqual(replacement.flatMap(compiled), compiled(of)) &&
        isDeepStrictEqual(replacement.flatMap(heldBy), heldBy(of))
    );
}

/** An object, or the values of a chart, by what it is called. */
type Named = readonly [key: string, object: unknown];

const compilers: Readonly<Record<string, (inputs: AdmissionArgs) => Named[]>> = {
    "zero-trust-components:index:ValidatingAdmissionPolicies": (inputs) =>
        validatingAdmissionPolicyObjects(admissionRules, settingsOf(inputs), inputs).flatMap(
            ({ policy, binding }) => [named(policy), named(binding)],
        ),
    "zero-trust-components:index:Polaris": (inputs) => [
        ["polaris", polarisConfiguration(admissionRules, settingsOf(inputs), inputs)],
    ],
    "zero-trust-components:index:Gatekeeper": (inputs) => [
        ["gatekeeper", gatekeeperWebhook(admissionRules, settingsOf(inputs))],
        named(syncSet(admissionRules, inputs)),
        ...gatekeeperChecks(admissionRules, settingsOf(inputs), inputs).flatMap(
            ({ template, constraint }) => [named(template), named(constraint)],
        ),
    ],
};

/** Compiling takes longer than judging, and most mutations leave the components as they are. */
const known = new WeakMap<JsonObject, Named[]>();

function compiled({ type, object }: Resource): Named[] {
    const compile = compilers[type];
    if (!compile) {
        return [];
    }
    const before = known.get(object);
    if (before) {
        return before;
    }
    const after = attempt(() => compile(object as AdmissionArgs)) ?? [];
    known.set(object, after);
    return after;
}

/** A mutated argument may be of a type that nothing compiles from. */
function attempt<T>(work: () => T): T | undefined {
    try {
        return work();
    } catch {
        return undefined;
    }
}

const GROUPS = [
    "admissionregistration.k8s.io",
    "templates.gatekeeper.sh",
    "constraints.gatekeeper.sh",
    "syncset.gatekeeper.sh",
];

function heldBy(resource: Resource): Named[] {
    const { type, object } = resource;
    if (GROUPS.includes(kindOf(type)?.group ?? "")) {
        return [named(object)];
    }
    switch (type.endsWith(":Release") ? valueOf(chartName(resource)) : undefined) {
        case "polaris":
            return [["polaris", peek(object, ["values", "config"])]];
        case "gatekeeper":
            return [["gatekeeper", webhookValues(object)]];
        default:
            return [];
    }
}

/** Of Gatekeeper's values those that say which requests its webhook is asked about. */
function webhookValues({ values }: JsonObject): unknown {
    const names = Object.keys(gatekeeperWebhook([], defaultAdmissionSettings));
    return isObject(values)
        ? Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
        : values;
}

/** What Pulumi waits for is no part of the object. */
function named(object: object): Named {
    const { kind, metadata, ...rest } = object as JsonObject;
    const { annotations, name, ...others } = isObject(metadata) ? metadata : {};
    const own = Object.entries(isObject(annotations) ? annotations : {}).filter(
        ([key]) => !key.startsWith("pulumi.com/"),
    );
    return [JSON.stringify([kind, name]), { ...rest, others, own: Object.fromEntries(own) }];
}
