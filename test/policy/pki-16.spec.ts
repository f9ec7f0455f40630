import assert from "node:assert/strict";
import { pki16 } from "../../rules/pki/pki-16/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificateIn = (namespace: string) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "linkerd-identity-issuer", namespace },
        spec: { issuerRef: { name: "enterprise-issuer" } },
    });
const issuer = (vault: Json, namespace = "linkerd") =>
    kubernetes("cert-manager.io/v1:Issuer", {
        metadata: { name: "enterprise-issuer", namespace },
        spec: { vault },
    });
const account = { auth: { kubernetes: { serviceAccountRef: { name: "vault-issuer" } } } };
const identityIssuer = certificateIn("linkerd");
const byAccount = issuer(account);
const runningAs = (serviceAccountName: Json, namespace: Json = "linkerd") =>
    deployment("thief", { spec: { serviceAccountName } }, namespace);
const token = (account: Json, namespace: Json = "linkerd") =>
    kubernetes("core/v1:Secret", {
        metadata: {
            name: "token",
            namespace,
            annotations: { "kubernetes.io/service-account.name": account },
        },
    });

const RBAC = "rbac.authorization.k8s.io/v1";
const role = (rule: JsonObject, kind = "Role", namespace: Json = "linkerd") =>
    kubernetes(`${RBAC}:${kind}`, {
        metadata: { name: "tokens", namespace },
        rules: [
            { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"], ...rule },
        ],
    });
const ofAccount = role({ resourceNames: ["vault-issuer"] });
const binding = (subjects: Json, kind = "RoleBinding", roleKind = "Role", namespace = "linkerd") =>
    kubernetes(`${RBAC}:${kind}`, {
        metadata: { name: "tokens", namespace },
        roleRef: { kind: roleKind, name: "tokens" },
        subjects,
    });
const certManager = { kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" };
const thief = { kind: "ServiceAccount", name: "cert-manager", namespace: "shop" };

describe("PKI-16: only cert-manager has tokens of the account by which it signs in", () => {
    testCases(pki16, [
        {
            title: "refuses a workload that runs as it, and a Secret with its token",
            objects: [identityIssuer, byAccount, runningAs("vault-issuer"), token("vault-issuer")],
            findings: [
                'violation Deployment "linkerd/thief" spec.template.spec.serviceAccountName',
                'violation Secret "linkerd/token" metadata.annotations["kubernetes.io/service-account.name"]',
            ],
        },
        {
            title: "allows other accounts, and one of that name elsewhere",
            objects: [
                identityIssuer,
                byAccount,
                runningAs("heartbeat"),
                runningAs("vault-issuer", "shop"),
                token("vault-issuer", "shop"),
            ],
            findings: [],
        },
        {
            title: "judges nothing where no issuer signs in by an account",
            objects: [identityIssuer, issuer({}), runningAs("vault-issuer"), runningAs(UNKNOWN)],
            findings: [],
        },
        {
            title: "allows cert-manager, of an exempt namespace, to make its tokens, and roles that do not",
            objects: [
                identityIssuer,
                byAccount,
                ofAccount,
                binding([certManager]),
                binding([]),
                binding([thief], "RoleBinding", "Role", "shop"),
                binding([thief], "RoleBinding", "ClusterRole"),
            ],
            findings: [],
        },
        ...[{ resourceNames: ["other"] }, { verbs: ["get"] }, { apiGroups: ["shop"] }].map(
            (rule) => ({
                title: `allows others a role with ${JSON.stringify(rule)}`,
                objects: [identityIssuer, byAccount, role(rule), binding([thief])],
                findings: [],
            }),
        ),
        ...[
            { resourceNames: ["vault-issuer"] },
            { resourceNames: [] },
            { resources: ["serviceaccounts/*"] },
            { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
        ].map((rule) => ({
            title: `refuses to let others make its tokens by ${JSON.stringify(rule)}`,
            objects: [identityIssuer, byAccount, role(rule), binding([certManager, thief])],
            findings: ['violation RoleBinding "linkerd/tokens" subjects'],
        })),
        {
            title: "refuses to let others make its tokens by a role of the whole cluster",
            objects: [
                identityIssuer,
                byAccount,
                role({}, "ClusterRole", null),
                binding([thief], "RoleBinding", "ClusterRole"),
                binding([{ kind: "User", name: "jane" }], "ClusterRoleBinding", "ClusterRole"),
            ],
            findings: [
                'violation ClusterRoleBinding "linkerd/tokens" subjects',
                'violation RoleBinding "linkerd/tokens" subjects',
            ],
        },
        {
            title: "leaves undecided who may make its tokens",
            objects: [
                identityIssuer,
                byAccount,
                ofAccount,
                binding(UNKNOWN),
                binding([{ ...certManager, namespace: UNKNOWN }]),
            ],
            findings: [
                'undecided RoleBinding "linkerd/tokens" subjects',
                'undecided RoleBinding "linkerd/tokens" subjects[0].namespace',
            ],
        },
        {
            title: "leaves undecided what hangs on an unknown value",
            objects: [
                identityIssuer,
                byAccount,
                runningAs(UNKNOWN),
                runningAs("vault-issuer", UNKNOWN),
                runningAs(UNKNOWN, "shop"),
            ],
            findings: [
                'undecided Deployment "linkerd/thief" spec.template.spec.serviceAccountName',
                'undecided Deployment "?/thief" metadata.namespace',
            ],
        },
    ]);

    testEveryKind(pki16, {
        allowed: { spec: { serviceAccountName: "face" } },
        refused: { spec: { serviceAccountName: "vault-issuer" } },
        fault: "spec.serviceAccountName",
        with: [certificateIn("faces"), issuer(account, "faces")],
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki16, [identityIssuer, byAccount, runningAs("vault-issuer")]), [
            'PKI-16: Deployment "linkerd/thief" has tokens of ServiceAccount "vault-issuer", for which the mesh\'s CA signs whatever is asked' +
                ` (spec.template.spec.serviceAccountName) — Fix: ${remedyOf("PKI-16")}`,
        ]);
    });
});
