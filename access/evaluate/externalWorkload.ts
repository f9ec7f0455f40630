import type { KubernetesObject } from "zero-trust-manifests";
import { Field } from "./field";
import type { Workload } from "./workload";

/**
 * A process outside of the cluster with a proxy of its own. Nothing injects that, so it inherits
 * nothing from its namespace; and it has no ServiceAccount.
 */
export function readExternalWorkload(object: KubernetesObject, problems: string[]): Workload {
    const { name, namespace = "default", labels = {}, annotations = {} } = object.metadata;
    const portsByName = new Map<string, Set<number>>();
    const ports = new Set<number>();
    for (const item of Field.root(object, problems).at("spec", "ports").items()) {
        const port = item.at("port").integer();
        const portName = item.at("name").string();
        if (port === undefined || (item.at("protocol").string() ?? "TCP").toUpperCase() !== "TCP") {
            continue;
        }
        ports.add(port);
        if (portName !== undefined) {
            // Of ports with the same name the policy controller knows the last.
            portsByName.set(portName, new Set([port]));
        }
    }
    return {
        kind: object.kind,
        namespace,
        name,
        object,
        owners: [],
        serviceAccount: "",
        labels,
        annotations,
        inherited: new Set(),
        unmeshed: undefined,
        hostNetwork: true,
        portsByName,
        ports,
        probes: new Map(),
    };
}

export function isExternalWorkload({ apiVersion, kind }: KubernetesObject): boolean {
    return kind === "ExternalWorkload" && apiVersion.startsWith("workload.linkerd.io/");
}
