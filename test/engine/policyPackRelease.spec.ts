import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { HelmChart, helms } from "../policy/helmChart";
import { TestSandbox } from "./support";

const PASSWORD = "plain-0b5e55ed-password";
const BASE64 = Buffer.from(PASSWORD).toString("base64");

for (const helm of helms) {
    describe(`the policy pack in the engine, looking into a Helm release by ${helm}`, function () {
        let sandbox: TestSandbox;
        let shop: HelmChart;

        beforeEach(() => {
            shop = new HelmChart();
            shop.use(helm);
            sandbox = new TestSandbox("violations");
        });

        afterEach(() => {
            sandbox.remove();
            shop.remove();
        });

        async function preview(settings: object = {}) {
            const file = join(sandbox.home, "policies.json");
            const pack = { enforcementLevel: "mandatory", lookIntoReleases: true, ...settings };
            writeFileSync(
                file,
                JSON.stringify({
                    all: "disabled",
                    "zero-trust": pack,
                    "sc-01-no-floating-tag": "mandatory",
                    "gov-05-undecided-is-reported": "advisory",
                }),
            );
            const { code, document, stdout, stderr } = await sandbox.run(
                "preview",
                ...["--config", "rule=release", "--config", `chart=${shop.chart}`],
                ...["--policy-pack-config", file],
            );
            const violations = document.violations.map(({ level, message }) =>
                `${level} ${message}`.replaceAll(shop.chart, "shop").replace(/ — Fix: .*/s, ""),
            );
            return { code, violations, printed: stdout + stderr };
        }

        it("refuses what it would be rendered to, with chart and template", async () => {
            const { code, violations } = await preview();
            assert.deepEqual(violations, [
                'mandatory SC-01: Deployment "shop/web-cart" from shop/templates/cart.yaml of chart shop 1.2.3 runs "ghcr.io/example/cart:latest", whose tag moves from image to image (spec.template.spec.containers[0].image)',
            ]);
            assert.equal(code, 1);
        });

        it("advises of a release that helm cannot render, and refuses it where strict is set", async () => {
            shop.useScript('echo "Error: no such chart" >&2; exit 1');
            const reason =
                'GOV-05: Release "shop/web" cannot be judged: it is not rendered: helm template says Error: no such chart';
            const lenient = await preview();
            assert.deepEqual([lenient.code, lenient.violations], [0, [`advisory ${reason}`]]);
            const strict = await preview({ strict: true });
            assert.deepEqual([strict.code, strict.violations], [1, [`mandatory ${reason}`]]);
        });

        it("neither prints nor keeps a secret value in the clear", async () => {
            const { printed } = await preview();
            for (const text of [PASSWORD, BASE64]) {
                assert.ok(!printed.includes(text));
                assert.deepEqual(sandbox.filesContaining(text), []);
            }
        });
    });
}
