import assert from "node:assert/strict";

import fc from "fast-check";

import { type AccessModel, accessMatrix, compile, Evaluator } from "../../../access/index";
import { checksOf } from "../../../verify/checks";
import { readPublicAccess } from "../../../verify/publicAccess";
import { accepted, clusterObjects } from "../access/cluster";
import { host, model, names, ports, today } from "../access/randomModels";

function hasNoOpenGrpc({ edges }: AccessModel): boolean {
    return !edges.some(
        ({ from, to, services }) =>
            from.kind === "internet" &&
            to.kind === "port" &&
            ports[to.port]?.protocol === "gRPC" &&
            services === undefined,
    );
}

describe("What verify expects", () => {
    it("is what the effective policy of the compiled objects does, for any access model", () => {
        let asked = 0;
        fc.assert(
            // A matrix does not tell that every request to a port is one of gRPC.
            fc.property(model.filter(hasNoOpenGrpc), (access) => {
                const evaluator = new Evaluator(
                    [...accepted(compile(access, { today })), ...clusterObjects(access)],
                    { probeNetworks: access.kubelet },
                );
                const isLetIn = (path: string) =>
                    names.some((to) =>
                        Object.entries(ports).some(([port, { protocol }]) => {
                            const request = protocol === "opaque" ? {} : { method: "GET", path };
                            const question = { from: "internet", to, port, host, ...request };
                            return evaluator.ask(question).verdict === "allow";
                        }),
                    );
                for (const check of checksOf(readPublicAccess(accessMatrix(access)), host)) {
                    if (check.way === "https" && check.credentials !== "wrong") {
                        asked += 1;
                        assert.equal(
                            isLetIn(check.path),
                            check.holds({ status: 200, location: undefined }),
                            JSON.stringify([check.name, check.expected, accessMatrix(access)]),
                        );
                    }
                }
            }),
            { numRuns: 500 },
        );
        assert.ok(asked > 500, String(asked));
    });
});
