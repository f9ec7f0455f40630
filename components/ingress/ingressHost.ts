import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../customResources";
import { hostProblems, labelProblems, type Problem, valid } from "../validation";

/** Arguments of `IngressHost`. */
export interface IngressHostArgs {
    /** Namespace of the ingress and of the TLS Secret. */
    namespace: string;
    /** Fully qualified name to serve. */
    host: string;
    /** Name of the TLS Secret. */
    tlsSecretName: string;
}

/** Every problem of the arguments; empty when the Host can be made from them. */
export function ingressHostProblems(args: IngressHostArgs): Problem[] {
    return [
        ...labelProblems("namespace", args.namespace),
        ...hostProblems("host", args.host),
        ...labelProblems("tlsSecretName", args.tlsSecretName),
    ];
}

/** Emissary's Host: TLS 1.2 at least, plain HTTP is redirected, and only labelled Mappings apply. */
export class IngressHost extends pulumi.ComponentResource {
    /** Labels that a Mapping needs to be served on this host. */
    readonly mappingLabels: Record<string, string>;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: IngressHostArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`IngressHost "${name}"`, args, ingressHostProblems(args));
        super("zero-trust-components:index:IngressHost", name, inputs, opts);

        this.mappingLabels = { "zero-trust/host": inputs.host };
        customResource(
            "Host",
            `${name}-host`,
            {
                metadata: {
                    name: inputs.host.replaceAll(".", "-"),
                    namespace: inputs.namespace,
                },
                spec: {
                    hostname: inputs.host,
                    tlsSecret: { name: inputs.tlsSecretName },
                    tls: { min_tls_version: "v1.2" },
                    requestPolicy: { insecure: { action: "Redirect" } },
                    mappingSelector: { matchLabels: this.mappingLabels },
                },
            },
            { parent: this },
        );
        this.registerOutputs({ mappingLabels: this.mappingLabels });
    }
}
