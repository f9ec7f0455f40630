import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const ing05: Rule = {
    id: "ING-05",
    title: "Each hostname and each route has one owner",
    why: "Two owners of one route are an accident or a takeover: which of them answers depends on an order that nobody chose. Mappings that share a route by weight, or mirror it, are meant to.",
    severity: "high",
    level: "mandatory",
    references: [nist(1), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "leave the hostname and the path to one of them",
    ...preview,
    admission,
};
