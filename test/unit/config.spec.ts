import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { cloudflareIpv4Networks } from "../../rules/cloud/cloudflareNetworks";
import { Key, type Keys } from "../../config/key";
import { keys } from "../../config/keys";
import { loadSettings } from "../../config/loadSettings";
import { imageNames } from "../../platformImages";
import { type Authority, makeAuthority } from "../support/authorities";
import { imageDigests } from "../support/imageDigests";
import { twoContexts } from "../support/kubernetesConfigurationCases";

const root = join(__dirname, "..", "..");
const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, { type: string; default: unknown; description: string }>;
};
const devStack = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};

/** Configuration as the engine hands it over: the project's defaults below the stack's values. */
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
const defaults = Object.fromEntries(
    Object.entries(project.config).map(([key, declared]) => [key, text(declared.default)]),
);
const dev = Object.fromEntries(
    Object.entries(devStack.config).map(([key, value]) => [
        key.replace("zero-trust:", ""),
        text(value),
    ]),
);

function rowsOf(table: Keys): Key<unknown>[] {
    return Object.values(table).flatMap((row) => (row instanceof Key ? [row] : rowsOf(row)));
}

describe("The configuration", () => {
    let authority: Authority;

    before(async () => {
        authority = await makeAuthority();
    });

    const load = (
        changes: Record<string, string>,
        environment: Record<string, string> = { CLOUDFLARE_API_TOKEN: "token" },
        asked: string[] = [],
    ) => {
        const values = { ...defaults, ...dev, ...changes };
        return loadSettings({
            text: (key) => {
                asked.push(key);
                return values[key];
            },
            environment,
            readFile: (path) => {
                const files: Record<string, string> = {
                    ".demonstration-ca/trust-anchor.crt": authority.trustAnchor,
                    ".demonstration-ca/issuing-ca.crt": authority.issuingCa,
                    ".demonstration-ca/issuing-ca.key": authority.issuingCaKey,
                    "kubeconfigs/dev": twoContexts(),
                    "home/.kube/config": twoContexts(),
                };
                const content = files[path];
                if (content === undefined) {
                    throw new Error(`ENOENT: ${path}`);
                }
                return content;
            },
        });
    };
    const problemsOf = (
        changes: Record<string, string>,
        environment?: Record<string, string>,
    ): string[] => {
        try {
            load(changes, environment);
            return [];
        } catch (error) {
            assert.ok(error instanceof Error);
            return error.message.split("\n").slice(1);
        }
    };

    it("of the dev stack is complete but for the token", () => {
        assert.deepEqual(problemsOf({}), []);
        assert.deepEqual(problemsOf({}, {}), [
            "  - cloudflareApiToken: is not set, and neither is CLOUDFLARE_API_TOKEN; set one of them: pulumi config set --secret cloudflareApiToken",
        ]);
    });

    it("is declared in Pulumi.yaml as the table of keys has it, and described", () => {
        assert.deepEqual(
            Object.fromEntries(
                Object.entries(project.config).map(([key, declared]) => [
                    key,
                    { type: declared.type, fallback: declared.default },
                ]),
            ),
            Object.fromEntries(
                rowsOf(keys).map(({ key, type, fallback }) => [key, { type, fallback }]),
            ),
        );
        for (const [key, { description }] of Object.entries(project.config)) {
            assert.ok(description.endsWith("."), key);
        }
    });

    it("reads no key that is not in the table", () => {
        const asked: string[] = [];
        const stacks: Record<string, string>[] = [
            { alerts: "true" },
            { cluster: "existing", externalCa: "vault", vaultServer: "https://vault.example.com" },
            { externalCa: "existingIssuer", existingIssuerName: "venafi" },
        ];
        for (const changes of stacks) {
            load(changes, undefined, asked);
        }
        assert.deepEqual(
            [...new Set(asked)].sort(),
            rowsOf(keys)
                .map(({ key }) => key)
                .sort(),
        );
    });

    it("reports every problem in one error, with key, value, reason and remedy", () => {
        assert.deepEqual(
            problemsOf(
                {
                    host: "faces",
                    highAvailability: "maybe",
                    clusterNodeCount: "many",
                    clusterRegion: "London",
                    clusterApiAllowedCidrs: '["0.0.0.0/0"]',
                    dnsZoneId: "",
                    acmeEmail: "nobody",
                    nodeNetworks: '"10.42.0.0/16"',
                },
                {},
            ),
            [
                '  - highAvailability: "maybe" is not a truth value; give true or false',
                `  - nodeNetworks: "10.42.0.0/16" is not a list of strings; set its items, e.g. pulumi config set --path 'nodeNetworks[0]' VALUE`,
                '  - clusterNodeCount: "many" is not a whole number; give e.g. 3',
                "  - dnsZoneId: is not set; give the zone's id, shown on its overview page at Cloudflare",
                "  - cloudflareApiToken: is not set, and neither is CLOUDFLARE_API_TOKEN; set one of them: pulumi config set --secret cloudflareApiToken",
                '  - clusterRegion: "London" is not a Civo region code; give e.g. LON1; `civo region ls` lists them',
                '  - clusterApiAllowedCidrs[0]: "0.0.0.0/0" opens the Kubernetes API to the whole internet; give the networks you work from, or set clusterApiOpenToTheInternet',
                '  - host: "faces" is not a fully qualified name in lower case; give e.g. faces.example.com',
                '  - acmeEmail: "nobody" is not an e-mail address; give one that somebody reads, e.g. platform@example.com',
            ],
        );
    });

    it("takes a PEM as well as a file", () => {
        const { identity } = load({
            trustAnchors: JSON.stringify([authority.trustAnchor.trimEnd()]),
            demonstrationCaCertificate: authority.issuingCa,
            demonstrationCaPrivateKey: authority.issuingCaKey,
        });
        assert.deepEqual(identity.trustAnchors, [authority.trustAnchor]);
    });

    it("says how to make the files of the demonstration CA", () => {
        assert.match(
            problemsOf({ trustAnchors: '["missing.crt"]' })[0] ?? "",
            /^ {2}- trustAnchors\[0\]: "missing.crt" is neither PEM nor a file that can be read; give either; npm run demonstration-ca /,
        );
    });

    describe("of an existing cluster", () => {
        const kubeconfig = twoContexts({ token: "a-bearer-token" });
        const environment = { CLOUDFLARE_API_TOKEN: "token" };
        const existing = (changes: Record<string, string>, more: Record<string, string> = {}) =>
            load({ cluster: "existing", ...changes }, { ...environment, ...more }).cluster;
        const problems = (changes: Record<string, string>, more: Record<string, string> = {}) =>
            problemsOf({ cluster: "existing", ...changes }, { ...environment, ...more });

        it("creates nothing of Civo, and takes the context at its word where no kubeconfig is", () => {
            assert.deepEqual(existing({ existingContext: "kind-dev" }), {
                existing: {
                    kubeconfig: undefined,
                    context: "kind-dev",
                    server: undefined,
                    identifier: undefined,
                },
            });
        });

        it("names the context that is current, and the server that it leads to", () => {
            const { context, server } = existing({ existingKubeconfig: kubeconfig }).existing ?? {};
            assert.deepEqual([context, server], ["here", "https://192.0.2.1:6443"]);
        });

        for (const [where, more] of [
            ["in KUBECONFIG", { KUBECONFIG: "kubeconfigs/dev", HOME: "elsewhere" }],
            ["as its content in KUBECONFIG", { KUBECONFIG: kubeconfig }],
            ["in the home folder", { HOME: "home" }],
        ] as const) {
            it(`finds the kubeconfig ${where} where none is set, and leaves it there`, () => {
                const { existing: found } = existing({ existingContext: "there" }, more);
                assert.equal(found?.server, "https://192.0.2.2:6443");
                assert.equal(found.kubeconfig, undefined);
            });
        }

        it("shows no credentials that a server's URL has", () => {
            const server = "https://admin:hunter2@192.0.2.1:6443/clusters/c-1?token=hunter2";
            const { existing: found } = existing({ existingKubeconfig: twoContexts({ server }) });
            assert.equal(found?.server, "https://192.0.2.1:6443/clusters/c-1");
        });

        it("refuses a context that the kubeconfig does not have, and says which it has", () => {
            assert.deepEqual(
                problems({ existingKubeconfig: kubeconfig, existingContext: "nowhere" }),
                [
                    '  - existingContext: "nowhere" is not a context of the kubeconfig; give one of here, there',
                ],
            );
            const without = twoContexts({ current: '""' });
            assert.deepEqual(problems({ existingKubeconfig: without }), [
                "  - existingContext: is not set, and the kubeconfig has no current context; give one of here, there",
            ]);
            const stale = twoContexts({ current: "gone" });
            assert.deepEqual(problems({ existingKubeconfig: stale }), [
                '  - existingContext: is not set, and the kubeconfig has no context "gone", its current one; give one of here, there',
            ]);
        });

        it("refuses what is no kubeconfig, without repeating it", () => {
            assert.deepEqual(problems({ existingKubeconfig: "hunter2" }), [
                "  - existingKubeconfig: is neither a kubeconfig nor a file that holds one; give either, e.g. ~/.kube/config",
            ]);
            assert.deepEqual(problems({}, { KUBECONFIG: "one:two" }), [
                "  - existingKubeconfig: is not set, and KUBECONFIG is neither a kubeconfig nor the path of one; set either to one file, or to its content",
            ]);
        });

        it("refuses an identifier that is none, by the key's name", () => {
            assert.deepEqual(problems({ existingIdentifier: "kind-dev" }), [
                '  - existingIdentifier: "kind-dev" is not the uid of a namespace; give what kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints',
            ]);
        });
    });

    it("opens the ingress to Cloudflare alone where it stands in front, unless told otherwise", () => {
        const allowed = (changes: Record<string, string>) =>
            load(changes).cluster.civo?.ingressAllowedCidrs;
        assert.equal(allowed({}), undefined);
        assert.deepEqual(allowed({ dnsProxied: "true" }), cloudflareIpv4Networks);
        const given = { dnsProxied: "true", clusterIngressAllowedCidrs: '["192.0.2.0/24"]' };
        assert.deepEqual(allowed(given), ["192.0.2.0/24"]);
        assert.deepEqual(problemsOf({ clusterIngressAllowedCidrs: '["everyone"]' }), [
            '  - clusterIngressAllowedCidrs[0]: "everyone" is not a network in CIDR notation; give e.g. 203.0.113.7/32',
        ]);
    });

    it("refuses a certificate that the zone's own settings would not let Cloudflare accept", () => {
        const proxied = { dnsProxied: "true", dnsManageZone: "true" };
        assert.deepEqual(problemsOf(proxied), [
            '  - acmeEnvironment: "staging" gives the ingress a certificate that Cloudflare does not trust, so that it would answer with error 526; set production, or leave dnsProxied or dnsManageZone out',
        ]);
        assert.deepEqual(problemsOf({ ...proxied, acmeEnvironment: "production" }), []);
    });

    it("refuses a change to a chart that it does not know", () => {
        assert.deepEqual(problemsOf({ charts: '{"linkerd":{},"polaris":{"tag":"1"}}' }), [
            "  - charts.linkerd: is not a chart of the platform; use one of certManager, trustManager, linkerdCrds, linkerdControlPlane, linkerdViz, emissaryCrds, emissaryIngress, polaris, gatekeeper",
            '  - charts.polaris: {"tag":"1"} is not a change to a chart; give version and location as strings, values as an object, nothing else',
        ]);
    });

    it("refuses a chart that is not pinned, or comes in the clear", () => {
        const change = { version: "^6", location: "http://charts.example.com" };
        assert.deepEqual(problemsOf({ charts: JSON.stringify({ polaris: change }) }), [
            '  - charts.polaris.version: "^6" is not an exact version; give e.g. 1.2.3; a range would install what nobody has reviewed',
            '  - charts.polaris.location: "http://charts.example.com" is neither an https repository, an oci reference nor a local folder; begin it with https://, oci://, / or .',
        ]);
    });

    it("refuses to rename what policies know by its name", () => {
        const values = { fullnameOverride: "cm", serviceAccount: { name: "cm" } };
        const known =
            "would give the chart's objects other names than those by which policies and other parts of the platform know them; leave it out";
        assert.deepEqual(problemsOf({ charts: JSON.stringify({ certManager: { values } }) }), [
            `  - charts.certManager.values.fullnameOverride: ${known}`,
            `  - charts.certManager.values.serviceAccount.name: ${known}`,
        ]);
    });

    it("refuses the kind of an issuer that there is not, and a group with a version", () => {
        const problems = problemsOf({
            externalCa: "existingIssuer",
            existingIssuerName: "venafi",
            existingIssuerKind: "clusterissuer",
        });
        assert.deepEqual(problems, [
            "  - existingIssuerKind: \"clusterissuer\" is no kind of cert-manager's own; give ClusterIssuer or Issuer, or the group of another maker's kind",
        ]);
        const [group = ""] = problemsOf({
            externalCa: "existingIssuer",
            existingIssuerName: "venafi",
            existingIssuerGroup: "cert-manager.io/v1",
        });
        assert.match(
            group,
            /^ {2}- existingIssuerGroup: "cert-manager.io\/v1" is not an API group/,
        );
    });

    it("takes the account by which cert-manager signs in to an existing issuer's CA", () => {
        const admission = JSON.stringify({ meshCaAccount: "linkerd/own-vault" });
        assert.deepEqual(load({ admission }).admission.settings?.meshCaAccount, {
            namespace: "linkerd",
            name: "own-vault",
        });
        assert.match(
            problemsOf({ admission: JSON.stringify({ meshCaAccount: "own-vault" }) })[0] ?? "",
            /^ {2}- admission.meshCaAccount: "own-vault" has the wrong form; name the account /,
        );
    });

    it("refuses digests of images that it does not name, and what is no digest", () => {
        assert.deepEqual(problemsOf({ imageDigests: '{"gui":"sha256:0","face":"2.0.0"}' }), [
            "  - imageDigests.gui: is not a workload whose image the platform names; use one of faces-gui, face, smiley, color, external-auth, emissary-ingress",
            '  - imageDigests.face: "2.0.0" is not the digest of an image; give sha256: and 64 hexadecimal digits, as docker buildx imagetools inspect prints them',
        ]);
    });

    it("gives each digest to the workload whose image it is", () => {
        const { face, "external-auth": auth, "emissary-ingress": emissary } = imageDigests;
        const settings = load({
            imageDigests: JSON.stringify({
                face,
                "external-auth": auth,
                "emissary-ingress": emissary,
            }),
        });
        assert.deepEqual(settings.faces.imageDigests, { face });
        assert.equal(settings.auth.imageDigest, auth);
        assert.equal(settings.emissary.imageDigest, emissary);
    });

    it("names every workload that a digest can be given for where it declares the key, and in the README", () => {
        const { description } = project.config.imageDigests ?? assert.fail();
        assert.ok(description.includes(`(${imageNames.join(", ")})`));
        const readme = readFileSync(join(root, "README.md"), "utf8");
        const given = imageNames.map((name) => `    ${name}: sha256:…`).join("\n");
        assert.ok(readme.includes(`zero-trust:imageDigests:\n${given}\n`));
    });

    it("wants, of a highly available stack, every digest that admission wants", () => {
        const lacking = (given: Record<string, string>) =>
            problemsOf({ highAvailability: "true", imageDigests: JSON.stringify(given) }).map(
                (line) => line.slice(0, line.indexOf(":")),
            );
        assert.deepEqual(
            lacking({}),
            imageNames.map((name) => `  - imageDigests.${name}`),
        );
        const others = imageNames.filter((name) => name !== "emissary-ingress");
        const given = Object.fromEntries(others.map((name) => [name, imageDigests[name]]));
        assert.deepEqual(lacking(given), ["  - imageDigests.emissary-ingress"]);
        assert.deepEqual(lacking(imageDigests), []);
    });

    it("wants no digest before it has understood what admission, charts and digests are to be", () => {
        for (const [key, value] of [
            ["admission", { level: "Warn" }],
            ["charts", { emissary: {} }],
            ["imageDigests", "sha256:0"],
        ] as const) {
            const changes = { highAvailability: "true", [key]: JSON.stringify(value) };
            const [first = "", ...more] = problemsOf(changes);
            assert.match(first, new RegExp(`^ {2}- ${key}`));
            assert.deepEqual(more, []);
        }
    });

    it("refuses a digest that the chart's own values put out of force", () => {
        const tag = "4.1.1";
        const given = {
            imageDigests: JSON.stringify(imageDigests),
            charts: JSON.stringify({ emissaryIngress: { values: { image: { tag } } } }),
        };
        assert.deepEqual(problemsOf(given), [
            `  - imageDigests.emissary-ingress: "${imageDigests["emissary-ingress"]}" is not what runs: the chart's value image.tag names ghcr.io/emissary-ingress/emissary:4.1.1; give the digest in charts.emissaryIngress.values.image.tag alone, or leave that value out`,
        ]);
    });

    it("tells the rules at admission from where the injector takes the proxy", () => {
        const proxyImages = (image: object) =>
            load({
                charts: JSON.stringify({ linkerdControlPlane: { values: { proxy: { image } } } }),
                admission: JSON.stringify({ allowedRegistries: ["registry.example.com"] }),
            }).admission.settings?.proxyImages;
        assert.equal(proxyImages({}), "cr.l5d.io/linkerd");
        const name = "registry.example.com/mirror/linkerd/proxy";
        assert.equal(proxyImages({ name }), "registry.example.com/mirror/linkerd");
    });

    it("refuses an injected proxy that no rule could tell from other images", () => {
        const values = { proxy: { image: { name: "proxy" } } };
        const charts = JSON.stringify({ linkerdControlPlane: { values } });
        assert.deepEqual(problemsOf({ charts }), [
            '  - charts.linkerdControlPlane.values.proxy.image.name: "proxy" has no registry, by which the rules at admission know what Linkerd\'s injector adds to pods; give the name in full, e.g. registry.example.com/linkerd/proxy',
        ]);
    });

    it("refuses networks of nodes that are none, or everywhere", () => {
        assert.deepEqual(problemsOf({ nodeNetworks: '["nodes", "0.0.0.0/0"]' }), [
            '  - nodeNetworks[0]: "nodes" is not a network of nodes in CIDR notation; give the narrowest network that the nodes are in, e.g. 10.42.0.0/16',
            '  - nodeNetworks[1]: "0.0.0.0/0" is not a network of nodes in CIDR notation; give the narrowest network that the nodes are in, e.g. 10.42.0.0/16',
        ]);
    });

    it("refuses a trust domain that cannot be part of an identity", () => {
        assert.deepEqual(problemsOf({ trustDomain: "Cluster" }), [
            '  - trustDomain: "Cluster" is not a domain name in lower case; give e.g. cluster.local',
        ]);
    });

    it("has alerts where they are wanted, with the labels that a Prometheus selects", () => {
        assert.equal(load({ alertLabels: '{"release":"monitoring"}' }).alerts, undefined);
        assert.deepEqual(load({ alerts: "true" }).alerts, {
            labels: undefined,
            runbooks: undefined,
        });
        const runbooks = "https://git.example.com/platform/blob/main/docs/alerts.md";
        const wanted = { alerts: "true", alertLabels: '{"release":7}', alertRunbooks: runbooks };
        assert.deepEqual(load(wanted).alerts, { labels: { release: "7" }, runbooks });
    });

    it("refuses labels and links that alerts cannot have", () => {
        const alertLabels = '{"release":"a b","team":["a"]}';
        assert.deepEqual(problemsOf({ alerts: "true", alertLabels, alertRunbooks: "a#b" }), [
            '  - alertLabels.release: "a b" is not the value of a label; use up to 63 letters, digits, dashes, dots and underscores',
            '  - alertLabels.team: "[\\"a\\"]" is not the value of a label; use up to 63 letters, digits, dashes, dots and underscores',
            '  - alertRunbooks: "a#b" is not the URL of a document, to which an alert\'s heading can be added; give e.g. https://git.example.com/platform/blob/main/docs/alerts.md',
        ]);
    });

    it("passes a change to a chart on", () => {
        const change = { version: "6.0.1", location: "./charts/polaris", values: { a: 1 } };
        assert.deepEqual(load({ charts: JSON.stringify({ polaris: change }) }).charts, {
            polaris: change,
        });
    });

    it("lets the rules at admission deny, in production those for production too", () => {
        const usual = load({}).admission;
        assert.equal(usual.atMost, undefined);
        assert.equal(usual.production, false);
        const highlyAvailable = {
            highAvailability: "true",
            imageDigests: JSON.stringify(imageDigests),
        };
        assert.equal(load(highlyAvailable).admission.production, true);
        assert.equal(usual.settings?.trustDomain, "cluster.local");
    });

    it("adds to the namespaces that are exempt at admission, and to the registries", () => {
        const admission = { exemptNamespaces: ["legacy"], allowedRegistries: ["example.com/shop"] };
        const { settings } = load({ admission: JSON.stringify(admission) }).admission;
        for (const exempt of ["kube-system", "legacy"]) {
            assert.ok(settings?.exemptNamespaces?.includes(exempt), exempt);
        }
        for (const registry of ["ghcr.io/buoyantio", "example.com/shop"]) {
            assert.ok(settings?.allowedRegistries?.includes(registry), registry);
        }
    });

    it("refuses an admission that it does not understand", () => {
        const admission = { level: "Warn", rules: ["MESH-01"], exemptions: [{ rule: "SC-01" }] };
        assert.deepEqual(problemsOf({ admission: JSON.stringify(admission) }), [
            "  - admission.level: is no setting of the admission; use atMost, rules, exemptNamespaces, allowedRegistries, allowedIssuers, certificateRequesters, meshCaAccount, exemptions",
            '  - admission.rules: ["MESH-01"] has the wrong form; give what single rules do, e.g. { SC-02: Audit }',
            '  - admission.exemptions: [{"rule":"SC-01"}] has the wrong form; list exemptions with rule, namespace, name, owner, reason and expiry, each a text',
        ]);
    });

    it("refuses rules, enforcements and exemptions that there are not", () => {
        const exemption = {
            rule: "SC-01",
            namespace: "shop",
            name: "cart",
            owner: "shop@example.com",
            reason: "old",
            expiry: "2020-01-31",
        };
        const admission = { atMost: "Off", rules: { "SC-02": "Audit" }, exemptions: [exemption] };
        assert.deepEqual(problemsOf({ admission: JSON.stringify(admission) }), [
            '  - admission.atMost: "Off" is no enforcement; give Deny, Warn or Audit',
            '  - admission.exemptions[0].expiry: "2020-01-31" has passed, so the exemption holds no more; mend what it is about, or decide anew until when it holds',
        ]);
    });

    it("never repeats a secret in an error", () => {
        const problems = problemsOf({
            cloudflareApiToken: "s3cret-token",
            trustAnchors: JSON.stringify([authority.issuingCaKey]),
            host: "faces",
        }).join("\n");
        assert.doesNotMatch(problems, /s3cret-token|BEGIN/);
    });
});
