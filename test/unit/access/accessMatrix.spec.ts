import assert from "node:assert/strict";

import {
    accessMatrix,
    accessModel,
    allow,
    audit,
    namespace,
    network,
    publicUrls,
} from "../../../access/index";
import { facesModel } from "./facesModel";

describe("The matrix of an access model", () => {
    it("says who may call whom, and which requests, in alphabetical order", () => {
        assert.deepEqual(Object.entries(accessMatrix(facesModel)), [
            ["emissary/emissary-ingress → emissary/external-auth:http", "asks who a user is"],
            ["faces/face → faces/color:http", "every request"],
            ["faces/face → faces/smiley:http", "every request"],
            ["https://faces.example.com/face/ → faces/face:http", "/center/*, /edge/*"],
            ["https://faces.example.com/faces/ → faces/faces-gui:http", "every request"],
            ["linkerd-viz/prometheus → emissary/*:linkerd-admin", "GET /metrics"],
            ["linkerd-viz/prometheus → faces/*:linkerd-admin", "GET /metrics"],
        ]);
    });

    it("says methods, gRPC services, networks and what is only tried out", () => {
        const shop = namespace("shop");
        const web = shop.workload("web", { ports: {} });
        const cart = shop.workload("cart", {
            ports: {
                http: { port: 8080, protocol: "HTTP/1" },
                grpc: { port: 9090, protocol: "gRPC" },
            },
        });
        const model = accessModel({
            kubelet: ["10.42.0.0/16"],
            namespaces: [shop],
            edges: [
                audit(web, { until: "2026-12-31" }).to(cart.port("http"), {
                    paths: ["/items/", "/total"],
                    methods: ["GET"],
                }),
                allow(web).to(cart.port("grpc"), { services: ["shop.Cart", "shop.Till/Pay"] }),
                allow(network("office", ["192.0.2.0/24"])).to(cart.port("http")),
            ],
        });
        assert.deepEqual(accessMatrix(model), {
            "office (192.0.2.0/24) → shop/cart:http": "every request",
            "shop/web → shop/cart:grpc": "shop.Cart/*, shop.Till/Pay",
            "shop/web → shop/cart:http": "GET /items/*, GET /total, tried out until 2026-12-31",
        });
    });

    it("knows where a browser finds a workload, if anywhere", () => {
        const url = (workload: string) => publicUrls(facesModel, { namespace: "faces", workload });
        assert.deepEqual(url("face"), ["https://faces.example.com/face/"]);
        assert.deepEqual(url("smiley"), []);
    });
});
