import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { loadObjects, originOf, parseObjects } from "../../../access/objects";
import { problemsOf } from "../../support/problemsOf";

describe("Objects", () => {
    let folder = "";

    beforeEach(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), "objects-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string, text: string): string {
        const file = path.join(folder, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        return file;
    }

    const pod = (name: string): string =>
        `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\n`;

    it("are read from documents, Lists, JSON, and folders in folders", () => {
        write("a.yaml", `${pod("one")}---\n${pod("two")}---\n`);
        write(
            "deep/b.json",
            JSON.stringify({
                apiVersion: "v1",
                kind: "List",
                items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "three" } }],
            }),
        );
        write("notes.txt", "not an object");
        symlinkSync(folder, path.join(folder, "deep", "cycle"));
        const objects = loadObjects([folder]);
        assert.deepEqual(
            objects.map((object) => [object.metadata.name, originOf(object)]),
            [
                ["one", `${path.join(folder, "a.yaml")}:1, document 1`],
                ["two", `${path.join(folder, "a.yaml")}:7, document 2`],
                ["three", `${path.join(folder, "deep", "b.json")}:1, document 1, item 1`],
            ],
        );
    });

    it("are refused with file and document where they are no YAML", () => {
        const file = write("a.yaml", `${pod("one")}---\nkind: [\n`);
        const [problem = "", ...more] = problemsOf(() => loadObjects([file]));
        assert.match(problem, /a\.yaml:8: document 2 is not valid YAML: /);
        assert.deepEqual(more, []);
    });

    it("are refused all at once, each with its place", () => {
        const text = `- a\n---\n1\n---\napiVersion: v1\nkind: Pod\nmetadata: {}\n---\n${pod("x")}  labels: { a: 1 }\n---\na: 1\n`;
        assert.deepEqual(
            problemsOf(() => parseObjects(text, "x.yaml")),
            [
                "x.yaml:1: document 1 is not a Kubernetes object: begin it with apiVersion and kind",
                "x.yaml:3: document 2 is not a Kubernetes object: begin it with apiVersion and kind",
                "x.yaml:16: document 5 has no kind: give e.g. kind: Deployment",
                "x.yaml:7: document 3: metadata.name: must be a string that is not empty",
                "x.yaml:14: document 4: metadata.labels.a: must be a string; put the value in quotes",
            ],
        );
    });

    it("are refused where they contain themselves", () => {
        const text = `${pod("x")}spec: &spec\n  again: *spec\n`;
        assert.deepEqual(
            problemsOf(() => parseObjects(text, "x.yaml")),
            [
                "x.yaml:1: document 1 is not valid YAML: an alias stands for something that it is a part of",
            ],
        );
    });

    it("hold scalars as Kubernetes reads them", () => {
        const values = ["no", "on", "0100", "1_000", "0x1F", "1:30", "2020-01-01", '"no"', "1e3"];
        const [object] = parseObjects(
            `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, values: [${values.join(", ")}] }`,
            "a.yaml",
        );
        assert.deepEqual(object?.values, [
            ...[false, true, 64, 1000, 31, "1:30", "2020-01-01", "no", 1000],
        ]);
    });

    it("are refused where their kind is unknown, with what may have been meant", () => {
        const file = write(
            "a.yaml",
            [
                "apiVersion: policy.linkerd.io/v1beta3\nkind: Servr\nmetadata: { name: a }",
                "apiVersion: policy.linkerd.io/v9\nkind: Server\nmetadata: { name: a }",
                "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }",
            ].join("\n---\n"),
        );
        assert.deepEqual(
            problemsOf(() => loadObjects([file])),
            [
                `${file}:1, document 1: Servr is an unknown kind of policy.linkerd.io/v1beta3; did you mean Server?`,
                `${file}:5, document 2: Server of policy.linkerd.io/v9: there is no such version; policy.linkerd.io has v1alpha1, v1beta1, v1beta2, v1beta3`,
                `${file}:9, document 3: Widget of example.com/v1 is an unknown kind; leave it out, or give its CustomResourceDefinition too if it has no say in who may call whom`,
            ],
        );
    });

    it("may be of a kind whose definition is among them", () => {
        const file = write(
            "a.yaml",
            [
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec: { group: example.com, names: { kind: Widget } }",
                "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }",
            ].join("\n---\n"),
        );
        assert.equal(loadObjects([file]).length, 2);
    });

    it("are refused where there is no such file", () => {
        const missing = path.join(folder, "missing.yaml");
        assert.deepEqual(
            problemsOf(() => loadObjects([missing])),
            [`${missing}: there is no such file or folder`],
        );
    });
});
