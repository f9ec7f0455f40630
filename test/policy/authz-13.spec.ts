import assert from "node:assert/strict";
import { authz13 } from "../../rules/authz/authz-13/rule";
import { lines, kubernetes, testCases } from "./support";

const of = (kind: string) =>
    kubernetes(kind, { metadata: { name: "face", namespace: "faces" }, spec: {} });
const good = [
    "policy.linkerd.io/v1beta3:Server",
    "policy.linkerd.io/v1beta2:Server",
    "policy.linkerd.io/v1alpha1:AuthorizationPolicy",
    "policy.linkerd.io/v1alpha1:MeshTLSAuthentication",
    "policy.linkerd.io/v1alpha1:NetworkAuthentication",
    "policy.linkerd.io/v1beta3:HTTPRoute",
    "policy.linkerd.io/v1alpha1:EgressNetwork",
    "gateway.networking.k8s.io/v1:HTTPRoute",
    "apps/v1:Deployment",
];
const bad = [
    "policy.linkerd.io/v1beta1:Server",
    "policy.linkerd.io/v1alpha1:Server",
    "policy.linkerd.io/v1beta1:AuthorizationPolicy",
    "policy.linkerd.io/v1beta1:MeshTLSAuthentication",
    "policy.linkerd.io/v1:NetworkAuthentication",
    "policy.linkerd.io/v1beta1:HTTPRoute",
    "policy.linkerd.io/v1beta1:EgressNetwork",
    "policy.linkerd.io/v1beta1:ServerAuthorization",
];

describe("AUTHZ-13: policy kinds have versions that last", () => {
    testCases(authz13, [
        {
            title: "allows versions that are served and not deprecated",
            objects: good.map(of),
            findings: [],
        },
        ...bad.map((kind) => ({
            title: `refuses ${kind}`,
            objects: [of(kind)],
            findings: [`violation ${kind.split(":")[1] ?? ""} "faces/face"`],
        })),
    ]);

    it("says which version to write", () => {
        assert.deepEqual(lines(authz13, [of("policy.linkerd.io/v1beta1:Server")]), [
            'AUTHZ-13: Server "faces/face" has version v1beta1, which Linkerd does not serve or has deprecated — Fix: write policy.linkerd.io/v1beta3',
        ]);
    });
});
