import { type AdmissionRule, type AdmissionSettings, celOfGatekeeper } from "zero-trust-rules";
import { notTheApiServer } from "./judgedRequests";

/** Gatekeeper tells whoever writes them what is wrong with its own objects. */
const ownGroups = ["config", "constraints", "expansion", "externaldata", "templates"].map(
    (group) => `${group}.gatekeeper.sh`,
);

/**
 * Which requests Gatekeeper is asked about, as values of its chart, whose default is all. While
 * nothing answers and it fails closed, whatever it would be asked about is refused: the leases by
 * which nodes are alive and controllers lead, nodes that come back, the API server's start. Without
 * these its own pods would never start. So it is asked about what a rule judges, where it judges it.
 */
export function gatekeeperWebhook(rules: AdmissionRule[], settings: AdmissionSettings) {
    const resources = new Map<string, Set<string>>(ownGroups.map((group) => [group, new Set("*")]));
    for (const rule of rules.flatMap((each) => celOfGatekeeper(each)?.resources ?? [])) {
        for (const group of rule.apiGroups) {
            const known = resources.get(group) ?? new Set();
            resources.set(group, new Set([...known, ...rule.resources]));
        }
    }
    const exempt: [string, string[]][] =
        settings.exemptNamespaces.length === 0
            ? []
            : [["kubernetes.io/metadata.name", settings.exemptNamespaces]];
    return {
        validatingWebhookMatchConditions: [notTheApiServer],
        validatingWebhookExemptNamespacesLabels: Object.fromEntries(exempt),
        validatingWebhookCustomRules: [...resources].map(([group, names]) => ({
            apiGroups: [group],
            apiVersions: ["*"],
            operations: ["CREATE", "UPDATE"],
            resources: withoutCovered([...names]),
            scope: "*",
        })),
    };
}

/** A wildcard is for all resources, but for what is below them. */
function withoutCovered(resources: string[]): string[] {
    return resources.includes("*")
        ? resources.filter((resource) => resource === "*" || resource.includes("/"))
        : resources;
}
