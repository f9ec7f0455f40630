import { namespace } from "zero-trust-access";

/** Namespace of Emissary and of all that its Hosts read. */
export const emissaryNamespace = "emissary";

/** Name of Emissary's release, hence of its Service and its ServiceAccount. */
export const emissaryRelease = "emissary-ingress";

/** Name of the external auth service. */
export const externalAuthName = "external-auth";

/** The workloads of the ingress' namespace. */
export const ingressWorkloadNames = [externalAuthName, emissaryRelease] as const;

/** Container ports of the external auth service. */
export const externalAuthPorts = { http: 8080, ready: 8081 } as const;

/** Emissary's public listeners, the only container ports that bypass the mesh. */
export const listeners = [
    { name: "http", port: 8080, protocol: "HTTP" },
    { name: "https", port: 8443, protocol: "HTTPS" },
] as const;

/**
 * Name of a Host that refuses every request. Emissary keeps inactive each Host whose TLS Secret is
 * missing, and once none is active it makes one of its own, for every name and in cleartext,
 * passwords included. This one needs no Secret, so that it never comes to that. `.invalid` is
 * reserved (RFC 6761): nobody has such a name.
 */
export const refusingHost = "cleartext-refused.invalid";

/** Emissary and the external auth service, for an access model that says what they may call. */
export function ingressWorkloads() {
    const space = namespace(emissaryNamespace);
    return {
        space,
        emissary: space.ingress(emissaryRelease, {
            listeners: listeners.map(({ port }) => port),
            ports: {
                admin: {
                    port: 8877,
                    protocol: "HTTP/1",
                    probes: ["/ambassador/v0/check_ready", "/ambassador/v0/check_alive"],
                },
            },
        }),
        auth: space.workload(externalAuthName, {
            ports: {
                http: { port: externalAuthPorts.http, protocol: "HTTP/1" },
                // The kubelet's alone: on the other port this path would be a way past the password.
                ready: { port: externalAuthPorts.ready, protocol: "HTTP/1", probes: ["/ready"] },
            },
        }),
    };
}
