import { accessModel, allow, identity, namespace } from "../../../access/index";

const emissary = namespace("emissary");
const faces = namespace("faces");

const ingress = emissary.ingress("emissary-ingress", {
    listeners: [8080, 8443],
    ports: {
        admin: {
            port: 8877,
            protocol: "HTTP/1",
            probes: ["/ambassador/v0/check_alive", "/ambassador/v0/check_ready"],
        },
    },
});
const auth = emissary.workload("external-auth", {
    ports: {
        http: { port: 3000, protocol: "HTTP/1" },
        ready: { port: 3001, protocol: "HTTP/1", probes: ["/ready"] },
    },
});

const web = { port: 8000, servicePort: 80, protocol: "HTTP/1", probes: ["/ready"] } as const;
const gui = faces.workload("faces-gui", { ports: { http: web } });
const face = faces.workload("face", { ports: { http: web } });
const smiley = faces.workload("smiley", { ports: { http: web } });
const color = faces.workload("color", {
    ports: { http: { port: 8000, servicePort: 80, protocol: "gRPC" } },
});

const site = ingress.host("faces.example.com", { tlsSecret: "faces-example-com" });
const prometheus = identity("prometheus", {
    namespace: "linkerd-viz",
    serviceAccount: "prometheus",
});

/** Who may call whom in the Faces demo application and the ingress before it. */
export const facesModel = accessModel({
    kubelet: ["10.42.0.0/16"],
    namespaces: [emissary, faces],
    edges: [
        allow(site.below("/faces/")).to(gui.port("http")),
        allow(site.below("/face/")).to(face.port("http"), { paths: ["/center/", "/edge/"] }),
        allow(ingress.authentication({ userHeaders: ["x-faces-user"] })).to(auth.port("http")),

        allow(face).to(smiley.port("http")),
        allow(face).to(color.port("http")),

        allow(prometheus).to(faces.metrics),
        allow(prometheus).to(emissary.metrics),
    ],
});
