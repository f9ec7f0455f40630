import { AsyncResource } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";

import * as pulumi from "@pulumi/pulumi";

import type { ClusterAccess } from "../cluster/clusterAccess";
import { type ClusterReader, clusterReader, whyNotAsked } from "../cluster/clusterReader";
import { hasEngine } from "../engine";
import { type AwaitedCertificate, issuanceFailure, type IssuanceObjects } from "./issuanceFailure";

/** What only the program knows while the engine waits for a certificate. */
export interface HookArgs {
    /** How to ask the cluster; absent where nobody may. */
    cluster: ClusterAccess | undefined;
    /** What cert-manager proves the host with; it is taken out of what is told. */
    token: pulumi.Input<string>;
    /** Of which the error is told: the engine knows it, unlike what it waits for. */
    component: pulumi.Resource;
}

/**
 * The Kubernetes provider says no more of a certificate that does not come than that it timed out.
 * This says why, as an error of its own; it retries nothing.
 */
export function explainingHook(
    name: string,
    certificate: AwaitedCertificate,
    { cluster, token, component }: HookArgs,
): pulumi.ResourceHookBinding | undefined {
    if (!hasEngine()) {
        return undefined;
    }
    const explain = async ({ errors }: pulumi.ErrorHookArgs): Promise<boolean> => {
        // What the API server refuses it explains itself.
        if (errors[0]?.includes("timed out waiting") === true) {
            const [kubeconfig, secret] = await valueOf(pulumi.all([cluster?.kubeconfig, token]));
            const open = cluster && (() => clusterReader(kubeconfig ?? "", cluster.context));
            const text = await issuanceExplanation(certificate, open);
            await pulumi.log.error(text.replaceAll(secret, "[secret]"), component);
        }
        return false;
    };
    // The engine of an inline program is known in the program's own asynchronous context only.
    return { onError: [new pulumi.ErrorHook(name, AsyncResource.bind(explain))] };
}

const patience = 20_000;

/**
 * Why a certificate was not issued, as cert-manager says it in the cluster.
 * @param open reads the cluster; absent where nobody may
 */
export async function issuanceExplanation(
    certificate: AwaitedCertificate,
    open: (() => Promise<ClusterReader>) | undefined,
): Promise<string> {
    const { namespace, name, timeout } = certificate;
    const failure = `Certificate ${namespace}/${name} was not issued within ${timeout}`;
    const ask = `kubectl --namespace ${namespace} describe certificate,issuer,certificaterequest,order,challenge`;
    if (open === undefined) {
        return [`${failure}; ask the cluster why:`, `  ${ask}`, remedy].join("\n");
    }
    try {
        const objects = await inTime(readObjects(open, namespace));
        const sentences = issuanceFailure(certificate, objects);
        return [`${failure}:`, ...sentences.map((each) => `  - ${each}`), remedy].join("\n");
    } catch (error) {
        const why = whyNotAsked(error);
        return [
            `${failure}, and the cluster could not be asked why (${why}):`,
            `  ${ask}`,
            remedy,
        ].join("\n");
    }
}

const remedy =
    "Until it is, the ingress refuses every request. Mend the cause (a Cloudflare token needs " +
    "Zone-DNS-Edit and Zone-Zone-Read on the zone), and bring the stack up again.";

async function readObjects(
    open: () => Promise<ClusterReader>,
    namespace: string,
): Promise<IssuanceObjects> {
    const reader = await open();
    const list = (group: string, plural: string) =>
        reader.list({ group, version: "v1", plural }, namespace);
    const [certificates, issuers, certificateRequests, orders, challenges] = await Promise.all([
        list("cert-manager.io", "certificates"),
        list("cert-manager.io", "issuers"),
        list("cert-manager.io", "certificaterequests"),
        list("acme.cert-manager.io", "orders"),
        list("acme.cert-manager.io", "challenges"),
    ]);
    return { certificates, issuers, certificateRequests, orders, challenges };
}

async function inTime<Result>(reading: Promise<Result>): Promise<Result> {
    const stop = new AbortController();
    const expiry = delay(patience, undefined, { signal: stop.signal }).then(() => {
        throw Object.assign(new Error(), { code: `no answer in ${patience / 1000} seconds` });
    });
    try {
        return await Promise.race([reading, expiry]);
    } finally {
        stop.abort();
    }
}

function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
    return new Promise((resolve) => output.apply(resolve));
}
