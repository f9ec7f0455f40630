import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing14: Rule = {
    id: "ING-14",
    title: "Who a user is the auth service alone says, and his password ends there",
    why: "A workload that is handed the password, or the token, of whoever calls it can call everything else in his name. A header that names the user, and that Emissary does not take from the auth service's answer, is the client's to write.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "set remove_request_headers: [authorization]",
    ...preview,
};
