import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { validatingAdmissionPolicyObjects } from "../../components/admission/validatingAdmissionPolicyObjects";
import { admissionRules } from "../../rules/rules";
import { defaultAdmissionSettings } from "../../rules/admission/admissionSettings";
import { ApiError } from "../../sandbox/apiServer/client";
import { nameOf, type ObjectName, type ServedKind } from "../../sandbox/apiServer/objects";
import { everyRule, PoliciesInForce } from "./policiesInForce";
import { TestCluster } from "./testCluster";

/** What Kubernetes makes, which tells nothing of the cluster: who leads, who is alive, what happened. */
const passing = ["Event", "Lease", "ComponentStatus"];
/** Roles come last: without them nobody deletes what hangs on the others. */
const roles = ["RoleBinding", "Role", "ClusterRoleBinding", "ClusterRole"];

interface Found extends ObjectName {
    kind: ServedKind;
}

describe("What Kubernetes makes itself, under all policies at Deny", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let made: Found[];

    before(async () => {
        cluster = await TestCluster.start();
        made = await untilSettled();
        // Even if no namespace were exempt.
        await new PoliciesInForce(cluster).enforce(everyRule("Deny"), { exemptNamespaces: [] });
    });

    after(() => cluster.stop());

    /** Everything that there is, once controllers have made what they make at the start. */
    async function untilSettled(): Promise<Found[]> {
        let found = await everything();
        for (let same = 0; same < 3;) {
            await delay(1_000);
            const now = await everything();
            same = now.length === found.length ? same + 1 : 0;
            found = now;
        }
        return found;
    }

    async function everything(): Promise<Found[]> {
        const kinds = (await cluster.objects.served({ anew: true })).filter(
            ({ canBeListed, kind }) => canBeListed && !passing.includes(kind),
        );
        const lists = await Promise.all(
            kinds.map(async (kind) =>
                (await cluster.objects.list(kind)).map((each) => ({ kind, ...nameOf(each, kind) })),
            ),
        );
        return lists.flat();
    }

    const isThere = async ({ kind, ...name }: Found): Promise<boolean> =>
        (await cluster.objects.get(kind, name)) !== undefined;

    const isRole = ({ kind }: Found): boolean => roles.includes(kind.kind);

    /** Deletes it where the API server lets anybody: three namespaces and the priority classes it does not. */
    async function wasDeleted({ kind, ...name }: Found): Promise<boolean> {
        try {
            await cluster.objects.delete(kind, name);
            return true;
        } catch (error) {
            assert.ok(error instanceof ApiError, String(error));
            assert.match(
                error.message,
                /this (namespace may not|is a system priority class and cannot) be deleted/,
            );
            return false;
        }
    }

    it("is there again after a restart, each object of it that can be deleted", async () => {
        const policies = validatingAdmissionPolicyObjects(
            admissionRules,
            defaultAdmissionSettings,
            everyRule("Deny"),
        );
        const judged = ({ kind }: Found) =>
            policies.some(({ policy }) =>
                policy.spec.matchConstraints.resourceRules.some(
                    ({ apiGroups, resources }) =>
                        apiGroups.includes(kind.group) &&
                        (resources.includes("*") || resources.includes(kind.plural)),
                ),
            );
        const kinds = new Set(made.filter(judged).map(({ kind }) => kind.kind));
        assert.deepEqual([...kinds].sort(), [
            "ClusterRole",
            "ClusterRoleBinding",
            "ConfigMap",
            "IPAddress",
            "Namespace",
            "Role",
            "RoleBinding",
            "Service",
            "ServiceAccount",
            "ServiceCIDR",
        ]);

        const deleted: Found[] = [];
        for (const each of [...made.filter((one) => !isRole(one)), ...made.filter(isRole)]) {
            if (await wasDeleted(each)) {
                deleted.push(each);
            }
        }
        cluster = await cluster.restart();

        let missing = deleted;
        for (let waited = 0; waited < 120_000 && missing.length > 0; waited += 500) {
            await delay(500);
            const back = await Promise.all(missing.map(isThere));
            missing = missing.filter((_, index) => back[index] !== true);
        }
        assert.deepEqual(
            missing.map(({ kind, name }) => `${kind.kind} ${name}`),
            [],
        );
    });
});
