import type * as pulumi from "@pulumi/pulumi";

import { customResource } from "../customResources";
import {
    type InboundPolicy,
    type InboundPolicyKind,
    type InboundPolicyObject,
    inboundPolicyObjects,
} from "./inboundPolicy";

/** Registers the objects of an inbound policy as resources named `<prefix>-<kind>-<name>`. */
export function registerInboundPolicy(
    prefix: string,
    namespace: string,
    policy: InboundPolicy,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    return inboundPolicyObjects(policy).map((object) => register(prefix, namespace, object, opts));
}

function register<Kind extends InboundPolicyKind>(
    prefix: string,
    namespace: string,
    { kind, name, spec }: InboundPolicyObject<Kind>,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    return customResource(
        kind,
        `${prefix}-${kind.toLowerCase()}-${name}`,
        { metadata: { name, namespace }, spec },
        opts,
    );
}
