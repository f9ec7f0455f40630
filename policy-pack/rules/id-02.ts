import { cis, cisa, nist, nsa } from "./frameworks";
import { isUnsettled } from "./read";
import { type Rule, type Verdict, unlessExempt, unsettled, violation } from "./rule";
import { serviceAccountOf } from "./serviceAccounts";
import { type Workload, isWorkload, workloadOf } from "./workload";

/** Whatever says nothing runs as default: a policy that names default names nobody. */
export const id02: Rule = {
    id: "ID-02",
    title: "No workload runs as the ServiceAccount default",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization"), cis("5.1.5")],
    remedy: "make a ServiceAccount for this workload alone and name it in serviceAccountName",
    documentation: "docs/policies.md#id-02",
    settings: ["exemptNamespaces"],
    resource: {
        policy: "id-02-no-default-service-account",
        demand: "Every workload outside the exempt namespaces names a ServiceAccount other than default.",
        appliesTo: isWorkload,
        check(resource, settings) {
            const workload = workloadOf(resource);
            return workload ? unlessExempt(resource, settings, notDefault(workload)) : [];
        },
    },
};

function* notDefault(workload: Workload): Generator<Verdict> {
    const account = serviceAccountOf(workload);
    if (isUnsettled(account)) {
        yield unsettled(workload.resource, account);
    } else if (account.state === "absent" || account.value === "") {
        yield violation(
            workload.resource,
            account.path,
            "names no ServiceAccount, so that it runs as default",
        );
    } else if (account.value === "default") {
        yield violation(workload.resource, account.path, "runs as the ServiceAccount default");
    }
}
