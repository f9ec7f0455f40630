import { authz04 } from "../../rules/authz/authz-04/rule";
import { UNKNOWN } from "../../rules/reading/read";
import {
    authorization,
    identityOf,
    linkerd,
    meshed,
    network,
    release,
    route,
    server,
    serviceAccount,
    workload,
} from "./mesh";
import { testCases } from "./support";

const all = [
    meshed(),
    server(),
    route("cells", "Server/face", "/center"),
    identityOf("gui", "gui"),
    network("kubelet", "10.42.0.0/16"),
    serviceAccount("gui"),
];
const raw = (spec: Parameters<typeof linkerd>[2]["spec"]) =>
    linkerd("v1alpha1:AuthorizationPolicy", "policy", { spec });
const POLICY = 'AuthorizationPolicy "faces/policy"';

describe("AUTHZ-04: an AuthorizationPolicy refers to what exists", () => {
    testCases(authz04, [
        {
            title: "allows Servers, routes and its own Namespace, and what exists",
            objects: [
                ...all,
                authorization(
                    "one",
                    "Server/face",
                    "MeshTLSAuthentication/gui",
                    "NetworkAuthentication/kubelet",
                ),
                authorization("two", "HTTPRoute/cells", "ServiceAccount/gui"),
                authorization("three", "Namespace/faces", "MeshTLSAuthentication/gui"),
            ],
            findings: [],
        },
        {
            title: "takes groups and kinds in any case, as Linkerd does",
            objects: [
                ...all,
                raw({
                    targetRef: { group: "Policy.Linkerd.io", kind: "server", name: "face" },
                    requiredAuthenticationRefs: [{ kind: "serviceaccount", name: "gui" }],
                }),
            ],
            findings: [],
        },
        {
            title: "leaves alone what a release of the namespace may bring, and other namespaces",
            objects: [
                release("shop"),
                authorization(
                    "policy",
                    "Server/unseen",
                    "MeshTLSAuthentication/unseen",
                    "NetworkAuthentication/kubelet/linkerd-viz",
                ),
            ],
            findings: [],
        },
        {
            title: "refuses a target that is not there",
            objects: [...all, authorization("policy", "Server/fase", "MeshTLSAuthentication/gui")],
            findings: [`violation ${POLICY} spec.targetRef.name`],
        },
        {
            title: "refuses a Server of another namespace",
            objects: [
                server("face", {}, { namespace: "other" }),
                identityOf("gui", "gui"),
                authorization("policy", "Server/face", "MeshTLSAuthentication/gui"),
            ],
            findings: [`violation ${POLICY} spec.targetRef.name`],
        },
        {
            title: "refuses a route of another group",
            objects: [
                ...all,
                raw({
                    targetRef: { group: "policy.linkerd.io", kind: "HTTPRoute", name: "cells" },
                    requiredAuthenticationRefs: [],
                }),
            ],
            findings: [`violation ${POLICY} spec.targetRef.name`],
        },
        {
            title: "refuses authentications that are not there",
            objects: [
                ...all,
                workload(),
                authorization("policy", "Server/face", "MeshTLSAuthentication/guy"),
                authorization("policy", "Server/face", "NetworkAuthentication/kublet"),
                authorization("policy", "Server/face", "ServiceAccount/guy"),
            ],
            findings: [1, 2, 3].map(
                () => `violation ${POLICY} spec.requiredAuthenticationRefs[0].name`,
            ),
        },
        {
            title: "refuses kinds to which Linkerd applies no policy",
            objects: [
                ...all,
                authorization("policy", "Service/face", "MeshTLSAuthentication/gui"),
                authorization("policy", "Server/face", "Server/face"),
                raw({
                    targetRef: { kind: "Server", name: "face" },
                    requiredAuthenticationRefs: [],
                }),
            ],
            findings: [
                `violation ${POLICY} spec.targetRef`,
                `violation ${POLICY} spec.requiredAuthenticationRefs[0]`,
                `violation ${POLICY} spec.targetRef`,
            ],
        },
        {
            title: "refuses another Namespace, and no name",
            objects: [
                ...all,
                authorization("policy", "Namespace/other", "MeshTLSAuthentication/gui"),
                raw({
                    targetRef: { group: "policy.linkerd.io", kind: "Server" },
                    requiredAuthenticationRefs: [],
                }),
            ],
            findings: [
                `violation ${POLICY} spec.targetRef.name`,
                `violation ${POLICY} spec.targetRef.name`,
            ],
        },
        {
            title: "refuses several authentications of a kind",
            objects: [
                ...all,
                authorization(
                    "policy",
                    "Server/face",
                    "MeshTLSAuthentication/gui",
                    "ServiceAccount/gui",
                ),
                authorization(
                    "policy",
                    "Server/face",
                    "NetworkAuthentication/kubelet",
                    "NetworkAuthentication/kubelet",
                ),
            ],
            findings: [1, 2].map(() => `violation ${POLICY} spec.requiredAuthenticationRefs`),
        },
        {
            title: "leaves undecided unknown references, and those to what may have the name",
            objects: [
                ...all,
                raw({
                    targetRef: { group: "policy.linkerd.io", kind: "Server", name: UNKNOWN },
                    requiredAuthenticationRefs: UNKNOWN,
                }),
                linkerd("v1beta3:Server", UNKNOWN, { spec: {} }),
                authorization("policy", "Server/other", "MeshTLSAuthentication/gui"),
            ],
            findings: [
                `undecided ${POLICY} spec.targetRef.name`,
                `undecided ${POLICY} spec.requiredAuthenticationRefs`,
                `undecided ${POLICY} metadata.name`,
            ],
        },
        {
            title: "refuses a reference that is none",
            objects: [raw({ targetRef: "face", requiredAuthenticationRefs: [] })],
            findings: [`violation ${POLICY} spec.targetRef`],
        },
    ]);
});
