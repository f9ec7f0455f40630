import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
    type Analyzer,
    type Diagnostic,
    type PolicySettings,
    type Sent,
    UNKNOWN_TEXT,
} from "./analyzer";
import { HelmChart } from "./helmChart";
import { SMALL_PACK, deployment, meshed, sent, stack, startPack } from "./sent";

type Properties = NonNullable<PolicySettings["properties"]>;

const STAND_IN = join(__dirname, "helmStandIn.mjs");
const FROM_CHART = "from shop/templates/cart.yaml of chart";

describe("Helm releases in CrossGuard's protocol", () => {
    let analyzer: Analyzer;
    let shop: HelmChart;
    let log: string;

    before(async function () {
        shop = new HelmChart();
        log = join(shop.chart, "renderings");
        shop.useScript(`echo rendered >> ${log}; exec ${STAND_IN} "$@"`);
        analyzer = await startPack(SMALL_PACK);
    });

    after(async () => {
        await analyzer.stop();
        shop.remove();
    });

    beforeEach(() => {
        writeFileSync(log, "");
    });

    function release(values: Sent["props"], more: Sent["props"] = {}): Sent {
        const chart = shop.chart;
        const props = { chart, name: "web", namespace: "faces", values, ...more };
        return sent("kubernetes:helm.sh/v3:Release", "web", props);
    }

    async function configure(settings: Properties = {}): Promise<void> {
        const properties = { lookIntoReleases: true, ...settings };
        await analyzer.configure({ "zero-trust": { properties } });
    }

    /** By policy, level and name in the program, what is said without what to do. */
    async function preview(settings: Properties, ...resources: Sent[]): Promise<string[]> {
        await configure(settings);
        return (await analyzer.preview([stack, meshed, ...resources])).map(summarize);
    }

    function summarize({ policy, level, urn, message }: Diagnostic): string {
        const [, line = ""] = message.split("\n");
        const said = line.replace(/ — Fix: .*/, "").replace(shop.chart, "shop");
        return `${policy} ${level} ${urn.split("::").at(-1) ?? ""}: ${said}`;
    }

    const LATEST = `sc-01-no-floating-tag mandatory web: SC-01: Deployment "faces/web-cart" ${FROM_CHART} shop runs "ghcr.io/example/cart:latest", whose tag moves from image to image (spec.template.spec.containers[0].image)`;

    it("are refused for what they are rendered to, before they are made", async () => {
        await configure();
        await analyzer.analyze(stack);
        assert.deepEqual((await analyzer.analyze(release({ tag: "latest" }))).map(summarize), [
            LATEST,
        ]);
    });

    it("are part of the relations of the stack", async () => {
        const unmeshed = release({ tag: "1" }, { namespace: "elsewhere" });
        assert.deepEqual(await preview({}, unmeshed), [
            `mesh-01-workloads-are-meshed mandatory web: MESH-01: Deployment "elsewhere/web-cart" ${FROM_CHART} shop is not meshed: its pod template does not ask for it, and Namespace "elsewhere" is not part of this stack (spec.template.metadata.annotations["linkerd.io/inject"])`,
        ]);
    });

    it("are not looked into unless that is asked for", async () => {
        assert.deepEqual(
            await preview({ lookIntoReleases: false }, release({ tag: "latest" })),
            [],
        );
        assert.equal(readFileSync(log, "utf8"), "");
    });

    it("are rendered once in a preview", async () => {
        await preview({}, release({ tag: "latest" }));
        assert.equal(readFileSync(log, "utf8"), "rendered\n");
    });

    it("are rendered anew in the next preview", async () => {
        await preview({}, release({ tag: "latest" }));
        assert.deepEqual(await preview({}, release({ tag: "1" })), []);
        assert.deepEqual(
            await preview({ lookIntoReleases: false }, release({ tag: "latest" })),
            [],
        );
    });

    it("take exemptions for the objects that they are rendered to", async () => {
        const exemption = {
            rule: "SC-01",
            resource: { kind: "Deployment", namespace: "faces", name: "web-cart" },
            owner: "platform@example.com",
            reason: "the vendor has no other tag",
            expiry: "2026-12-31",
        };
        assert.deepEqual(
            await preview({ exemptions: [exemption] }, release({ tag: "latest" })),
            [],
        );
    });

    it("are undecided where a value is not known, and all else is judged", async () => {
        const unknown = release({ tag: UNKNOWN_TEXT });
        const latest = deployment("face", "face:latest");
        assert.deepEqual((await preview({}, unknown, latest)).map(withoutReason), [
            "sc-01-no-floating-tag mandatory face: SC-01",
            "gov-05-undecided-is-reported advisory web: GOV-05",
            "gov-05-undecided-is-reported advisory web: SC-01",
        ]);
    });

    const NOT_RENDERED =
        'GOV-05: Release "faces/web" cannot be judged: it is not rendered: helm template says Error: path "./nowhere" not found';

    it("are undecided where helm fails, and all else is judged", async () => {
        const latest = deployment("face", "face:latest");
        const said = await preview({}, release({}, { chart: "./nowhere" }), latest);
        assert.deepEqual(
            [said.map(withoutReason).at(0), said.at(1)],
            [
                "sc-01-no-floating-tag mandatory face: SC-01",
                `gov-05-undecided-is-reported advisory web: ${NOT_RENDERED}`,
            ],
        );
    });

    it("are refused where helm fails and strict is set", async () => {
        assert.deepEqual(await preview({ strict: true }, release({}, { chart: "./nowhere" })), [
            `zero-trust mandatory web: ${NOT_RENDERED}`,
        ]);
    });

    it("are looked into where the stack alone shows them, because others are updated", async () => {
        await configure();
        await analyzer.analyze(stack);
        await analyzer.analyze(meshed);
        const unmeshed = release({ tag: "1" }, { namespace: "elsewhere" });
        const said = await analyzer.analyzeStack([stack, meshed, unmeshed]);
        assert.deepEqual(said.map(summarize).map(withoutReason), [
            "mesh-01-workloads-are-meshed mandatory web: MESH-01",
        ]);
    });

    it("are judged where they come before the stack, and their chart is found from where Pulumi was started", async () => {
        process.env.PWD = dirname(shop.chart);
        const early = await startPack(SMALL_PACK);
        process.env.PWD = process.cwd();
        try {
            await early.configure({ "zero-trust": { properties: { lookIntoReleases: true } } });
            assert.deepEqual(
                (await early.analyze(release({ tag: "latest" }, { chart: "./shop" }))).map(
                    summarize,
                ),
                [LATEST.replace("chart shop", "chart ./shop")],
            );
        } finally {
            await early.stop();
        }
    });
});

/** Policy, level, name and rule. */
function withoutReason(said: string): string {
    return said.split(": ").slice(0, 2).join(": ");
}
