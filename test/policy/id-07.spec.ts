import assert from "node:assert/strict";
import { id07 } from "../../policy-pack/rules/id-07";
import { type Json, UNKNOWN } from "../../policy-pack/rules/read";
import { kubernetes, lines, testCases } from "./support";

const binding = (kind: string, subjects: Json) =>
    kubernetes(`rbac.authorization.k8s.io/v1:${kind}`, { metadata: { name: "view" }, subjects });
const group = (name: Json) => ({ kind: "Group", name });

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
                " (subjects[0].name) — Fix: name the users, groups or ServiceAccounts that need the role",
        ]);
    });
});
