import type { Path } from "zero-trust-manifests";
import { type Reading, readString } from "../reading/read";
import { type Workload, podSpecPath } from "./workload";

export function serviceAccountPath(workload: Workload): Path {
    return podSpecPath(workload, "serviceAccountName");
}

/** The deprecated alias counts where the name itself is absent, as it does for the API server. */
export function serviceAccountOf(workload: Workload): Reading<string> {
    const { object } = workload.resource;
    const name = readString(object, serviceAccountPath(workload));
    if (name.state !== "absent") {
        return name;
    }
    const alias = readString(object, podSpecPath(workload, "serviceAccount"));
    return alias.state === "absent" ? name : alias;
}
