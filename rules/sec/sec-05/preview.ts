import type { Path } from "zero-trust-manifests";
import { judgeContainers } from "../../kubernetes/judgeContainers";
import { isUnsettled, isList, peek, read } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Container, isWorkload } from "../../kubernetes/workload";

const SOURCES: readonly { readonly list: string; readonly source: Path }[] = [
    { list: "env", source: ["valueFrom", "secretKeyRef"] },
    { list: "envFrom", source: ["secretRef"] },
];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "sec-05-secrets-are-files",
        demand: "No container outside the exempt namespaces takes environment variables from a Secret.",
        appliesTo: isWorkload,
        check: (resource, settings) =>
            unlessExempt(
                resource,
                settings,
                judgeContainers(resource, (container, verdicts) => {
                    for (const { list, source } of SOURCES) {
                        variables(resource, container, list, source, verdicts);
                    }
                }),
            ),
    },
};

function variables(
    resource: Resource,
    container: Container,
    list: string,
    source: Path,
    verdicts: Verdict[],
): void {
    const items = peek(container.object, [list]);
    if (items === undefined) {
        return;
    }
    if (!isList(items)) {
        judge(resource, [...container.path, list], verdicts);
        return;
    }
    for (const [index, item] of items.entries()) {
        if (peek(item, source) !== undefined) {
            judge(resource, [...container.path, list, index, ...source], verdicts);
        }
    }
}

function judge(resource: Resource, path: Path, verdicts: Verdict[]): void {
    const reading = read(resource.object, path);
    if (isUnsettled(reading)) {
        verdicts.push(unsettled(resource, reading));
    } else {
        verdicts.push(violation(resource, path, "takes a Secret into its environment"));
    }
}
