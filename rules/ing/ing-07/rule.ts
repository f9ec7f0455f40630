import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing07: Rule = {
    id: "ING-07",
    title: "The auth service fails closed, and is meshed and authorised itself",
    why: "Who can speak for the auth service, or take it down, decides who comes in. A Service that the stack does not make is another stack's to mesh. That exactly the ingress may call it is AUTHZ-14's and AUTHZ-16's to say; here somebody has to be allowed to, or everyone is locked out.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "set failure_mode_allow: false",
    alsoBy: ["Linkerd"],
    ...preview,
};
