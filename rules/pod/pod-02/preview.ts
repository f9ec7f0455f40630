import type { Path } from "zero-trust-manifests";
import { judgeContainers } from "../../kubernetes/judgeContainers";
import { UNKNOWN, isUnsettled, peek, read } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Container, isWorkload, podSpecPath, workloadOf } from "../../kubernetes/workload";

const READ_ONLY: Path = ["securityContext", "readOnlyRootFilesystem"];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "pod-02-read-only-root-filesystem",
        demand: "Every container outside the exempt namespaces, but those for Windows, has a read-only root filesystem.",
        appliesTo: isWorkload,
        check(resource, settings) {
            const workload = workloadOf(resource);
            const os = workload && podSpecPath(workload, "os", "name");
            const system = os && peek(resource.object, os);
            if (system === "windows") {
                return [];
            }
            return unlessExempt(
                resource,
                settings,
                judgeContainers(resource, (container, verdicts) => {
                    if (peek(container.object, READ_ONLY) !== true) {
                        verdicts.push(
                            writable(resource, container, system === UNKNOWN ? os : undefined),
                        );
                    }
                }),
            );
        },
    },
};

function writable(resource: Resource, container: Container, unknownSystem?: Path): Verdict {
    const path = [...container.path, ...READ_ONLY];
    const reading = read(resource.object, unknownSystem ?? path);
    return isUnsettled(reading)
        ? unsettled(resource, reading)
        : violation(resource, path, "has a container that can write to its root filesystem");
}
