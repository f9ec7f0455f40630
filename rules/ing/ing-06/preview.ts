import { emissaryKind, isMapping, isSameInstallation } from "../../ingress/emissary";
import { isUnsettled, readBoolean, readString, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";

const BYPASS = ["spec", "bypass_auth"];
const ACME = "/.well-known/acme-challenge/";

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-06-no-mapping-bypasses-authentication",
        demand: "No Mapping bypasses authentication, but one for ACME challenges.",
        appliesTo: isMapping,
        *check(resource) {
            const bypass = readBoolean(resource.object, BYPASS);
            if (bypass.state === "absent" || (bypass.state === "known" && !bypass.value)) {
                return;
            }
            const prefix = readString(resource.object, ["spec", "prefix"]);
            if (prefix.state === "known" && prefix.value.startsWith(ACME)) {
                return;
            }
            const open = [bypass, prefix].find(isUnsettled);
            yield open
                ? unsettled(resource, open)
                : violation(
                      resource,
                      BYPASS,
                      `lets anyone call ${valueOf(prefix) ?? "its paths"}: it bypasses authentication`,
                  );
        },
    },
    stack: {
        policy: "ing-06-an-auth-service-answers",
        demand: "A stack with Hosts has an AuthService for them.",
        *check(index) {
            const services = emissaryKind(index, "AuthService");
            for (const host of emissaryKind(index, "Host")) {
                if (!services.some((service) => isSameInstallation(host, service))) {
                    yield violation(
                        host,
                        ["spec", "hostname"],
                        "is served to anyone: the stack has no AuthService for it",
                        "add an AuthService that fails closed",
                    );
                }
            }
        },
    },
};
