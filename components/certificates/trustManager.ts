import * as pulumi from "@pulumi/pulumi";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { certManagerNamespace } from "./certManager";

/** Arguments of `TrustManager`. */
export interface TrustManagerArgs {
    /** Whether several replicas run. Default: false. */
    highAvailability?: boolean;
    /** Changes to the chart. */
    chart?: ChartOverride;
}

/** trust-manager, beside cert-manager, whose webhook certificate it needs. */
export class TrustManager extends pulumi.ComponentResource {
    constructor(name: string, args: TrustManagerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("zero-trust-components:index:TrustManager", name, args, opts);

        chartRelease(
            `${name}-release`,
            {
                chart: "trustManager",
                releaseName: "trust-manager",
                namespace: certManagerNamespace,
                override: args.chart,
                values: {
                    replicaCount: (args.highAvailability ?? false) ? 2 : 1,
                    app: { trust: { namespace: certManagerNamespace } },
                    // An expired anchor must not linger in what proxies trust.
                    filterExpiredCertificates: { enabled: true },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
