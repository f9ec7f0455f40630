import { isUnsettled } from "../../reading/read";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { serviceAccountOf } from "../../kubernetes/serviceAccounts";
import { type Workload, isWorkload, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
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
