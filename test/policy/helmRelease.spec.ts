import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { HelmError, isRelease, renderRelease } from "../../policy-pack/audit/helmRelease";
import { type JsonObject, UNKNOWN } from "../../policy-pack/rules/read";
import { type Resource } from "../../policy-pack/rules/resource";
import { ResourceIndex } from "../../policy-pack/rules/resourceIndex";
import { formatFinding, judge } from "../../policy-pack/rules/rule";
import { sc01 } from "../../policy-pack/rules/sc-01";
import { defaultSettings } from "../../policy-pack/rules/settings";
import { kubernetes } from "./support";

const CHART: Readonly<Record<string, string>> = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.2.3\n",
    "values.yaml": "tag: 2.3.1\npassword: none\n",
    "templates/cart.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-cart
spec:
  template:
    spec:
      containers:
        - name: cart
          image: ghcr.io/example/cart:{{ .Values.tag }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: cart
`,
    "templates/password.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: password
  namespace: elsewhere
data:
  password: {{ .Values.password | b64enc }}
`,
};

const path = process.env.PATH ?? "";
const hasHelm = spawnSync("helm", ["version"]).status === 0;

for (const helm of ["a stand-in", ...(hasHelm ? ["helm"] : [])]) {
    describe(`a Helm release, looked into by ${helm}`, () => {
        let folder: string;

        before(() => {
            folder = mkdtempSync(join(tmpdir(), "helm-"));
            for (const [file, text] of Object.entries(CHART)) {
                mkdirSync(dirname(join(folder, "shop", file)), { recursive: true });
                writeFileSync(join(folder, "shop", file), text);
            }
            mkdirSync(join(folder, "bin"));
            mkdirSync(join(folder, "empty"));
            symlinkSync(join(__dirname, "helmStandIn.mjs"), join(folder, "bin", "helm"));
        });

        beforeEach(() => {
            process.env.PATH = helm === "helm" ? path : [join(folder, "bin"), path].join(delimiter);
        });

        afterEach(() => {
            process.env.PATH = path;
        });

        after(() => {
            rmSync(folder, { recursive: true });
        });

        function release(more: JsonObject = {}): Resource {
            return kubernetes("helm.sh/v3:Release", {
                chart: join(folder, "shop"),
                name: "web",
                namespace: "shop",
                values: { tag: "latest" },
                ...more,
            });
        }

        /** What a kind was rendered to. */
        function rendered(kind: string, more?: JsonObject): Resource | undefined {
            return renderRelease(release(more)).find(({ type }) => type.endsWith(`:${kind}`));
        }

        it("is the objects of its templates, with its values over the chart's", () => {
            assert.deepEqual(rendered("Deployment")?.object, {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: { namespace: "shop", name: "web-cart" },
                spec: {
                    template: {
                        spec: {
                            containers: [{ name: "cart", image: "ghcr.io/example/cart:latest" }],
                        },
                    },
                },
            });
            assert.equal(renderRelease(release()).length, 3);
        });

        it("lends its namespace to what has none and can have one", () => {
            const namespaceOf = (kind: string) => {
                const { namespace } = rendered(kind)?.object.metadata as JsonObject;
                return namespace;
            };
            assert.equal(namespaceOf("Deployment"), "shop");
            assert.equal(namespaceOf("Secret"), "elsewhere");
            assert.equal(namespaceOf("ClusterRole"), undefined);
        });

        it("is judged like everything else, and the finding says which chart and template", () => {
            const index = new ResourceIndex(renderRelease(release({ version: "1.2.3" })));
            assert.deepEqual(judge(sc01, index, defaultSettings).map(formatFinding), [
                `SC-01: Deployment "shop/web-cart" from shop/templates/cart.yaml of chart ${folder}/shop 1.2.3 runs "ghcr.io/example/cart:latest", whose tag moves from image to image (spec.template.spec.containers[0].image) — Fix: name the version, or better the digest, of the image`,
            ]);
        });

        it("keeps unknown what comes of values that are", () => {
            const values = { tag: UNKNOWN, password: UNKNOWN };
            const index = new ResourceIndex(renderRelease(release({ values })));
            assert.deepEqual(
                judge(sc01, index, defaultSettings).map(({ status, path: at }) => [status, at]),
                [["undecided", "spec.template.spec.containers[0].image"]],
            );
            assert.deepEqual(rendered("Secret", { values })?.object.data, { password: UNKNOWN });
        });

        for (const { what, more, message } of [
            {
                what: "a chart that is not there",
                more: { chart: "./nowhere" },
                message: /Release "shop\/web" cannot be looked into: helm template says .*nowhere/s,
            },
            {
                what: "a name that is an option",
                more: { name: "--debug" },
                message: /helm template says .*invalid release name/s,
            },
            {
                what: "a chart that is not known",
                more: { chart: UNKNOWN },
                message: /chart is not/,
            },
            { what: "no chart", more: { chart: null }, message: /it names no chart$/ },
            { what: "values that are not known", more: { values: UNKNOWN }, message: /its values/ },
            {
                what: "values in files",
                more: { valueYamlFiles: [{}] },
                message: /cannot be looked into with valueYamlFiles: give values in values/,
            },
        ]) {
            it(`cannot be looked into with ${what}`, () => {
                assert.throws(
                    () => renderRelease(release(more)),
                    (error) => error instanceof HelmError && message.test(error.message),
                );
            });
        }

        it("cannot be looked into without helm", () => {
            process.env.PATH = join(folder, "empty");
            assert.throws(() => renderRelease(release()), {
                message:
                    'Release "shop/web" cannot be looked into: there is no helm on the PATH; install it, or set lookIntoReleases to false',
            });
        });
    });
}

describe("what can be looked into", () => {
    it("is a Release; a Chart's objects are in the stack", () => {
        assert.equal(isRelease("kubernetes:helm.sh/v3:Release"), true);
        assert.equal(isRelease("kubernetes:helm.sh/v4:Chart"), false);
    });
});
