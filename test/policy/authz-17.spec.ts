import assert from "node:assert/strict";
import { authz17 } from "../../rules/authz/authz-17/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const make = (kind: string) => (spec: JsonObject) =>
    kubernetes(`policy.linkerd.io/v1alpha1:${kind}`, {
        metadata: { name: "face", namespace: "faces" },
        spec,
    });
const meshTls = make("MeshTLSAuthentication");
const network = make("NetworkAuthentication");
const policy = make("AuthorizationPolicy");
const IDENTITY = "face.faces.serviceaccount.identity.linkerd.cluster.local";

describe("AUTHZ-17: no authentication is empty", () => {
    testCases(authz17, [
        {
            title: "allows lists that name someone",
            objects: [
                meshTls({ identities: [IDENTITY] }),
                meshTls({ identityRefs: [{ kind: "ServiceAccount", name: "face" }] }),
                network({ networks: [{ cidr: "192.0.2.0/24" }] }),
                policy({ requiredAuthenticationRefs: [{ kind: "MeshTLSAuthentication" }] }),
            ],
            findings: [],
        },
        {
            title: "refuses empty identities",
            objects: [meshTls({ identities: [] })],
            findings: ['violation MeshTLSAuthentication "faces/face" spec.identities'],
        },
        {
            title: "refuses empty identityRefs",
            objects: [meshTls({ identityRefs: [] })],
            findings: ['violation MeshTLSAuthentication "faces/face" spec.identityRefs'],
        },
        {
            title: "refuses an authentication with neither",
            objects: [meshTls({})],
            findings: ['violation MeshTLSAuthentication "faces/face" spec.identities'],
        },
        {
            title: "refuses empty and absent networks",
            objects: [network({ networks: [] }), network({})],
            findings: [
                'violation NetworkAuthentication "faces/face" spec.networks',
                'violation NetworkAuthentication "faces/face" spec.networks',
            ],
        },
        {
            title: "refuses empty and absent requiredAuthenticationRefs",
            objects: [policy({ requiredAuthenticationRefs: [] }), policy({})],
            findings: [
                'violation AuthorizationPolicy "faces/face" spec.requiredAuthenticationRefs',
                'violation AuthorizationPolicy "faces/face" spec.requiredAuthenticationRefs',
            ],
        },
        {
            title: "leaves undecided, and nothing else, an unknown list",
            objects: [meshTls({ identities: UNKNOWN }), policy({ requiredAuthenticationRefs: [] })],
            findings: [
                'undecided MeshTLSAuthentication "faces/face" spec.identities',
                'violation AuthorizationPolicy "faces/face" spec.requiredAuthenticationRefs',
            ],
        },
        {
            title: "decides by the length where only an item is unknown",
            objects: [meshTls({ identities: [UNKNOWN] })],
            findings: [],
        },
        {
            title: "refuses what is not a list",
            objects: [meshTls({ identities: IDENTITY })],
            findings: ['violation MeshTLSAuthentication "faces/face" spec.identities'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(authz17, [meshTls({ identities: [] }), meshTls({})]), [
            'AUTHZ-17: MeshTLSAuthentication "faces/face" has an empty list of identities' +
                ` (spec.identities) — Fix: ${remedyOf("AUTHZ-17")}`,
            'AUTHZ-17: MeshTLSAuthentication "faces/face" names nobody: it has no identities and no identityRefs' +
                ` (spec.identities) — Fix: ${remedyOf("AUTHZ-17")}`,
        ]);
    });
});
