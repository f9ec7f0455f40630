import Ajv from "ajv";

import type { polarisConfiguration } from "../../../components/admission/polarisConfiguration";
import {
    at,
    type PlainObject,
    type PlainValue,
    textAt,
} from "../../../sandbox/standins/properties";
import { workloadKinds } from "./fixtures/objects";

export type PolarisConfiguration = ReturnType<typeof polarisConfiguration>;

const ajv = new Ajv({ strict: false });

/** As Polaris has it: exemptions first, then the schema of the part that a check is for. */
export function polarisRefuses(
    configuration: PolarisConfiguration,
    rule: string,
    object: PlainObject,
): boolean {
    const { customChecks, exemptions } = configuration;
    const name = textAt(object, "metadata", "name") ?? "";
    const isExempt = exemptions.some(
        (exemption) =>
            exemption.namespace === textAt(object, "metadata", "namespace") &&
            exemption.rules.includes(rule) &&
            (exemption.controllerNames?.some((each) => name.startsWith(each)) ?? true),
    );
    const check = customChecks[rule];
    const part = check && partOf(object, check.target);
    if (isExempt || check === undefined || part === undefined) {
        return false;
    }
    return !ajv.validate(check.schema, part);
}

function partOf(object: PlainObject, target: string): PlainValue | undefined {
    const isWorkload = workloadKinds.includes(textAt(object, "kind") ?? "");
    switch (target) {
        case "PodTemplate":
            return isWorkload ? templateOf(object) : undefined;
        case "Controller":
            return isWorkload ? object : undefined;
        default: {
            const group = (textAt(object, "apiVersion") ?? "").split("/")[0] ?? "";
            return target === `${group}/${textAt(object, "kind") ?? ""}` ? object : undefined;
        }
    }
}

function templateOf(object: PlainObject): PlainValue | undefined {
    return (
        at(object, "spec", "jobTemplate", "spec", "template") ??
        at(object, "spec", "template") ??
        object
    );
}
