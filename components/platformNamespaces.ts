import { certManagerNamespace } from "./certificates/certManager";
import { linkerdNamespace } from "./identity/meshIdentity";
import { linkerdVizNamespace } from "./mesh/linkerdViz";

/**
 * Namespaces whose pods say nothing of injection in their templates: the cluster's own, the
 * machinery that the mesh stands on, and linkerd-viz, which is injected by its namespace.
 */
export const platformNamespaces = [
    "kube-node-lease",
    "kube-public",
    "kube-system",
    certManagerNamespace,
    linkerdNamespace,
    linkerdVizNamespace,
];
