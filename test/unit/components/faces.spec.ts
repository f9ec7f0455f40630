import assert from "node:assert/strict";

import { Faces, facesProblems } from "../../../components/apps/faces";
import { facesModel as access } from "../access/facesModel";
import { type RecordedResource, recordResources } from "../../support/recordResources";

const record = () =>
    recordResources(() => {
        new Faces("faces", { access });
    });

const nameOf = ({ inputs }: RecordedResource) => (inputs.metadata as { name: string }).name;
const namesOf = (resources: RecordedResource[], type: string) =>
    resources
        .filter((resource) => resource.type === type)
        .map(nameOf)
        .sort();
const specOf = (resources: RecordedResource[], type: string, name: string) =>
    resources.find((resource) => resource.type === type && nameOf(resource) === name)?.inputs
        .spec as Record<string, unknown> | undefined;

describe("Faces", () => {
    it("runs four workloads, each with a ServiceAccount of its own", async () => {
        const resources = await record();
        const workloads = ["color", "face", "faces-gui", "smiley"];
        assert.deepEqual(namesOf(resources, "kubernetes:apps/v1:Deployment"), workloads);
        assert.deepEqual(namesOf(resources, "kubernetes:core/v1:ServiceAccount"), workloads);
    });

    it("publishes the two paths of face that the GUI's page uses, and the GUI", async () => {
        const resources = await record();
        const mapping = "kubernetes:getambassador.io/v3alpha1:Mapping";
        assert.deepEqual(namesOf(resources, mapping), [
            "faces.example.com.below.face.center",
            "faces.example.com.below.face.edge",
            "faces.example.com.below.faces",
        ]);
        assert.deepEqual(specOf(resources, mapping, "faces.example.com.below.face.center"), {
            hostname: "faces.example.com",
            prefix: "/face/center/",
            rewrite: "/center/",
            service: "http://face.faces.svc.cluster.local:80",
            remove_request_headers: ["authorization"],
        });
    });

    it("knows where a browser finds it", async () => {
        let urls: string[] = [];
        await recordResources(() => {
            ({ urls } = new Faces("faces", { access }));
        });
        assert.deepEqual(urls, ["https://faces.example.com/faces/"]);
    });

    it("works, although its images fail on purpose by default", async () => {
        const resources = await record();
        for (const name of ["smiley", "color", "face"]) {
            const spec = specOf(resources, "kubernetes:apps/v1:Deployment", name) as unknown as {
                template: { spec: { containers: { env: { name: string; value: string }[] }[] } };
            };
            const environment = spec.template.spec.containers[0]?.env ?? [];
            assert.deepEqual(
                environment.filter((each) => each.name === "ERROR_FRACTION"),
                [{ name: "ERROR_FRACTION", value: "0" }],
            );
        }
    });

    it("refuses a model without its workloads, and names them", () => {
        const { faces, ...others } = access.namespaces;
        assert.ok(faces);
        const { color, ...rest } = faces.workloads;
        assert.ok(color);
        const namespaces = { ...others, faces: { workloads: rest } };
        const edges = access.edges.filter(
            ({ to }) => to.kind !== "port" || to.workload !== "color",
        );
        assert.deepEqual(facesProblems({ access: { ...access, namespaces, edges } }), [
            {
                path: "workload",
                value: "color",
                reason: "is not in namespace faces of the access model",
                remedy: "add it, or give one that is: faces-gui, face, smiley",
            },
        ]);
    });
});
