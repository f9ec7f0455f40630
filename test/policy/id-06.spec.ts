import assert from "node:assert/strict";
import { id06 } from "../../rules/id/id-06/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const RBAC = "rbac.authorization.k8s.io/v1";
const role = (rule: Json, namespace: Json = "faces") =>
    kubernetes(`${RBAC}:Role`, { metadata: { name: "face", namespace }, rules: [rule] });
const clusterRole = (rule: JsonObject) =>
    kubernetes(`${RBAC}:ClusterRole`, { metadata: { name: "face" }, rules: [rule] });
const roleOfKubernetes = (name: string, rule: JsonObject) =>
    kubernetes(`${RBAC}:ClusterRole`, { metadata: { name }, rules: [rule] });
const subject = (namespace: string) => ({ kind: "ServiceAccount", name: "face", namespace });
const bind = (name: Json, subjects: Json, kind = "ClusterRoleBinding") =>
    kubernetes(`${RBAC}:${kind}`, {
        metadata: { name: "face", ...(kind === "RoleBinding" && { namespace: "faces" }) },
        roleRef: { kind: "ClusterRole", name },
        subjects,
    });
const reads = (...resources: string[]) => ({ apiGroups: [""], resources, verbs: ["get"] });

describe("ID-06: no role may do everything, enter pods, escalate, or read all Secrets", () => {
    testCases(id06, [
        {
            title: "allows a role that lists what it needs",
            objects: [
                role(reads("configmaps", "pods", "pods/log")),
                role({ ...reads("secrets"), resourceNames: ["face"] }),
                role({
                    ...reads("serviceaccounts/token"),
                    verbs: ["create"],
                    resourceNames: ["face"],
                }),
                role({ ...reads("secrets"), apiGroups: ["vault.example.com"] }),
                role({ nonResourceURLs: ["/metrics", "/healthz/*"], verbs: ["get"] }),
                bind("view", [subject("faces")]),
            ],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace, and to ServiceAccounts of one",
            objects: [
                role(reads("secrets"), "cert-manager"),
                clusterRole(reads("secrets")),
                bind("face", [subject("cert-manager")]),
                bind("cluster-admin", [subject("linkerd")]),
            ],
            findings: [],
        },
        {
            title: "allows the roles of Kubernetes what they may in every cluster",
            objects: [
                roleOfKubernetes("cluster-admin", {
                    apiGroups: ["*"],
                    resources: ["*"],
                    verbs: ["*"],
                }),
                roleOfKubernetes("edit", { ...reads("serviceaccounts"), verbs: ["impersonate"] }),
                roleOfKubernetes("system:node", reads("secrets", "configmaps")),
                kubernetes(`${RBAC}:ClusterRoleBinding`, {
                    metadata: { name: "cluster-admin" },
                    roleRef: { kind: "ClusterRole", name: "cluster-admin" },
                    subjects: [{ kind: "Group", name: "system:masters" }],
                }),
            ],
            findings: [],
        },
        {
            title: "refuses them more than that, and others the same",
            objects: [
                roleOfKubernetes("edit", { ...reads("users"), verbs: ["impersonate"] }),
                roleOfKubernetes("system:node", reads("secrets", "pods/exec")),
                roleOfKubernetes("system:kube-controller-manager", {
                    apiGroups: ["*"],
                    resources: ["*"],
                    verbs: ["list", "delete"],
                }),
                roleOfKubernetes("system:face", reads("secrets", "configmaps")),
                kubernetes(`${RBAC}:Role`, {
                    metadata: { name: "edit", namespace: "faces" },
                    rules: [{ ...reads("serviceaccounts"), verbs: ["impersonate"] }],
                }),
                kubernetes(`${RBAC}:ClusterRoleBinding`, {
                    metadata: { name: "cluster-admin" },
                    roleRef: { kind: "ClusterRole", name: "cluster-admin" },
                    subjects: [{ kind: "Group", name: "developers" }],
                }),
            ],
            findings: [
                'violation Role "faces/edit" rules[0].verbs',
                'violation ClusterRoleBinding "cluster-admin" roleRef.name',
                'violation ClusterRole "edit" rules[0].verbs',
                'violation ClusterRole "system:node" rules[0].resources',
                'violation ClusterRole "system:kube-controller-manager" rules[0].resources',
                'violation ClusterRole "system:face" rules[0].resources',
            ],
        },
        {
            title: "refuses a wildcard, wherever it stands",
            objects: [
                role({ ...reads("pods"), verbs: ["*"] }),
                role(reads("*")),
                role(reads("pods/*")),
                role({ ...reads("pods"), apiGroups: ["*"] }),
                role({ nonResourceURLs: ["*"], verbs: ["get"] }),
            ],
            findings: ["verbs", "resources", "resources", "apiGroups", "nonResourceURLs"].map(
                (field) => `violation Role "faces/face" rules[0].${field}`,
            ),
        },
        {
            title: "refuses to escalate, to bind and to impersonate",
            objects: ["escalate", "bind", "impersonate"].map((verb) =>
                role({ apiGroups: [RBAC], resources: ["roles"], verbs: ["get", verb] }),
            ),
            findings: Array.from({ length: 3 }, () => 'violation Role "faces/face" rules[0].verbs'),
        },
        {
            title: "refuses to enter pods and nodes",
            objects: [
                "pods/exec",
                "pods/attach",
                "pods/ephemeralcontainers",
                "nodes/proxy",
                "*/exec",
            ].map((door) => role({ ...reads("pods", door), verbs: ["create"] })),
            findings: Array.from(
                { length: 5 },
                () => 'violation Role "faces/face" rules[0].resources',
            ),
        },
        {
            title: "refuses to read every Secret, and to make tokens of everybody",
            objects: [
                role({ ...reads("secrets"), verbs: ["list"] }),
                role({ ...reads("serviceaccounts/token"), verbs: ["create"] }),
                clusterRole(reads("secrets")),
                bind("face", [subject("cert-manager"), subject("faces")]),
            ],
            findings: [
                'violation Role "faces/face" rules[0].resources',
                'violation Role "faces/face" rules[0].resources',
                'violation ClusterRole "face" rules[0].resources',
            ],
        },
        {
            title: "refuses to give cluster-admin, and to name its group",
            objects: [
                bind("cluster-admin", [subject("faces")]),
                bind("cluster-admin", [{ kind: "Group", name: "operators" }], "RoleBinding"),
                bind("view", [{ kind: "Group", name: "system:masters" }]),
            ],
            findings: [
                'violation ClusterRoleBinding "face" roleRef.name',
                'violation RoleBinding "faces/face" roleRef.name',
                'violation ClusterRoleBinding "face" subjects[0].name',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                role({ ...reads("pods"), verbs: UNKNOWN }),
                role({ ...reads("secrets"), resourceNames: UNKNOWN }),
                role({ ...reads("pods"), verbs: [UNKNOWN, "*"] }),
                bind(UNKNOWN, [subject("faces")]),
                bind("cluster-admin", UNKNOWN),
            ],
            findings: [
                'undecided Role "faces/face" rules[0].verbs',
                'undecided Role "faces/face" rules[0].resourceNames',
                'violation Role "faces/face" rules[0].verbs',
                'undecided ClusterRoleBinding "face" roleRef.name',
                'undecided ClusterRoleBinding "face" subjects',
            ],
        },
        {
            title: "refuses rules that are none",
            objects: [role("everything"), role({ ...reads("pods"), verbs: "get" })],
            findings: [
                'violation Role "faces/face" rules[0]',
                'violation Role "faces/face" rules[0].verbs',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id06, [role(reads("secrets"))]), [
            'ID-06: Role "faces/face" reads every Secret, because it has no resourceNames' +
                ` (rules[0].resources) — Fix: ${remedyOf("ID-06")}`,
        ]);
    });
});
