import assert from "node:assert/strict";

import type { AccessModel } from "../../../access/index";
import { accessProblems } from "../../../components/accessModel";
import { facesModel } from "../access/facesModel";

describe("The access model of a component", () => {
    it("has no problem if the model is sound", () => {
        assert.deepEqual(accessProblems(facesModel), []);
    });

    it("has the problems of the model, each below the argument that it is in", () => {
        const access: AccessModel = {
            ...facesModel,
            kubelet: ["here"],
            networks: { "a: b; c": [] },
        };
        assert.deepEqual(accessProblems(access), [
            {
                path: "access.kubelet[0]",
                value: "here",
                reason: "is not a CIDR block",
                remedy: "give e.g. 192.0.2.0/24",
            },
            {
                path: "access.networks.a: b; c",
                value: "a: b; c",
                reason: "is not a DNS label",
                remedy: "use up to 63 lower-case letters, digits and dashes, e.g. faces",
            },
            {
                path: "access.networks.a: b; c",
                reason: "is empty",
                remedy: "give CIDR blocks, e.g. 192.0.2.0/24",
            },
        ]);
    });
});
