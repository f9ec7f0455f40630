import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Problem, type Problems, problemText } from "../validation";
import { refuseBefore } from "./beforeChange";

/** A cluster that exists: kind, k3d, or any cloud's. Nothing is created. */
export interface ExistingClusterArgs {
    /** Kubeconfig: its content or a path. Default: what kubectl would use. Kept secret. */
    kubeconfig?: pulumi.Input<string>;
    /**
     * Context within the kubeconfig. Default: its current one; but `pulumi refresh` and `pulumi
     * destroy`, which run no program, then go to whichever is current at that time.
     */
    context?: string;
    /** URL of the API server as the kubeconfig has it. Only said, never used. Default: not said. */
    server?: string;
    /**
     * The cluster that is meant: the uid of its namespace `kube-system`, which kubectl tells by `kubectl
     * get namespace kube-system -o jsonpath={.metadata.uid}`. Any other is refused, and a stack that
     * was made on another moves to this one. Default: the one that the stack was made on.
     */
    identifier?: string;
}

/** Adds every problem of the arguments. */
export function existingClusterProblems(
    { identifier }: ExistingClusterArgs,
    problems: Problems,
): void {
    problems.require(identifier === undefined || uid.test(identifier), {
        path: "existing.identifier",
        value: identifier,
        reason: "is not the uid of a namespace",
        remedy: "give what kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints",
    });
}

const uid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which cluster a kubeconfig leads to. */
export interface ClusterIdentity {
    /** What the stack takes its cluster for; known in a preview as soon as the stack is up. */
    identifier: pulumi.Output<string>;
    /** Exists only where that is the cluster. */
    proof: pulumi.Resource;
}

/** What is remembered of a cluster from one update to the next. */
interface Remembered {
    /** The uid of its namespace `kube-system`. */
    found: string;
    /** The identifier that was given; empty where none was. */
    named: string;
}

/**
 * Finds out which cluster a kubeconfig leads to, says so, and refuses another one than the stack was
 * made on. Neither a context's name nor an address tells clusters apart: others get them later.
 */
export function identifyExistingCluster(
    name: string,
    existing: ExistingClusterArgs,
    parent: pulumi.Resource,
): ClusterIdentity {
    const { kubeconfig, context, identifier: named = "" } = existing;
    // Not protected with the rest: a stack that moves makes them anew, and they hold nothing else.
    const options = { parent, protect: false };
    const lookup = new kubernetes.Provider(
        `${name}-lookup`,
        // An identifier of its own, because what it only reads is never replaced.
        { kubeconfig, context, clusterIdentifier: "lookup", enableServerSideApply: true },
        options,
    );
    const { metadata } = kubernetes.core.v1.Namespace.get(`${name}-kube-system`, "kube-system", {
        parent,
        provider: lookup,
    });
    const found = metadata.uid.apply((uid) => {
        void pulumi.log.info(`The cluster is ${inWords(existing, uid)}.`, parent);
        return uid;
    });
    // A hook, because it knows what was before, and fails the step that everything else waits for.
    const refuse = refuseBefore(`${name}-identity`, ({ after, before }) => {
        refuseAnother(existing, after.input, before?.input);
    });
    const memory = new pulumi.Stash(
        `${name}-identity`,
        { input: { found, named } },
        {
            ...options,
            // It keeps what it was made with, so that a stack that moves needs another.
            replaceOnChanges: named === "" ? [] : ["input"],
            hooks: { beforeCreate: refuse, beforeUpdate: refuse },
        },
    );
    return {
        identifier: memory.output.apply((remembered: Remembered) => remembered.found),
        proof: memory,
    };
}

/** @throws Error where the cluster is neither the one that was named nor the one of before */
function refuseAnother(existing: ExistingClusterArgs, now: unknown, before: unknown): void {
    // In a preview the kubeconfig may not be known, and so not where it leads.
    if (!isRemembered(now)) {
        return;
    }
    const expected = now.named === "" ? isRemembered(before) && before.found : now.named;
    if (expected !== false && expected !== now.found) {
        throw new Error(problemText(anotherCluster(existing, now.found, expected)));
    }
}

function isRemembered(input: unknown): input is Remembered {
    return (
        typeof input === "object" &&
        input !== null &&
        "found" in input &&
        typeof input.found === "string" &&
        "named" in input &&
        typeof input.named === "string"
    );
}

function anotherCluster(existing: ExistingClusterArgs, found: string, expected: string): Problem {
    const isNamed = existing.identifier !== undefined;
    return {
        path: isNamed ? "existing.identifier" : "existing.context",
        reason:
            `the kubeconfig leads to ${inWords(existing, found)}, ` +
            (isNamed ? `and not to ${expected}` : `but this stack was made on ${expected}`) +
            "; nothing was changed",
        remedy:
            "choose the kubeconfig or the context of that cluster, or, to move everything here, " +
            `give existing.identifier (configuration key existingIdentifier) as ${found}`,
    };
}

function inWords({ context, server }: ExistingClusterArgs, identifier: string): string {
    return [
        context === undefined ? "that of the current context" : `that of context "${context}"`,
        ...(server === undefined ? [] : [`at ${server}`]),
        `(${identifier})`,
    ].join(" ");
}
