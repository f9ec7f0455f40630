import assert from "node:assert/strict";

import fc from "fast-check";

import { type InboundPolicy, inboundPolicyObjects } from "../../../components/mesh/inboundPolicy";

const policy: InboundPolicy = {
    name: "face",
    podSelector: { matchLabels: { "app.kubernetes.io/name": "face" } },
    port: "http",
    proxyProtocol: "HTTP/1",
    callers: [{ serviceAccount: "emissary-ingress", namespace: "emissary" }],
    pathPrefixes: [],
    probe: { path: "/ready", networks: ["10.42.0.0/16"] },
};

const kinds = (changes: Partial<InboundPolicy>) =>
    inboundPolicyObjects({ ...policy, ...changes }).map(({ kind, name }) => `${kind} ${name}`);

describe("An inbound policy", () => {
    it("without callers is a Server that refuses everyone", () => {
        assert.deepEqual(inboundPolicyObjects({ ...policy, callers: [] }), [
            {
                kind: "Server",
                name: "face",
                spec: {
                    podSelector: policy.podSelector,
                    port: "http",
                    proxyProtocol: "HTTP/1",
                    accessPolicy: "deny",
                },
            },
        ]);
    });

    it("without paths authorises the callers' ServiceAccounts on the Server", () => {
        assert.deepEqual(inboundPolicyObjects(policy).slice(1), [
            {
                kind: "MeshTLSAuthentication",
                name: "face-callers",
                spec: {
                    identityRefs: [
                        { kind: "ServiceAccount", name: "emissary-ingress", namespace: "emissary" },
                    ],
                },
            },
            {
                kind: "AuthorizationPolicy",
                name: "face-callers",
                spec: {
                    targetRef: { group: "policy.linkerd.io", kind: "Server", name: "face" },
                    requiredAuthenticationRefs: [
                        {
                            group: "policy.linkerd.io",
                            kind: "MeshTLSAuthentication",
                            name: "face-callers",
                        },
                    ],
                },
            },
        ]);
    });

    it("leaves the probe to Linkerd as long as no route takes that away", () => {
        assert.deepEqual(kinds({}), [
            "Server face",
            "MeshTLSAuthentication face-callers",
            "AuthorizationPolicy face-callers",
        ]);
    });

    it("with paths authorises a route of the Server, and the probe by another", () => {
        assert.deepEqual(kinds({ pathPrefixes: ["/center/", "/edge/"] }), [
            "Server face",
            "MeshTLSAuthentication face-callers",
            "HTTPRoute face-callers",
            "AuthorizationPolicy face-callers",
            "HTTPRoute face-probes",
            "NetworkAuthentication face-probes",
            "AuthorizationPolicy face-probes",
        ]);
    });

    it("never authorises the Server itself once paths restrict it", () => {
        const targets = inboundPolicyObjects({ ...policy, pathPrefixes: ["/center/"] }).flatMap(
            (object) => (object.kind === "AuthorizationPolicy" ? [object.spec.targetRef.kind] : []),
        );
        assert.deepEqual(targets, ["HTTPRoute", "HTTPRoute"]);
    });

    it("never names an identity other than its callers'", () => {
        const name = fc.stringMatching(/^[a-z]{1,8}$/);
        fc.assert(
            fc.property(
                fc.array(
                    fc.record({ serviceAccount: name, namespace: name }, { noNullPrototype: true }),
                ),
                fc.array(fc.constantFrom("/a/", "/b/")),
                (callers, pathPrefixes) => {
                    const named = inboundPolicyObjects({ ...policy, callers, pathPrefixes })
                        .flatMap((object) =>
                            object.kind === "MeshTLSAuthentication" ? object.spec.identityRefs : [],
                        )
                        .map(({ name: serviceAccount, namespace }) => ({
                            serviceAccount,
                            namespace,
                        }));
                    assert.deepEqual(named, callers);
                },
            ),
        );
    });
});
