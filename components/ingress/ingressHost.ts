import * as pulumi from "@pulumi/pulumi";
import { type AccessModel, hostObjects } from "zero-trust-access";

import { accessProblems } from "../accessModel";
import { registerCompiled } from "../compiledObjects";
import { type Problem, Problems, valid } from "../validation";

/** Arguments of `IngressHost`. */
export interface IngressHostArgs {
    /** Who may call whom; it has the host. */
    access: AccessModel;
    /** Fully qualified name to serve. */
    host: string;
}

/** Every problem of the arguments; empty when the Host can be made from them. */
export function ingressHostProblems({ access, host }: IngressHostArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(...accessProblems(access));
    problems.require(access.hosts[host] !== undefined, {
        path: "host",
        value: host,
        reason: "is not in the access model, so nobody may ask for it",
        remedy: "allow the internet something on it, or leave this component out",
    });
    return problems.all;
}

/** Emissary's Host: TLS 1.2 at least, plain HTTP is redirected, and only its own Mappings apply. */
export class IngressHost extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: IngressHostArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`IngressHost "${name}"`, args, ingressHostProblems(args));
        super("zero-trust-components:index:IngressHost", name, inputs, opts);

        registerCompiled(
            name,
            hostObjects(inputs.access).filter(({ metadata }) => metadata.name === inputs.host),
            { parent: this },
        );
        this.registerOutputs({});
    }
}
