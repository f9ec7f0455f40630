import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz12: Rule = {
    id: "AUTHZ-12",
    title: "A route that restricts callers belongs to a Server and has a policy",
    why: "A route with a Service as parent is read by the client's proxy, which a client that means harm has not. Only a route of a Server, read by the proxy of who is called, can restrict who calls.",
    severity: "high",
    level: "mandatory in production",
    references: [
        nist(6),
        cisa("Applications and Workloads"),
        nsa("Authentication and authorization"),
    ],
    remedy: "give the route the Server as parent, and authorize it by an AuthorizationPolicy",
    ...preview,
};
