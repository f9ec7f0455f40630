import { emissaryKind, isServed, mappingHostname } from "../../ingress/emissary";
import { UNKNOWN, isUnsettled, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";

export const preview: Preview = {
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
