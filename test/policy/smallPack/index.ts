import { PolicyPack } from "@pulumi/policy";
import { createPolicies } from "../../../policy-pack/policies";
import { authz01 } from "../../../policy-pack/rules/authz-01";
import { cld01 } from "../../../policy-pack/rules/cld-01";
import { id01 } from "../../../policy-pack/rules/id-01";
import { id02 } from "../../../policy-pack/rules/id-02";
import { mesh01 } from "../../../policy-pack/rules/mesh-01";
import { mesh02 } from "../../../policy-pack/rules/mesh-02";
import { mesh03 } from "../../../policy-pack/rules/mesh-03";
import { sc01 } from "../../../policy-pack/rules/sc-01";

/** A few rules, two of which depend on the environment, on a day that stands still. */
new PolicyPack("small", {
    policies: createPolicies(
        [
            mesh01,
            mesh02,
            mesh03,
            authz01,
            { ...id01, level: "mandatory in production" },
            { ...id02, level: "mandatory in production" },
            sc01,
            cld01,
        ],
        () => "2026-11-22",
    ),
});
