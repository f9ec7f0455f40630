import { type AccessModel, accessModel, allow } from "zero-trust-access";

import { facesWorkloads, ingressWorkloads, tlsSecretName, vizPrometheus } from "./components/index";

/** What of the model depends on the stack. */
export interface PlatformAccessArgs {
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** Networks that the kubelet probes from, in CIDR notation. */
    nodeNetworks: string[];
    /** Whether linkerd-viz may scrape the proxies. */
    linkerdViz: boolean;
}

/** Who may call whom on the platform. Whatever is not said here is denied. */
export function platformAccess({
    host,
    nodeNetworks,
    linkerdViz,
}: PlatformAccessArgs): AccessModel {
    const ingress = ingressWorkloads();
    const { emissary, auth } = ingress;
    const faces = facesWorkloads();
    const { gui, face, smiley, color } = faces;
    const site = emissary.host(host, { tlsSecret: tlsSecretName(host) });

    return accessModel({
        kubelet: nodeNetworks,
        namespaces: [ingress.space, faces.space],
        edges: [
            allow(site.below("/faces/")).to(gui.port("http")),
            // The two paths that the GUI's page uses.
            allow(site.below("/face/")).to(face.port("http"), { paths: ["/center/", "/edge/"] }),
            allow(emissary.authentication({ userHeaders: ["x-faces-user"] })).to(auth.port("http")),

            allow(face).to(smiley.port("http")),
            allow(face).to(color.port("http")),

            ...(linkerdViz
                ? [
                      allow(vizPrometheus).to(ingress.space.metrics),
                      allow(vizPrometheus).to(faces.space.metrics),
                  ]
                : []),
        ],
    });
}
