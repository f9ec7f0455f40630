import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";

import { hasCondition } from "../../sandbox/apiServer/awaited";
import { trustManager } from "../../sandbox/apiServer/controllers/trustManager";
import type { ServerProcess } from "../../sandbox/apiServer/serverProcess";
import { consoleProgress } from "../../sandbox/progress";
import { at, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { repository, sources } from "./sources";
import { TestCluster } from "./testCluster";

const bundleName = "linkerd-identity-trust-roots";

/** Fingerprints of the certificates in a PEM bundle. */
function fingerprints(pem: string): string[] {
    return (pem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? [])
        .map((each) => new X509Certificate(each).fingerprint256)
        .sort();
}

describe("The real trust-manager, on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let running: ServerProcess;
    let bundle: PlainObject;

    before(async () => {
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
        const command = await trustManager.obtain(consoleProgress(process.stderr));
        cluster = await TestCluster.start();
        await cluster.define();
        const objects = (await sources["the program"]?.()) ?? [];
        const found = objects.find(({ kind }) => kind === "Bundle");
        assert.ok(found);
        bundle = found;
        for (const namespace of objects.filter(({ kind }) => kind === "Namespace")) {
            await cluster.apply(namespace);
        }
        running = (await trustManager.start(command, cluster.site, {})).process;
    });

    after(async () => {
        await running.stop();
        await cluster.stop();
    });

    async function trustRoots(namespace: string): Promise<PlainObject | undefined> {
        const kind = await cluster.objects.kind("v1", "ConfigMap");
        assert.ok(kind);
        return cluster.objects.get(kind, { namespace, name: bundleName });
    }

    it("makes the ConfigMap that Linkerd reads of the program's Bundle, and no other", async () => {
        await cluster.apply(bundle);
        await running.ready(async () => (await trustRoots("linkerd")) !== undefined);
        const sourcesOfBundle = at(bundle, "spec", "sources");
        assert.ok(Array.isArray(sourcesOfBundle));
        assert.deepEqual(
            fingerprints(textAt(await trustRoots("linkerd"), "data", "ca-bundle.crt") ?? ""),
            sourcesOfBundle.flatMap((source) => fingerprints(textAt(source, "inLine") ?? "")),
        );
        for (const namespace of ["faces", "emissary", "cert-manager", "default"]) {
            assert.equal(await trustRoots(namespace), undefined);
        }
    });

    it("says on the Bundle that it is synced, which the program waits for", async () => {
        const kind = await cluster.objects.kind("trust.cert-manager.io/v1alpha1", "Bundle");
        assert.ok(kind);
        const name = { namespace: undefined, name: bundleName };
        await running.ready(async () =>
            hasCondition(await cluster.objects.get(kind, name), "Synced"),
        );
    });
});
