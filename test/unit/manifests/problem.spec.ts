import assert from "node:assert/strict";
import { problemText } from "../../../manifests/index";

describe("The text of a problem", () => {
    const path = "kubelet[0]";
    const reason = "is not a network";
    const remedy = "give e.g. 10.42.0.0/16";

    it("says where, what, why and how to mend it", () => {
        assert.equal(
            problemText({ path, value: "here", reason, remedy }),
            'kubelet[0]: "here" is not a network; give e.g. 10.42.0.0/16',
        );
    });

    it("leaves out a value that is absent or secret", () => {
        assert.equal(
            problemText({ path, reason, remedy }),
            "kubelet[0]: is not a network; give e.g. 10.42.0.0/16",
        );
    });

    it("shows where a text with quotes ends", () => {
        assert.equal(
            problemText({ path, value: 'a "b"', reason, remedy }),
            'kubelet[0]: "a \\"b\\"" is not a network; give e.g. 10.42.0.0/16',
        );
    });

    it("shows a number that JSON has no word for", () => {
        assert.equal(
            problemText({ path: "port", value: NaN, reason: "is not a port", remedy: "give one" }),
            "port: NaN is not a port; give one",
        );
    });

    it("names the arguments of a remedy by their paths", () => {
        assert.equal(
            problemText({ path, reason, remedy: ["give ", { argument: "nodes.cidr" }, " too"] }),
            "kubelet[0]: is not a network; give nodes.cidr too",
        );
    });
});
