import { cisa, nist, nsa } from "./frameworks";
import { isBinding, subjectsOf } from "./rbac";
import { isUnsettled, valueOf } from "./read";
import { type Rule, unsettled, violation } from "./rule";

const NOBODY = ["system:anonymous", "system:unauthenticated"];

/** Every access is somebody's. */
export const id07: Rule = {
    id: "ID-07",
    title: "No role is given to who did not say who he is",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name the users, groups or ServiceAccounts that need the role",
    documentation: "docs/policies.md#id-07",
    settings: [],
    resource: {
        policy: "id-07-no-anonymous-subject",
        demand: "No binding has the user system:anonymous or the group system:unauthenticated among its subjects.",
        appliesTo: isBinding,
        *check(resource) {
            const subjects = subjectsOf(resource);
            if (isUnsettled(subjects)) {
                yield unsettled(resource, subjects);
                return;
            }
            for (const { kind, name } of valueOf(subjects) ?? []) {
                if (isUnsettled(name)) {
                    yield unsettled(resource, name);
                } else if (
                    NOBODY.includes(valueOf(name) ?? "") &&
                    valueOf(kind) !== "ServiceAccount"
                ) {
                    yield violation(
                        resource,
                        name.path,
                        `gives its role to ${valueOf(name) ?? ""}: to everyone who reaches the API`,
                    );
                }
            }
        },
    },
};
