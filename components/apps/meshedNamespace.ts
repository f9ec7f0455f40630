import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AccessModel, namespacePolicies, type Platform } from "zero-trust-access";

import { accessProblems, missingProblems } from "../accessModel";
import { registerCompiled } from "../compiledObjects";
import { podSecurity } from "../systemNamespace";
import { type Problem, Problems, valid } from "../validation";

/** Arguments of `MeshedNamespace`. */
export interface MeshedNamespaceArgs {
    /** Who may call whom: the whole model, of which this is one namespace. */
    access: AccessModel;
    /** Name of the namespace, which the model has. */
    namespace: string;
    /**
     * Pod Security level: `privileged` lets linkerd-init set up the pod's network; with Linkerd's
     * CNI plugin give `restricted`. Default: `privileged`.
     */
    podSecurityLevel?: string;
    /** Where DNS and Linkerd are, for the NetworkPolicies. Default: where k3s and the charts put them. */
    platform?: Platform;
}

/** Every problem of the arguments; empty when the namespace can be made from them. */
export function meshedNamespaceProblems(args: MeshedNamespaceArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...accessProblems(args.access),
        ...missingProblems(args.access, { namespace: args.namespace }),
    );
    problems.require(level(args) !== undefined, {
        path: "podSecurityLevel",
        value: args.podSecurityLevel,
        reason: "is not a level of the Pod Security Standards",
        remedy: "give privileged, baseline or restricted",
    });
    return problems.all;
}

function level(args: MeshedNamespaceArgs) {
    return (["privileged", "baseline", "restricted"] as const).find(
        (each) => each === (args.podSecurityLevel ?? "privileged"),
    );
}

/** The inbound policy that a proxy takes when nothing else applies: everything is refused. */
export const defaultDeny = { "config.linkerd.io/default-inbound-policy": "deny" };

/**
 * A namespace whose pods are meshed and accept nothing that the access model does not say, with
 * every policy of its workloads: they are there before the first pod, and what allows is there
 * before what denies.
 */
export class MeshedNamespace extends pulumi.ComponentResource {
    /** Name of the namespace. */
    readonly namespace: string;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: MeshedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`MeshedNamespace "${name}"`, args, meshedNamespaceProblems(args));
        super("zero-trust-components:index:MeshedNamespace", name, inputs, opts);

        this.namespace = inputs.namespace;
        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: inputs.namespace,
                    labels: podSecurity(level(inputs) ?? "privileged"),
                    annotations: { "linkerd.io/inject": "enabled", ...defaultDeny },
                },
            },
            { parent: this },
        );
        const policies = namespacePolicies(inputs.access, inputs.namespace, inputs.platform);
        const allowing = registerCompiled(name, policies.allowing, {
            parent: this,
            dependsOn: [namespace],
        });
        const servers = registerCompiled(name, policies.servers, {
            parent: this,
            dependsOn: [namespace, ...allowing],
        });
        registerCompiled(name, policies.denying, {
            parent: this,
            dependsOn: [...allowing, ...servers],
        });
        this.registerOutputs({ namespace: this.namespace });
    }
}
