import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki12: Rule = {
    id: "PKI-12",
    title: "A trust anchor stays in the bundle until proxies no longer rely on it",
    why: "An anchor that leaves the bundle while a proxy still has a certificate below it cuts that proxy off. What the last deployment had is not a policy's to see, so the anchors that proxies rely on stand in the settings, and each stays in the bundle until it is removed there too. What is left to the rotation's procedure: to add the new anchor to the settings once it is rolled out, to restart every proxy in between, and to remove the old one only after that.",
    severity: "critical",
    level: "mandatory",
    references: [nist(5), cisa("Identity")],
    remedy: "put the old anchor back beside the new one, restart every proxy, then remove the old one from knownTrustAnchors and from the bundle",
    alsoBy: ["Linkerd"],
    ...preview,
};
