import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { admissionRules } from "zero-trust-rules";

import { valid } from "../validation";
import { type AdmissionArgs, admissionProblems, settingsOf } from "./admissionArgs";
import { validatingAdmissionPolicyObjects } from "./validatingAdmissionPolicyObjects";

/**
 * The rules that the API server itself enforces, for everyone who does not come through Pulumi. No
 * webhook can be down, and nothing waits for a network. Make it before the mesh's CA: it judges all
 * that comes after, and nothing that comes later can fail and leave a cluster without it.
 */
export class ValidatingAdmissionPolicies extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: AdmissionArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(
            `ValidatingAdmissionPolicies "${name}"`,
            args,
            admissionProblems(args),
        );
        super("zero-trust-components:index:ValidatingAdmissionPolicies", name, inputs, opts);

        for (const { rule, policy, binding } of validatingAdmissionPolicyObjects(
            admissionRules,
            settingsOf(inputs),
            inputs,
        )) {
            const made = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
                `${name}-${rule.toLowerCase()}`,
                policy,
                { parent: this },
            );
            new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
                `${name}-${rule.toLowerCase()}-binding`,
                binding,
                { parent: this, dependsOn: [made] },
            );
        }
        this.registerOutputs({});
    }
}
