import { emissaryKind, isServed, mappingHostname } from "./emissary";
import { cisa, nist } from "./frameworks";
import { UNKNOWN, isUnsettled, valueOf } from "./read";
import { type Rule, unsettled, violation } from "./rule";

/**
 * A Mapping that no Host serves leads nowhere, and would lead somewhere as soon as anyone adds a
 * Host for everything. Where the stack has no Host at all, the ingress is another stack's.
 */
export const ing04: Rule = {
    id: "ING-04",
    title: "Every Mapping has a Host",
    severity: "medium",
    level: "mandatory",
    references: [nist(1), cisa("Networks")],
    remedy: "give the Mapping the hostname of a Host, and the labels that its mappingSelector wants",
    documentation: "docs/policies.md#ing-04",
    settings: [],
    stack: {
        policy: "ing-04-mappings-have-a-host",
        demand: "Every Mapping is served by a Host of the stack, by its hostname and by the labels that the Host selects.",
        *check(index) {
            const hosts = emissaryKind(index, "Host");
            if (hosts.length === 0) {
                return;
            }
            for (const mapping of emissaryKind(index, "Mapping")) {
                const hostname = mappingHostname(mapping);
                if (isUnsettled(hostname)) {
                    yield unsettled(mapping, hostname);
                    continue;
                }
                const served = isServed(mapping, index);
                if (served === UNKNOWN) {
                    const path = ["metadata", "labels"];
                    yield unsettled(mapping, { state: "unknown", path }, "it or of a Host");
                } else if (!served) {
                    yield violation(
                        mapping,
                        hostname.path,
                        hostname.state === "absent"
                            ? "has no hostname, and no Host of the stack selects it"
                            : `is for "${valueOf(hostname) ?? ""}", and no Host of the stack serves it`,
                    );
                }
            }
        },
    },
};
