import * as pulumi from "@pulumi/pulumi";
import { CertManager, Cluster } from "zero-trust-components";

const cluster = new Cluster("cluster", {
    existing: { context: new pulumi.Config().require("context") },
});
const certManager = new CertManager("cert-manager", {}, { providers: [cluster.provider] });

/** Where cert-manager runs. */
export const namespace = certManager.namespace;
