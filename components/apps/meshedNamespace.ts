import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Caller } from "../mesh/inboundPolicy";
import { registerInboundPolicy } from "../mesh/registerInboundPolicy";
import { podSecurity } from "../systemNamespace";
import { labelProblems, type Problem, Problems, valid } from "../validation";

/** Arguments of `MeshedNamespace`. */
export interface MeshedNamespaceArgs {
    /** Name of the namespace. */
    namespace: string;
    /**
     * Pod Security level: `privileged` lets linkerd-init set up the pod's network; with Linkerd's
     * CNI plugin give `restricted`. Default: `privileged`.
     */
    podSecurityLevel?: string;
    /** Who may scrape the proxies' metrics. Default: nobody. */
    metricsScrapers?: Caller[];
}

/** Every problem of the arguments; empty when the namespace can be made from them. */
export function meshedNamespaceProblems(args: MeshedNamespaceArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(...labelProblems("namespace", args.namespace));
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

/** A namespace whose pods are meshed and accept nothing that was not said. */
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
        if (inputs.metricsScrapers !== undefined && inputs.metricsScrapers.length > 0) {
            registerInboundPolicy(
                name,
                inputs.namespace,
                {
                    name: "linkerd-admin",
                    // Every meshed pod carries this label.
                    podSelector: {
                        matchExpressions: [
                            { key: "linkerd.io/control-plane-ns", operator: "Exists" },
                        ],
                    },
                    port: "linkerd-admin",
                    proxyProtocol: "HTTP/1",
                    callers: inputs.metricsScrapers,
                    pathPrefixes: [],
                    probe: undefined,
                },
                { parent: this, dependsOn: [namespace] },
            );
        }
        this.registerOutputs({ namespace: this.namespace });
    }
}
