import { CLUSTER } from "../../cloud/civo";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";

const APPLICATIONS = ["applications"];
const INGRESS = /^traefik/i;

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "cld-08-no-ingress-of-the-provider",
        demand: "A Civo cluster installs no Traefik, and one of k3s takes away that which comes with it.",
        appliesTo: (type) => type === CLUSTER,
        *check(resource) {
            const type = readString(resource.object, ["clusterType"]);
            const given = readString(resource.object, APPLICATIONS);
            if (isUnsettled(given)) {
                yield unsettled(resource, given);
                return;
            }
            const names = (valueOf(given) ?? "").split(",").map((name) => name.trim());
            const [named] = names.filter((name) => INGRESS.test(name));
            if (named !== undefined) {
                yield violation(
                    resource,
                    APPLICATIONS,
                    `installs ${named}, an ingress beside the mesh's`,
                    `remove ${named}`,
                );
            } else if (!names.some((name) => INGRESS.test(name.replace(/^-/, "")))) {
                if (isUnsettled(type)) {
                    yield unsettled(resource, type);
                } else if ((valueOf(type) ?? "k3s") === "k3s") {
                    yield violation(
                        resource,
                        APPLICATIONS,
                        "keeps the Traefik that Civo gives to every cluster",
                    );
                }
            }
        },
    },
};
