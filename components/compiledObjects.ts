import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "zero-trust-access";

/**
 * Registers what the access library compiled as first-class resources, named
 * `<prefix>-<kind>-<name>`, so that policies see them and a preview shows what changes.
 */
export function registerCompiled(
    prefix: string,
    objects: readonly KubernetesObject[],
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    return objects.map(({ apiVersion, kind, metadata, spec }) => {
        const name = `${prefix}-${kind.toLowerCase()}-${metadata.name}`;
        return kind === "NetworkPolicy"
            ? new kubernetes.networking.v1.NetworkPolicy(
                  name,
                  { metadata, spec: spec as types.input.networking.v1.NetworkPolicySpec },
                  opts,
              )
            : new kubernetes.apiextensions.CustomResource(
                  name,
                  { apiVersion, kind, metadata, spec },
                  opts,
              );
    });
}
