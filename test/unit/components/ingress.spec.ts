import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import {
    Emissary,
    type EmissaryArgs,
    emissaryProblems,
} from "../../../components/ingress/emissary";
import { ExternalAuth, externalAuthProblems } from "../../../components/ingress/externalAuth";
import { IngressHost, ingressHostProblems } from "../../../components/ingress/ingressHost";
import { facesModel as access } from "../access/facesModel";
import { only, recordResources } from "../../support/recordResources";

const imageDigest = `sha256:${"0".repeat(64)}`;

describe("Emissary", () => {
    const release = async (args: Partial<EmissaryArgs> = {}) =>
        only(
            await recordResources(() => {
                new Emissary("emissary", { access, ...args });
            }),
            "kubernetes:helm.sh/v3:Release",
            "emissary-release",
        );

    it("is meshed and default-deny, and skips the mesh on its two public ports only", async () => {
        const { values } = await release();
        const { podAnnotations } = values as { podAnnotations: Record<string, string> };
        assert.equal(podAnnotations["linkerd.io/inject"], "enabled");
        assert.equal(podAnnotations["config.linkerd.io/default-inbound-policy"], "deny");
        assert.equal(podAnnotations["config.linkerd.io/skip-inbound-ports"], "8080,8443");
    });

    it("has the release name that its identity is derived from", async () => {
        const { name, namespace } = await release();
        assert.equal(`${String(namespace)}/${String(name)}`, "emissary/emissary-ingress");
    });

    it("listens for Hosts of its own namespace only", async () => {
        const resources = await recordResources(() => {
            new Emissary("emissary", { access });
        });
        const listeners = resources
            .filter(({ type }) => type === "kubernetes:getambassador.io/v3alpha1:Listener")
            .map(({ inputs }) => inputs.spec as { port: number; hostBinding: unknown });
        assert.deepEqual(listeners.map(({ port }) => port).sort(), [8080, 8443]);
        for (const { hostBinding } of listeners) {
            assert.deepEqual(hostBinding, { namespace: { from: "SELF" } });
        }
    });

    const imageOf = async (args: Partial<EmissaryArgs>) => {
        const { values } = await release(args);
        return (values as { image?: unknown }).image;
    };

    it("runs the chart's image, or by digest the one that was reviewed", async () => {
        assert.equal(await imageOf({}), undefined);
        assert.deepEqual(await imageOf({ imageDigest }), { tag: `4.1.0@${imageDigest}` });
    });

    it("names the image by the version of another chart, and takes it from another registry", async () => {
        const repository = "registry.example.com/emissary";
        const ingressChart = { version: "4.2.0", values: { image: { repository } } };
        assert.deepEqual(await imageOf({ imageDigest, ingressChart }), {
            repository,
            tag: `4.2.0@${imageDigest}`,
        });
    });

    it("leaves the image to the stack's own values", async () => {
        const image = { tag: `4.1.1@${imageDigest}` };
        for (const given of [{}, { imageDigest }]) {
            const args = { ...given, ingressChart: { values: { image } } };
            assert.deepEqual(await imageOf(args), image);
        }
    });

    it("refuses what is no digest, and one that other values put out of force", () => {
        const problems = (args: Partial<EmissaryArgs>) => emissaryProblems({ access, ...args });
        assert.deepEqual(
            problems({ imageDigest: "4.1.0" }).map(({ path }) => path),
            ["imageDigest"],
        );
        for (const image of [{ tag: "4.1.1" }, { fullImageOverride: "emissary:4.1.1" }]) {
            const [value] = Object.keys(image);
            assert.deepEqual(
                problems({ imageDigest, ingressChart: { values: { image } } }).map(
                    ({ path, remedy }) => [path, remedy],
                ),
                [
                    [
                        "imageDigest",
                        [
                            "give the digest in ",
                            { argument: `ingressChart.values.image.${String(value)}` },
                            " alone, or leave that value out",
                        ],
                    ],
                ],
            );
        }
        const image = pulumi.output({ tag: "4.1.1" });
        assert.deepEqual(problems({ imageDigest, ingressChart: { values: { image } } }), []);
    });

    it("has a Host that refuses everything, needs no Secret and is for no Mapping", async () => {
        const resources = await recordResources(() => {
            new Emissary("emissary", { access });
        });
        assert.deepEqual(only(resources, "kubernetes:getambassador.io/v3alpha1:Host").spec, {
            hostname: "cleartext-refused.invalid",
            requestPolicy: { insecure: { action: "Reject" } },
            mappingSelector: { matchLabels: { "zero-trust/host": "cleartext-refused.invalid" } },
        });
    });

    it("refuses a model that does not have it", () => {
        assert.deepEqual(
            emissaryProblems({ access: { ...access, namespaces: {}, edges: [], hosts: {} } }).map(
                ({ path, value }) => `${path} ${String(value)}`,
            ),
            ["namespace emissary"],
        );
    });

    it("knows where its load balancer is", async () => {
        let address: string | undefined;
        await recordResources(() => {
            new Emissary("emissary", { access }).loadBalancer.apply(({ ip }) => {
                address = ip;
            });
        });
        assert.equal(address, "203.0.113.20");
    });
});

describe("IngressHost", () => {
    it("redirects plain HTTP, wants TLS 1.2, and serves only Mappings made for it", async () => {
        const resources = await recordResources(() => {
            new IngressHost("host", { access, host: "faces.example.com" });
        });
        assert.deepEqual(only(resources, "kubernetes:getambassador.io/v3alpha1:Host").spec, {
            hostname: "faces.example.com",
            tlsSecret: { name: "faces-example-com-tls" },
            tls: { min_tls_version: "v1.2" },
            requestPolicy: { insecure: { action: "Redirect" } },
            mappingSelector: { matchLabels: { "zero-trust/host": "faces.example.com" } },
        });
    });
});

describe("IngressHost without a host in the model", () => {
    it("is refused, since nobody may ask for it", () => {
        assert.deepEqual(
            ingressHostProblems({ access, host: "other.example.com" }).map(({ path }) => path),
            ["host"],
        );
    });
});

describe("ExternalAuth", () => {
    const record = () =>
        recordResources(() => {
            new ExternalAuth("auth", { access });
        });

    it("fails closed", async () => {
        const { spec } = only(await record(), "kubernetes:getambassador.io/v3alpha1:AuthService");
        assert.deepEqual(spec, {
            auth_service: "http://external-auth.emissary.svc.cluster.local:8080",
            proto: "http",
            timeout_ms: 5000,
            failure_mode_allow: false,
            allowed_authorization_headers: ["x-faces-user"],
        });
    });

    it("gives nginx a salted hash that matches the generated password", async () => {
        const { stringData } = only(await record(), "kubernetes:core/v1:Secret");
        const { htpasswd } = stringData as { htpasswd: string };
        const [user, hash] = htpasswd.trimEnd().split(":");
        const raw = Buffer.from((hash ?? "").replace("{SSHA}", ""), "base64");
        const digest = createHash("sha1")
            .update("correct-horse-battery-staple")
            .update(raw.subarray(20))
            .digest();
        assert.equal(user, "faces");
        assert.deepEqual(raw.subarray(0, 20), digest);
    });

    it("answers the kubelet on another port, so that no path is a way past the password", async () => {
        const { data } = only(await record(), "kubernetes:core/v1:ConfigMap");
        const configuration = (data as Record<string, string>)["nginx.conf"] ?? "";
        const [, ready, guarded] = configuration.split("server {");
        assert.match(ready ?? "", /listen 8081;[^]*location = \/ready/);
        assert.match(guarded ?? "", /listen 8080;/);
        assert.doesNotMatch(guarded ?? "", /ready/);
    });

    it("keeps its password a secret", async () => {
        let secret: boolean | undefined;
        await recordResources(() => {
            const { password } = new ExternalAuth("auth", { access });
            void pulumi.isSecret(password).then((is) => {
                secret = is;
            });
        });
        assert.equal(secret, true);
    });

    it("refuses a user name that would break the password file", () => {
        assert.equal(externalAuthProblems({ access, user: "a:b\nc" })[0]?.path, "user");
    });

    it("refuses a model in which nobody asks it", () => {
        const edges = access.edges.filter(({ from }) => from.kind !== "authentication");
        assert.deepEqual(externalAuthProblems({ access: { ...access, edges } }), [
            {
                path: "access.edges",
                reason: "do not let emissary-ingress ask external-auth who a user is",
                remedy: 'allow(emissary.authentication()).to(auth.port("http"))',
            },
        ]);
    });
});
