import { MeshedNamespace, MeshedWorkload } from "zero-trust-components";

// It goes to the cluster of kubectl's current context, where the platform runs already.
const space = new MeshedNamespace("shop", { namespace: "shop" });

const web = new MeshedWorkload(
    "web",
    {
        namespace: space.namespace,
        workload: "web",
        image: "ghcr.io/example/shop-web:1.8.0",
        // Nobody calls it yet: give the ingress as a caller and add a Mapping to publish it.
        ports: [{ name: "http", containerPort: 8080, protocol: "HTTP/1", callers: [] }],
    },
    { dependsOn: [space] },
);
new MeshedWorkload(
    "cart",
    {
        namespace: space.namespace,
        workload: "cart",
        image: "ghcr.io/example/shop-cart:2.3.1",
        ports: [
            {
                name: "http",
                containerPort: 8080,
                servicePort: 80,
                protocol: "HTTP/1",
                callers: [web.identity],
                pathPrefixes: ["/items/"],
                readinessPath: "/ready",
            },
        ],
        probeNetworks: ["10.42.0.0/16"],
    },
    { dependsOn: [space] },
);
