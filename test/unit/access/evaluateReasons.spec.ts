import assert from "node:assert/strict";

import { authorization, denied, evaluator, identity, meshTls, question, server } from "./manifests";

describe("The evaluator's reasons", () => {
    it("name the objects that allowed", () => {
        const subject = evaluator(
            {},
            ...denied,
            server("http"),
            meshTls("ui", { identities: [identity("ui.web")] }),
            authorization("ui", "Server/http", "MeshTLSAuthentication/ui"),
        );
        assert.deepEqual(subject.ask(question("web/ui")), {
            verdict: "allow",
            because: [
                {
                    kind: "AuthorizationPolicy",
                    namespace: "shop",
                    name: "ui",
                    why: `allows ${identity("ui.web")} (MeshTLSAuthentication shop/ui)`,
                },
                {
                    kind: "Server",
                    namespace: "shop",
                    name: "http",
                    why: "selects port 8000, as a protocol to be detected",
                },
            ],
        });
    });

    it("name what was meant and has no effect", () => {
        const subject = evaluator(
            {},
            ...denied,
            server("http"),
            authorization("ui", "Server/http", "MeshTLSAuthentication/missing"),
        );
        assert.deepEqual(subject.ask(question("web/ui")).because.at(-1), {
            kind: "AuthorizationPolicy",
            namespace: "shop",
            name: "ui",
            why: "is ignored: MeshTLSAuthentication shop/missing does not exist",
        });
    });
});
