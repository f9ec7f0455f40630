import assert from "node:assert/strict";

import { InputError, readModel } from "../../../access/index";
import { facesModel } from "./facesModel";

describe("A model that is read from a document", () => {
    const problemsOf = (document: unknown): readonly string[] => {
        try {
            readModel(document);
            return [];
        } catch (error) {
            assert.ok(error instanceof InputError);
            return error.problems;
        }
    };

    it("is the model that was written", () => {
        assert.deepEqual(readModel(JSON.parse(JSON.stringify(facesModel))), facesModel);
    });

    const empty = {
        kubelet: ["10.42.0.0/16"],
        namespaces: {},
        identities: {},
        networks: {},
        hosts: {},
        edges: [],
    };
    const cases: [title: string, document: unknown, problems: readonly string[]][] = [
        [
            "nothing at all",
            undefined,
            ["model: is no object; give kubelet, namespaces, identities, networks, hosts, edges"],
        ],
        [
            "a text for a list",
            { ...empty, kubelet: "10.42.0.0/16" },
            ["model.kubelet: is no list; give one"],
        ],
        [
            "a list for names",
            { ...empty, networks: "office" },
            ["model.networks: is no object; give one, by name"],
        ],
        [
            "an edge without ends",
            { ...empty, edges: [{ from: { kind: "robot" } }] },
            [
                "model.edges[0].from.kind: is none of workload, identity, network, internet, authentication; give one of them",
                "model.edges[0].to.kind: is none of port, metrics; give one of them",
            ],
        ],
        [
            "a port without number",
            {
                ...empty,
                namespaces: {
                    shop: {
                        workloads: {
                            web: { ports: { http: { port: "http", protocol: "HTTP/1" } } },
                        },
                    },
                },
            },
            [
                "model.namespaces.shop.workloads.web.ports.http.port: is no number; give that of a port",
            ],
        ],
    ];
    for (const [title, document, problems] of cases) {
        it(`is refused with ${title}`, () => {
            assert.deepEqual(problemsOf(document), problems);
        });
    }

    it("is checked like any other once its shape is right", () => {
        const edge = {
            from: { kind: "identity", name: "prometheus" },
            to: { kind: "metrics", namespace: "shop" },
        };
        assert.notDeepEqual(problemsOf({ ...empty, edges: [edge] }), []);
    });
});
