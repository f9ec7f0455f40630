import { cis, cisa, nist, nsa } from "./frameworks";
import { judgeContainers } from "./judgeContainers";
import { type Path, isUnsettled, isList, peek, read } from "./read";
import { type Resource } from "./resource";
import { type Rule, type Verdict, unlessExempt, unsettled, violation } from "./rule";
import { type Container, isWorkload } from "./workload";

const SOURCES: readonly { readonly list: string; readonly source: Path }[] = [
    { list: "env", source: ["valueFrom", "secretKeyRef"] },
    { list: "envFrom", source: ["secretRef"] },
];

/** An environment is inherited, logged and dumped; a file is read by who opens it. */
export const sec05: Rule = {
    id: "SEC-05",
    title: "Secrets are files, not environment variables",
    severity: "low",
    level: "advisory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization"), cis("5.4.1")],
    remedy: "mount the Secret as a volume and let the program read the file",
    documentation: "docs/policies.md#sec-05",
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
