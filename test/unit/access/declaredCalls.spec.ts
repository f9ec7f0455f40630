import assert from "node:assert/strict";

import fc from "fast-check";

import {
    compile,
    declaredCalls,
    deviations,
    Evaluator,
    type AccessModel,
    type DeclaredCall,
    type KubernetesObject,
} from "../../../access/index";
import { accepted, clusterObjects } from "./cluster";
import { facesModel } from "./facesModel";
import { model, today } from "./randomModels";

function evaluatorOf(objects: readonly KubernetesObject[], access: AccessModel): Evaluator {
    return new Evaluator([...accepted(objects), ...clusterObjects(access)], {
        probeNetworks: access.kubelet,
    });
}

const textOf = ({ from, to, port, request }: Omit<DeclaredCall, "optional">) =>
    `${from} → ${to}:${port} ${request}`;

const untried = model.map((access): AccessModel => ({
    ...access,
    edges: access.edges.map((edge) => {
        const { auditUntil, ...rest } = edge;
        return auditUntil === undefined ? edge : rest;
    }),
}));

describe("The calls that a model declares", () => {
    it("are, of Faces, its edges, the probes, and the listeners", () => {
        const calls = declaredCalls(facesModel).filter(({ to }) => !to.startsWith("emissary/"));
        assert.deepEqual(calls.filter(({ port }) => port !== 4191).map(textOf), [
            "faces/face → faces/color:8000 */*",
            "emissary/emissary-ingress → faces/face:8000 /center/*",
            "emissary/emissary-ingress → faces/face:8000 /edge/*",
            "unauthenticated@10.42.0.0/16 → faces/face:8000 GET /ready",
            "emissary/emissary-ingress → faces/faces-gui:8000 *",
            "unauthenticated@10.42.0.0/16 → faces/faces-gui:8000 GET /ready",
            "emissary/emissary-ingress → faces/faces-gui:8000 GET /ready",
            "faces/face → faces/smiley:8000 *",
            "unauthenticated@10.42.0.0/16 → faces/smiley:8000 GET /ready",
            "faces/face → faces/smiley:8000 GET /ready",
            "internet → faces/faces-gui:8000 faces.example.com/faces/*",
            "internet → faces/face:8000 faces.example.com/face/center/*",
            "internet → faces/face:8000 faces.example.com/face/edge/*",
        ]);
    });

    it("are those that the evaluator finds of the compiled model, one by one", () => {
        fc.assert(
            fc.property(untried, (access) => {
                const evaluator = evaluatorOf(compile(access, { today }), access);
                const found = [...evaluator.calls()].map(textOf).sort();
                const declared = declaredCalls(access, today).filter(
                    // The test's ingress has no container ports for its listeners.
                    ({ port }) => port !== 8443,
                );
                assert.deepEqual([...new Set(found)], [...new Set(declared.map(textOf))].sort());
            }),
            { numRuns: 500 },
        );
    });

    it("are those that Linkerd alone lets through, whatever the network does", () => {
        fc.assert(
            fc.property(untried, (access) => {
                const objects = compile(access, { today }).filter(
                    ({ kind }) => kind !== "NetworkPolicy",
                );
                assert.deepEqual(
                    deviations(declaredCalls(access, today), evaluatorOf(objects, access)),
                    [],
                );
            }),
            { numRuns: 300 },
        );
    });

    it("deviate in nothing from the compiled model, though edges are tried out", () => {
        fc.assert(
            fc.property(model, (access) => {
                const evaluator = evaluatorOf(compile(access, { today }), access);
                assert.deepEqual(deviations(declaredCalls(access, today), evaluator), []);
            }),
            { numRuns: 500 },
        );
    });

    it("miss a call for every edge that the compiled model does not have", () => {
        fc.assert(
            fc.property(untried, fc.nat(), (access, at) => {
                fc.pre(access.edges.length > 0);
                const edges = access.edges.filter((_, each) => each !== at % access.edges.length);
                const less = { ...access, edges };
                const before = new Set(declaredCalls(access, today).map(textOf));
                const after = new Set(declaredCalls(less, today).map(textOf));
                fc.pre([...before].some((call) => !after.has(call)));
                const evaluator = evaluatorOf(compile(less, { today }), access);
                const found = deviations(declaredCalls(access, today), evaluator);
                const extra = deviations(
                    declaredCalls(less, today),
                    evaluatorOf(compile(access, { today }), access),
                );
                assert.deepEqual(
                    extra.filter(({ kind }) => kind === "missing"),
                    [],
                );
                assert.equal(found.length > 0, extra.length > 0, JSON.stringify({ found, extra }));
            }),
            { numRuns: 500 },
        );
    });
});

describe("A deviation", () => {
    const edges = (objects: readonly KubernetesObject[]) =>
        deviations(declaredCalls(facesModel), evaluatorOf(objects, facesModel)).map(
            ({ kind, because: [first], ...call }) =>
                `${kind} ${textOf(call)}: ${first?.kind ?? ""} ${first?.name ?? ""}`,
        );
    const compiled = compile(facesModel);
    const without = (kind: string, name: string) =>
        compiled.filter((object) => object.kind !== kind || object.metadata.name !== name);

    it("is a call that nobody has declared, with the object that lets it through", () => {
        const more = {
            apiVersion: "policy.linkerd.io/v1alpha1",
            kind: "AuthorizationPolicy",
            metadata: { name: "more", namespace: "faces" },
            spec: {
                targetRef: { group: "policy.linkerd.io", kind: "Server", name: "smiley.http" },
                requiredAuthenticationRefs: [{ kind: "ServiceAccount", name: "color" }],
            },
        };
        const open = compiled.filter(({ kind }) => kind !== "NetworkPolicy");
        assert.deepEqual(edges([...open, more]), [
            "extra faces/color → faces/smiley:8000 *: AuthorizationPolicy more",
            "extra faces/color → faces/smiley:8000 GET /ready: AuthorizationPolicy more",
        ]);
    });

    it("is a call that is declared and not let through, with the object that refuses", () => {
        assert.deepEqual(edges(without("AuthorizationPolicy", "color.http.from.face.faces")), [
            "missing faces/face → faces/color:8000 */*: Server color.http",
        ]);
    });

    it("is a public call without its Mapping", () => {
        assert.deepEqual(edges(without("Mapping", "faces.example.com.below.faces")), [
            "missing internet → faces/faces-gui:8000 faces.example.com/faces/*: Mapping ",
        ]);
    });

    it("is a public call that a narrower declaration sends elsewhere, though a wider one covers it", () => {
        const [gui] = facesModel.edges.filter(({ from }) => from.kind === "internet");
        assert.ok(gui?.from.kind === "internet");
        const access: AccessModel = {
            ...facesModel,
            edges: [...facesModel.edges, { ...gui, from: { ...gui.from, prefix: "/" } }],
        };
        const objects = compile(access);
        const taking = objects.flatMap((object) =>
            object.metadata.name === "faces.example.com.below.faces"
                ? {
                      ...object,
                      metadata: { ...object.metadata, name: "taking" },
                      spec: {
                          ...(object.spec as object),
                          method: "GET",
                          prefix: "/face/center/",
                          rewrite: "/",
                      },
                  }
                : [],
        );
        assert.deepEqual(
            deviations(declaredCalls(access), evaluatorOf([...objects, ...taking], access)).map(
                ({ kind, ...call }) => `${kind} ${textOf(call)}`,
            ),
            ["extra internet → faces/faces-gui:8000 GET faces.example.com/face/center/*"],
        );
    });

    it("is everything that a Server no longer denies", () => {
        assert.deepEqual(
            edges(
                compiled.map((object) =>
                    object.kind === "Server" && object.metadata.name === "smiley.http"
                        ? {
                              ...object,
                              spec: {
                                  ...(object.spec as object),
                                  accessPolicy: "all-authenticated",
                              },
                          }
                        : object,
                ),
            ),
            [
                "extra *@10.42.0.0/16 → faces/smiley:8000 *: DefaultPolicy all-authenticated",
                "extra *@10.42.0.0/16 → faces/smiley:8000 GET /ready: DefaultPolicy all-authenticated",
            ],
        );
    });

    it("is none where the objects allow the same by other routes", () => {
        const route = "face.http.below.center";
        const divided = compiled.map((object) =>
            object.metadata.name === route && object.kind === "HTTPRoute"
                ? {
                      ...object,
                      spec: {
                          ...(object.spec as object),
                          rules: [
                              { matches: [{ path: { type: "PathPrefix", value: "/center" } }] },
                              { matches: [{ path: { type: "PathPrefix", value: "/center/x" } }] },
                          ],
                      },
                  }
                : object,
        );
        assert.deepEqual(edges(divided), []);
    });
});
