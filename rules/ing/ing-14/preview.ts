import { emissaryKind, isSameInstallation, parseServiceName } from "../../ingress/emissary";
import { accessModelsOf } from "../../linkerd/accessModels";
import { isUnsettled, readBoolean, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { readStrings } from "../../reading/stringList";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** The header by which a user authenticates, whatever the scheme (RFC 9110). */
const CREDENTIALS = "authorization";
const REMOVED = ["spec", "remove_request_headers"];
const TAKEN = ["spec", "allowed_authorization_headers"];

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "ing-14-the-auth-service-says-who-a-user-is",
        demand: "Every Mapping that an AuthService of the stack guards removes the header authorization, and an AuthService's answer has every header by which an access model names users.",
        *check(index) {
            const services = emissaryKind(index, "AuthService");
            for (const mapping of emissaryKind(index, "Mapping")) {
                if (services.some((service) => isSameInstallation(mapping, service))) {
                    yield* credentialsEnd(mapping);
                }
            }
            for (const service of services) {
                yield* namesUsers(service, index);
            }
        },
    },
};

function* credentialsEnd(mapping: Resource): Generator<Verdict> {
    const bypass = readBoolean(mapping.object, ["spec", "bypass_auth"]);
    if (isUnsettled(bypass)) {
        yield unsettled(mapping, bypass);
        return;
    }
    if (valueOf(bypass) === true) {
        return; // Nobody authenticates there, which is ING-06's.
    }
    const { texts, unsettled: open } = readStrings(mapping.object, REMOVED);
    if (texts.some(({ value }) => value.toLowerCase() === CREDENTIALS)) {
        return;
    }
    const [unread] = open;
    yield unread
        ? unsettled(mapping, unread)
        : violation(
              mapping,
              REMOVED,
              "hands what authenticates a user at the ingress on to whoever answers",
          );
}

/** Emissary takes from the answer those headers alone that are listed; the client's others stay. */
function* namesUsers(service: Resource, index: ResourceIndex): Generator<Verdict> {
    if (valueOf(readString(service.object, ["spec", "proto"])) === "grpc") {
        return; // Envoy then takes whatever headers the answer sets.
    }
    const { texts, unsettled: open } = readStrings(service.object, TAKEN);
    const taken = new Set(texts.map(({ value }) => value.toLowerCase()));
    for (const header of declaredHeaders(service, index)) {
        const [unread] = open;
        if (!taken.has(header.toLowerCase())) {
            yield unread
                ? unsettled(service, unread)
                : violation(
                      service,
                      TAKEN,
                      `leaves the header ${header}, by which workloads know a user, to the client`,
                      `list ${header} in allowed_authorization_headers`,
                  );
        }
    }
}

/** The headers by which access models have workloads told of users by what an AuthService asks. */
function declaredHeaders(service: Resource, index: ResourceIndex): ReadonlySet<string> {
    const address = valueOf(readString(service.object, ["spec", "auth_service"]));
    const asked = parseServiceName(address ?? "", valueOf(namespaceOf(service)) ?? "");
    const edges = accessModelsOf(index).flatMap(({ model }) => model?.edges ?? []);
    return new Set(
        edges.flatMap(({ from, to }) =>
            from.kind === "authentication" &&
            to.kind === "port" &&
            to.workload === asked?.name &&
            to.namespace === asked.namespace
                ? from.userHeaders
                : [],
        ),
    );
}
