import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { lookInto, isRelease } from "../../policy-pack/helm/release";
import { HelmError, helmTemplate } from "../../policy-pack/helm/helmTemplate";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { formatFinding, judge } from "../../rules/rule";
import { sc01 } from "../../rules/sc/sc-01/rule";
import { defaultSettings } from "../../rules/settings";
import { HelmChart, helms } from "./helmChart";
import { kubernetes } from "./support";
import { remedyOf } from "../support/ruleTexts";

/** Without what to do. */
function undecidedOf({ undecided }: Awaited<ReturnType<typeof lookInto>>): string[] {
    return undecided.map((finding) => formatFinding(finding).replace(/ — Fix: .*/s, ""));
}

for (const helm of helms) {
    describe(`a Helm release, looked into by ${helm}`, () => {
        let shop: HelmChart;

        before(() => {
            shop = new HelmChart();
        });

        beforeEach(() => {
            shop.use(helm);
        });

        after(() => {
            shop.remove();
        });

        function release(more: JsonObject = {}): Resource {
            return kubernetes("helm.sh/v3:Release", {
                chart: shop.chart,
                name: "web",
                namespace: "shop",
                values: { tag: "latest" },
                ...more,
            });
        }

        /** What a kind was rendered to. */
        async function rendered(kind: string, more?: JsonObject): Promise<Resource | undefined> {
            const { objects } = await lookInto(release(more));
            return objects.find(({ type }) => type.endsWith(`:${kind}`));
        }

        it("is the objects of its templates and definitions", async () => {
            const { objects, undecided } = await lookInto(release());
            assert.deepEqual(objects.map(({ type }) => type.split(":").at(-1)).sort(), [
                "ClusterRole",
                "CustomResourceDefinition",
                "Deployment",
                "Secret",
            ]);
            assert.deepEqual(undecided, []);
        });

        it("has no definitions where it skips them", async () => {
            assert.equal(await rendered("CustomResourceDefinition", { skipCrds: true }), undefined);
        });

        it("has its values over the chart's", async () => {
            assert.deepEqual((await rendered("Deployment"))?.object, {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: { namespace: "shop", name: "web-cart" },
                spec: {
                    template: {
                        spec: {
                            serviceAccountName: "cart",
                            containers: [{ name: "cart", image: "ghcr.io/example/cart:latest" }],
                        },
                    },
                },
            });
        });

        it("keeps the chart's value where it has null", async () => {
            const deployment = await rendered("Deployment", { values: { tag: null } });
            assert.match(JSON.stringify(deployment?.object), /cart:2\.3\.1"/);
        });

        it("lends its namespace to what has none and can have one", async () => {
            const namespaceOf = async (kind: string) => {
                const { namespace } = (await rendered(kind))?.object.metadata as JsonObject;
                return namespace;
            };
            assert.equal(await namespaceOf("Deployment"), "shop");
            assert.equal(await namespaceOf("Secret"), "elsewhere");
            assert.equal(await namespaceOf("ClusterRole"), undefined);
        });

        it("is judged like everything else, and the finding says which chart and template", async () => {
            const { objects } = await lookInto(release({ version: "1.2.3" }));
            const index = new ResourceIndex(objects);
            assert.deepEqual(judge(sc01, index, defaultSettings).map(formatFinding), [
                `SC-01: Deployment "shop/web-cart" from shop/templates/cart.yaml of chart ${shop.chart} 1.2.3 runs "ghcr.io/example/cart:latest", whose tag moves from image to image (spec.template.spec.containers[0].image) — Fix: ${remedyOf("SC-01")}`,
            ]);
        });

        it("keeps unknown what comes of values that are, and is undecided itself", async () => {
            const values = { tag: UNKNOWN, password: UNKNOWN };
            const looked = await lookInto(release({ values }));
            const index = new ResourceIndex(looked.objects);
            assert.deepEqual(
                judge(sc01, index, defaultSettings).map(({ status, path: at }) => [status, at]),
                [["undecided", "spec.template.spec.containers[0].image"]],
            );
            assert.deepEqual((await rendered("Secret", { values }))?.object.data, {
                password: UNKNOWN,
            });
            assert.deepEqual(undecidedOf(looked), [
                'GOV-05: Release "shop/web" cannot be judged: it is rendered without values.tag, values.password, not known yet, which can decide what the chart makes (values.tag)',
            ]);
        });

        for (const { what, more, message } of [
            {
                what: "a chart that is not there",
                more: { chart: "./nowhere" },
                message: /^helm template says .*nowhere/,
            },
            {
                what: "a name that is an option",
                more: { name: "--debug" },
                message: /^helm template says .*invalid release name/,
            },
            {
                what: "a chart that is not known",
                more: { chart: UNKNOWN },
                message: /^chart is not known yet$/,
            },
            {
                what: "a version that is no text",
                more: { version: 1 },
                message: /^version is not a text$/,
            },
            { what: "no chart", more: { chart: null }, message: /^it names no chart$/ },
            {
                what: "values that are not known",
                more: { values: UNKNOWN },
                message: /^values is not known yet$/,
            },
            {
                what: "values in files",
                more: { valueYamlFiles: [{}] },
                message: /^valueYamlFiles is beyond helm template$/,
            },
            {
                what: "a post-renderer",
                more: { postrender: "kustomize" },
                message: /^postrender is beyond helm template$/,
            },
            {
                what: "a repository with a password",
                more: { repositoryOpts: { username: "me", password: UNKNOWN } },
                message: /^repositoryOpts.username is beyond helm template$/,
            },
        ]) {
            it(`is undecided with ${what}, and nothing else is`, async () => {
                const looked = await lookInto(release(more));
                assert.deepEqual(looked.objects, []);
                const [finding = ""] = undecidedOf(looked);
                const [, reason = ""] = finding.split("is not rendered: ");
                assert.match(reason, message);
                assert.equal(looked.undecided.length, 1);
            });
        }

        it("is rendered where the provider writes that nothing is given", async () => {
            const nothing = { postrender: "", valueYamlFiles: [], devel: false };
            assert.equal((await lookInto(release(nothing))).objects.length, 4);
        });
    });
}

describe("a Helm release that helm cannot render", () => {
    let shop: HelmChart;

    before(() => {
        shop = new HelmChart();
    });

    after(() => {
        shop.remove();
    });

    function release(more: JsonObject): Resource {
        return kubernetes("helm.sh/v3:Release", { chart: "./shop", name: "web", ...more });
    }

    it("is undecided without helm", async () => {
        shop.use("none");
        assert.deepEqual((await lookInto(release({}))).undecided.map(formatFinding), [
            'GOV-05: Release "web" cannot be judged: it is not rendered: there is no helm on the PATH — Fix: install helm, or set lookIntoReleases to false',
        ]);
    });

    it("is undecided where a template makes something that is no object, which is not repeated", async () => {
        shop.useScript("echo 'kind: hunter22'");
        assert.deepEqual(
            undecidedOf(await lookInto(release({ values: { password: "hunter22" } }))),
            [
                'GOV-05: Release "web" cannot be judged: it is not rendered: what helm template prints:1: document 1 has the kind "…": kinds begin with a capital letter, e.g. Deployment',
            ],
        );
    });

    it("gives helm its values through a pipe, and repeats none of them in an error", async () => {
        shop.useScript('echo "given: $@" >&2; cat >&2; printf "%s" hunter22 | base64 >&2; exit 1');
        const values = { password: "hunter22", key: "-----BEGIN\nMIIBaf==", pin: 271828 };
        assert.deepEqual(undecidedOf(await lookInto(release({ values }))), [
            'GOV-05: Release "web" cannot be judged: it is not rendered: helm template says given: template --values - --skip-tests --namespace default --include-crds -- web ./shop {"password":"…","key":"…\\n…","pin":…}…',
        ]);
    });

    it("names no password in the address of a chart", async () => {
        shop.useScript('echo "cannot fetch $*" >&2; exit 1');
        const chart = "https://me:hunter22@charts.example.com/shop.tgz";
        assert.deepEqual(undecidedOf(await lookInto(release({ chart }))), [
            'GOV-05: Release "web" cannot be judged: it is not rendered: helm template says cannot fetch template --values - --skip-tests --namespace default --include-crds -- web https://charts.example.com/shop.tgz',
        ]);
    });

    it("is not told what Pulumi tells the pack", async () => {
        shop.useScript('echo "passphrase: $PULUMI_CONFIG_PASSPHRASE." >&2; exit 1');
        process.env.PULUMI_CONFIG_PASSPHRASE = "hunter22";
        try {
            assert.match(
                undecidedOf(await lookInto(release({}))).join("\n"),
                /helm template says passphrase: \.$/,
            );
        } finally {
            delete process.env.PULUMI_CONFIG_PASSPHRASE;
        }
    });

    it("is not waited for longer than the time that it has", async () => {
        shop.useScript("exec sleep 60");
        await assert.rejects(
            helmTemplate([], {}, tmpdir(), 0.2),
            (error) => error instanceof HelmError && error.message === "helm took more than 0.2 s",
        );
    });
});

describe("what can be looked into", () => {
    it("is a Release; a Chart's objects are in the stack", () => {
        assert.equal(isRelease(kubernetes("helm.sh/v3:Release", {})), true);
        assert.equal(isRelease(kubernetes("helm.sh/v4:Chart", {})), false);
    });
});
