import { PolicyPack } from "@pulumi/policy";
import { createPolicies } from "./policies";

new PolicyPack("zero-trust", {
    displayName: "Zero trust",
    description: "Refuses, at preview, what a zero trust platform must not contain.",
    enforcementLevel: "mandatory",
    policies: createPolicies(),
});
