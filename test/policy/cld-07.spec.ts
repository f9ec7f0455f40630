import assert from "node:assert/strict";
import { cld07 } from "../../rules/cld/cld-07/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { civo, cloudflare, lines, testCases, withOptions } from "./support";

const cluster = (kubernetesVersion: Json) =>
    civo("kubernetesCluster:KubernetesCluster", { kubernetesVersion });
const record = cloudflare("dnsRecord:DnsRecord", { name: "faces.example.com" });
const zone = cloudflare("zone:Zone", { name: "example.com" });
const VERSION = 'KubernetesCluster "it" kubernetesVersion';

describe("CLD-07: the cluster's version is pinned, and production cannot be deleted by mistake", () => {
    testCases(cld07, [
        {
            title: "allows an exact version",
            objects: [cluster("1.34.2-k3s1"), cluster("1.33.0+k3s1")],
            findings: [],
        },
        {
            title: "allows protected resources in production, and any where options are not known",
            objects: [
                withOptions(cluster("1.34.2-k3s1"), { protect: true }),
                withOptions(record, { protect: true }),
                withOptions(zone, { protect: true }),
                record,
            ],
            settings: { environment: "production" },
            findings: [],
        },
        {
            title: "allows a development stack to be destroyed",
            objects: [withOptions(cluster("1.34.2-k3s1"), {}), withOptions(record, {})],
            findings: [],
        },
        {
            title: "refuses no version, and one that is not exact",
            objects: [cluster(null), cluster("1.34"), cluster("latest")],
            findings: [`violation ${VERSION}`, `violation ${VERSION}`, `violation ${VERSION}`],
        },
        {
            title: "refuses cluster, records and zone without protection in production",
            objects: [
                withOptions(cluster("1.34.2-k3s1"), {}),
                withOptions(record, {}),
                withOptions(zone, {}),
            ],
            settings: { environment: "production" },
            findings: [
                'violation KubernetesCluster "it"',
                'violation DnsRecord "it"',
                'violation Zone "it"',
            ],
        },
        {
            title: "leaves undecided what is not known yet",
            objects: [cluster(UNKNOWN)],
            findings: [`undecided ${VERSION}`],
        },
        {
            title: "refuses a number where a version belongs",
            objects: [cluster(1.34)],
            findings: [`violation ${VERSION}`],
        },
    ]);

    it("is advisory", () => {
        assert.equal(cld07.level, "advisory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld07, [cluster(null)]), [
            'CLD-07: KubernetesCluster "it" has whichever version Civo takes at the time' +
                " (kubernetesVersion) — Fix: set kubernetesVersion, e.g. 1.34.2-k3s1",
        ]);
    });
});
