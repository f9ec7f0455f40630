import assert from "node:assert/strict";
import { id07 } from "../../rules/id/id-07/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const binding = (kind: string, subjects: Json) =>
    kubernetes(`rbac.authorization.k8s.io/v1:${kind}`, { metadata: { name: "view" }, subjects });
const group = (name: Json) => ({ kind: "Group", name });
const PUBLIC_INFO = "system:public-info-viewer";
/** With the label by which Kubernetes marks what is its own, and anybody what is his. */
const ofKubernetes = (
    subjects: Json,
    change: { kind?: string; name?: string; role?: string; namespace?: string } = {},
) => {
    const { kind = "ClusterRoleBinding", name = PUBLIC_INFO, role = name, namespace } = change;
    const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
    const roleKind = kind.replace("Binding", "");
    return kubernetes(`rbac.authorization.k8s.io/v1:${kind}`, {
        metadata: { name, labels, ...(namespace !== undefined && { namespace }) },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: roleKind, name: role },
        subjects,
    });
};
const EVERYONE = [group("system:authenticated"), group("system:unauthenticated")];
const publicRole = (rules: Json, name = PUBLIC_INFO) =>
    kubernetes("rbac.authorization.k8s.io/v1:ClusterRole", { metadata: { name }, rules });
const HEALTH = { nonResourceURLs: ["/healthz", "/version/"], verbs: ["get"] };
const SECRETS = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
const CLUSTER_INFO = "kubeadm:bootstrap-signer-clusterinfo";

describe("ID-07: no role is given to who did not say who he is", () => {
    testCases(id07, [
        {
            title: "allows users, groups and ServiceAccounts, and nobody at all",
            objects: [
                binding("RoleBinding", [group("operators"), { kind: "User", name: "jane" }]),
                binding("ClusterRoleBinding", [
                    { kind: "ServiceAccount", name: "face", namespace: "faces" },
                ]),
                binding("RoleBinding", undefined),
            ],
            findings: [],
        },
        {
            title: "refuses who is anonymous, by user or by group, for a namespace or for all",
            objects: [
                binding("ClusterRoleBinding", [{ kind: "User", name: "system:anonymous" }]),
                binding("RoleBinding", [group("operators"), group("system:unauthenticated")]),
            ],
            findings: [
                'violation ClusterRoleBinding "view" subjects[0].name',
                'violation RoleBinding "view" subjects[1].name',
            ],
        },
        {
            title: "allows what Kubernetes, and kubeadm, give to everyone",
            objects: [
                ofKubernetes(EVERYONE),
                publicRole([HEALTH]),
                publicRole(null),
                ofKubernetes([{ kind: "User", name: "system:anonymous" }], {
                    kind: "RoleBinding",
                    name: CLUSTER_INFO,
                    namespace: "kube-public",
                }),
            ],
            findings: [],
        },
        {
            title: "refuses what only looks like it: another role, more of them, elsewhere, marked",
            objects: [
                ofKubernetes(EVERYONE, { role: "cluster-admin" }),
                ofKubernetes([...EVERYONE, { kind: "User", name: "system:anonymous" }]),
                ofKubernetes(EVERYONE, { kind: "RoleBinding", namespace: "faces" }),
                ofKubernetes(EVERYONE, { name: "system:face" }),
                ofKubernetes([{ kind: "User", name: "system:anonymous" }], {
                    kind: "RoleBinding",
                    name: CLUSTER_INFO,
                    namespace: "faces",
                }),
            ],
            findings: [
                `violation ClusterRoleBinding "${PUBLIC_INFO}" subjects[1].name`,
                `violation ClusterRoleBinding "${PUBLIC_INFO}" subjects[1].name`,
                `violation ClusterRoleBinding "${PUBLIC_INFO}" subjects[2].name`,
                `violation RoleBinding "faces/${PUBLIC_INFO}" subjects[1].name`,
                'violation ClusterRoleBinding "system:face" subjects[1].name',
                `violation RoleBinding "faces/${CLUSTER_INFO}" subjects[0].name`,
            ],
        },
        {
            title: "refuses to give more by the role that everyone has, and to no other",
            objects: [
                publicRole([HEALTH, SECRETS]),
                publicRole([{ ...HEALTH, nonResourceURLs: ["/metrics"] }]),
                publicRole([{ ...HEALTH, verbs: ["*"] }]),
                publicRole(UNKNOWN),
                publicRole([SECRETS], "face"),
            ],
            findings: [
                `violation ClusterRole "${PUBLIC_INFO}" rules[1]`,
                `violation ClusterRole "${PUBLIC_INFO}" rules[0]`,
                `violation ClusterRole "${PUBLIC_INFO}" rules[0]`,
                `undecided ClusterRole "${PUBLIC_INFO}" rules`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                binding("RoleBinding", UNKNOWN),
                binding("RoleBinding", [group(UNKNOWN), group("system:unauthenticated")]),
            ],
            findings: [
                'undecided RoleBinding "view" subjects',
                'undecided RoleBinding "view" subjects[0].name',
                'violation RoleBinding "view" subjects[1].name',
            ],
        },
        {
            title: "refuses subjects that are none",
            objects: [binding("RoleBinding", "everybody"), binding("RoleBinding", ["everybody"])],
            findings: [
                'violation RoleBinding "view" subjects',
                'violation RoleBinding "view" subjects[0]',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id07, [binding("RoleBinding", [group("system:unauthenticated")])]), [
            'ID-07: RoleBinding "view" gives its role to system:unauthenticated: to everyone who reaches the API' +
                ` (subjects[0].name) — Fix: ${remedyOf("ID-07")}`,
        ]);
    });
});
