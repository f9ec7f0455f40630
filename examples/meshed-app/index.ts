import { accessModel, allow, namespace } from "zero-trust-access";
import { MeshedNamespace, MeshedWorkload } from "zero-trust-components";

const shop = namespace("shop");
const web = shop.workload("web", {
    ports: { http: { port: 8080, protocol: "HTTP/1", probes: ["/ready"] } },
});
const cart = shop.workload("cart", {
    ports: { http: { port: 8080, servicePort: 80, protocol: "HTTP/1", probes: ["/ready"] } },
});
const access = accessModel({
    kubelet: ["10.42.0.0/16"],
    namespaces: [shop],
    edges: [allow(web).to(cart.port("http"), { paths: ["/items/"], methods: ["GET", "POST"] })],
});

// It goes to the cluster of kubectl's current context, where the platform runs already.
const space = new MeshedNamespace("shop", { access, namespace: "shop" });
for (const { name, image } of [
    { name: "web", image: "ghcr.io/example/shop-web:1.8.0" },
    { name: "cart", image: "ghcr.io/example/shop-cart:2.3.1" },
]) {
    new MeshedWorkload(
        name,
        { access, namespace: "shop", workload: name, image },
        { dependsOn: [space] },
    );
}
