import { PolicyPack } from "@pulumi/policy";
import { createPolicies } from "../../../policy-pack/policies";
import { authz01 } from "../../../rules/authz/authz-01/rule";
import { cld01 } from "../../../rules/cld/cld-01/rule";
import { id01 } from "../../../rules/id/id-01/rule";
import { id02 } from "../../../rules/id/id-02/rule";
import { mesh01 } from "../../../rules/mesh/mesh-01/rule";
import { mesh02 } from "../../../rules/mesh/mesh-02/rule";
import { mesh03 } from "../../../rules/mesh/mesh-03/rule";
import { sc01 } from "../../../rules/sc/sc-01/rule";

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
