import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz11: Rule = {
    id: "AUTHZ-11",
    title: "Probes of a Server with routes are authorized",
    why: "Linkerd lets the kubelet probe a Server by itself, until a route is attached to it.",
    severity: "medium",
    level: "mandatory",
    references: [nist(6), cisa("Applications and Workloads")],
    remedy: "attach a route for GET on the probe's exact path, and authorize it for a NetworkAuthentication with the kubelet's networks",
    ...preview,
};
