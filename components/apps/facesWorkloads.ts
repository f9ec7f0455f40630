import { namespace } from "zero-trust-access";

const web = { port: 8000, servicePort: 80, protocol: "HTTP/1", probes: ["/ready"] } as const;
/** An open page of Faces asks `face` eight times a second, and `faces-gui` when it is opened. */
const limits = { gui: { requestsPerSecond: 100 }, face: { requestsPerSecond: 500 } } as const;

/**
 * The workloads of Faces, for an access model that says who may call them. `color` has no probe:
 * its image has neither a shell nor gRPC's health service, and a TCP probe would only reach the
 * proxy.
 *
 * @param name namespace.
 */
export function facesWorkloads(name = "faces") {
    const space = namespace(name);
    return {
        space,
        gui: space.workload("faces-gui", { ports: { http: { ...web, ...limits.gui } } }),
        face: space.workload("face", { ports: { http: { ...web, ...limits.face } } }),
        smiley: space.workload("smiley", { ports: { http: web } }),
        color: space.workload("color", {
            ports: { http: { port: 8000, servicePort: 80, protocol: "gRPC" } },
        }),
    };
}
