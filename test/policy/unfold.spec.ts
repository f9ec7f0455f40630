import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN } from "../../rules/reading/read";
import { describe as describeResource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { unfold } from "../../rules/reading/unfold";
import { civo, deployment, kubernetes, namespace } from "./support";

const face = { metadata: { name: "face", namespace: "faces" } };

describe("taking resources apart", () => {
    it("leaves alone what is one object", () => {
        const objects = [deployment("face", {}), namespace("faces"), civo("firewall:Firewall", {})];
        assert.deepEqual(objects.flatMap(unfold), objects);
    });

    it("gives a CustomResource of a kind without a group the type of that kind", () => {
        assert.deepEqual(
            unfold(kubernetes("v1:Pod", face)).map(({ type }) => type),
            ["kubernetes:core/v1:Pod"],
        );
    });

    it("gives the items of a list the type that they say, or else the list's", () => {
        const list = kubernetes("core/v1:SecretList", {
            items: [face, { apiVersion: "apps/v1", kind: "Deployment", ...face }],
        });
        assert.deepEqual(
            unfold(list).map(({ type, within }) => [type, within]),
            [
                ["kubernetes:core/v1:Secret", ["items", 0]],
                ["kubernetes:apps/v1:Deployment", ["items", 1]],
            ],
        );
    });

    it("knows nothing of items that are not known", () => {
        for (const items of [UNKNOWN, [UNKNOWN]]) {
            const [item] = unfold(kubernetes("apps/v1:DeploymentList", { items }));
            assert.equal(item?.type, "kubernetes:apps/v1:Deployment");
            assert.equal(item.object.spec, UNKNOWN);
        }
    });

    it("takes no kind for a list that has no items", () => {
        const list = kubernetes("example.com/v1:AllowList", face);
        assert.deepEqual(unfold(list), [list]);
    });

    it("takes a patch for a part of what it patches, and names it as a patch", () => {
        const [patch] = unfold(kubernetes("policy.linkerd.io/v1beta3:ServerPatch", face));
        assert.ok(patch);
        assert.equal(patch.type, "kubernetes:policy.linkerd.io/v1beta3:Server");
        assert.equal(patch.isPatch, true);
        assert.equal(describeResource(patch), 'ServerPatch "faces/face"');
    });

    it("takes nothing apart twice", () => {
        const type = fc.constantFrom(
            "core/v1:List",
            "apps/v1:DeploymentList",
            "v1:Pod",
            "v1:PodPatch",
            "core/v1:Pod",
        );
        const anyItem = fc.constantFrom(
            face,
            UNKNOWN,
            { apiVersion: "v1", kind: "Pod" },
            { apiVersion: "v1", kind: "List", items: [face] },
        );
        fc.assert(
            fc.property(type, fc.array(anyItem), (kind, items) => {
                const objects = unfold(kubernetes(kind, { items }));
                assert.deepEqual(objects.flatMap(unfold), objects);
            }),
        );
    });
});

describe("the index", () => {
    it("takes a Namespace before a patch of it, in whichever order", () => {
        const whole = namespace("faces");
        const patch = unfold(kubernetes("core/v1:NamespacePatch", { metadata: { name: "faces" } }));
        for (const resources of [
            [whole, ...patch],
            [...patch, whole],
        ]) {
            const found = new ResourceIndex(resources).namespace("faces");
            assert.equal(found.state === "known" && found.value, whole);
        }
    });
});
