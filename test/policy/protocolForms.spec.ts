import assert from "node:assert/strict";
import { type Analyzer, type Sent, UNKNOWN_OBJECT } from "./analyzer";
import { SMALL_PACK, deployment, meshed, sent, stack, startPack } from "./sent";

const pod = { serviceAccountName: "face", containers: [{ image: "face:latest" }] };
const metadata = { name: "face", namespace: "faces" };
const face = { metadata, spec: { template: { spec: pod } } };
const LATEST = "SC-01 face";

/** What is judged, and what of it is refused as rule and resource. */
const forms: [string, Sent[], string[]][] = [
    ["a resource of the SDK", [sent("kubernetes:apps/v1:Deployment", "face", face)], [LATEST]],
    [
        "a CustomResource of a kind without a group",
        [sent("kubernetes:v1:Pod", "face", { metadata, spec: pod })],
        [LATEST],
    ],
    [
        "a member of a Chart",
        [
            sent("kubernetes:helm.sh/v4:Chart", "faces", { chart: "faces" }),
            sent("kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:Deployment", "face", face),
        ].map(asChild),
        [LATEST],
    ],
    [
        "a member of a ConfigGroup",
        [
            sent("kubernetes:yaml/v2:ConfigGroup", "faces", { files: ["faces.yaml"] }),
            sent("kubernetes:yaml/v2:ConfigGroup$kubernetes:apps/v1:Deployment", "face", face),
        ].map(asChild),
        [LATEST],
    ],
    [
        "an item of a list of its kind",
        [sent("kubernetes:apps/v1:DeploymentList", "face", { items: [face] })],
        [LATEST],
    ],
    [
        "an item of a list of any kind",
        [
            sent("kubernetes:core/v1:List", "face", {
                items: [{ apiVersion: "v1", kind: "Pod", metadata, spec: pod }],
            }),
        ],
        [LATEST],
    ],
    ["what a patch says", [sent("kubernetes:apps/v1:DeploymentPatch", "face", face)], [LATEST]],
];

/** The engine sends a type without those of its parents, which are in the URN alone. */
function asChild({ urn, type, props }: Sent): Sent {
    return { urn, type: type.split("$").at(-1) ?? type, props };
}

describe("the forms in which objects come, in CrossGuard's protocol", () => {
    let analyzer: Analyzer;

    before(async function () {
        analyzer = await startPack(SMALL_PACK);
    });

    after(async () => {
        await analyzer.stop();
    });

    async function preview(...resources: Sent[]): Promise<string[]> {
        await analyzer.configure({});
        const said = await analyzer.preview([stack, meshed, ...resources]);
        return said.map(
            ({ level, urn, message }) =>
                `${message.split("\n")[1]?.split(":")[0] ?? ""} ${urn.split("::").at(-1) ?? ""}${level === "advisory" ? ", undecided" : ""}`,
        );
    }

    for (const [title, resources, refused] of forms) {
        it(`judge ${title}`, async () => {
            assert.deepEqual(await preview(...resources), refused);
        });
    }

    it("say where in a list an object is", async () => {
        await analyzer.analyze(stack);
        const said = await analyzer.analyze(
            sent("kubernetes:apps/v1:DeploymentList", "all", {
                items: [deployment("smiley", "smiley:2.0.0").props, face],
            }),
        );
        assert.deepEqual(
            said.map(({ message }) => message.split("\n")[1]?.split(" — Fix: ")[0]),
            [
                'SC-01: Deployment "faces/face" runs "face:latest", whose tag moves from image to image (items[1].spec.template.spec.containers[0].image)',
            ],
        );
    });

    it("leave undecided a list of which nothing is known", async () => {
        const said = await preview(
            sent("kubernetes:apps/v1:DeploymentList", "all", { items: UNKNOWN_OBJECT }),
        );
        assert.deepEqual(
            [...new Set(said)],
            ["MESH-02", "MESH-03", "AUTHZ-01", "ID-02", "SC-01", "MESH-01", "ID-01"].map(
                (rule) => `${rule} all, undecided`,
            ),
        );
    });

    it("leave undecided what a patch does not say", async () => {
        assert.deepEqual(
            await preview(
                sent("kubernetes:apps/v1:DeploymentPatch", "face", {
                    metadata,
                    spec: { replicas: 3 },
                }),
            ),
            ["ID-02 face, undecided"],
        );
    });

    it("take a Namespace that is patched for one that is there", async () => {
        const patch = sent("kubernetes:core/v1:NamespacePatch", "default", {
            metadata: { name: "default", annotations: { "linkerd.io/inject": "enabled" } },
        });
        const inDefault = sent("kubernetes:core/v1:Pod", "face", {
            metadata: { name: "face" },
            spec: { ...pod, containers: [{ image: "face:2.0.0" }] },
        });
        assert.deepEqual(await preview(patch, inDefault), ["AUTHZ-01 default, undecided"]);
    });
});
