import { type AccessModel, labelsOf, podTemplate } from "zero-trust-access";
import { podsIn } from "../kubernetes/pods";
import { readBoolean, valueOf } from "../reading/read";
import { namespaceOf } from "../reading/resource";
import { type ResourceIndex } from "../reading/resourceIndex";
import { serviceNamed } from "../kubernetes/services";
import type { KubernetesObject } from "zero-trust-manifests";

/**
 * What an access model knows of and the stack does not show, such as the pods of a Helm release:
 * objects as the model has them, to stand in.
 */
export function standIns(model: AccessModel, index: ResourceIndex): KubernetesObject[] {
    return Object.entries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        Object.keys(workloads).flatMap((workload) =>
            isVisible(model, { namespace, workload }, index)
                ? []
                : objectsOf(model, { namespace, workload }, index),
        ),
    );
}

/** Emissary's chart can make the Listeners, too. */
export function chartListeners(index: ResourceIndex): KubernetesObject[] {
    return index.releasesOf("emissary-ingress").flatMap((release) => {
        const makes = readBoolean(release.object, ["values", "createDefaultListeners"]);
        const namespace = valueOf(namespaceOf(release)) ?? "default";
        return valueOf(makes) === true
            ? [
                  {
                      apiVersion: "getambassador.io/v3alpha1",
                      kind: "Listener",
                      metadata: { name: "of-the-chart", namespace },
                      spec: {
                          port: 8443,
                          protocol: "HTTPS",
                          securityModel: "XFP",
                          hostBinding: { namespace: { from: "ALL" } },
                      },
                  },
              ]
            : [];
    });
}

/** The workload of a model that pods with some labels are. */
export function modelWorkload(
    model: AccessModel,
    namespace: string,
    labels: Readonly<Record<string, string>>,
): string | undefined {
    const workloads = model.namespaces[namespace]?.workloads ?? {};
    return Object.entries(workloads).find(([name, workload]) =>
        Object.entries(labelsOf(name, workload)).every(([key, value]) => labels[key] === value),
    )?.[0];
}

interface Ref {
    readonly namespace: string;
    readonly workload: string;
}

/** By its labels, or by its name where the labels are not those of the model. */
function isVisible(
    model: AccessModel,
    { namespace, workload }: Ref,
    index: ResourceIndex,
): boolean {
    return podsIn(index, namespace).some(
        ({ facts }) =>
            facts.name === workload || modelWorkload(model, namespace, facts.labels) === workload,
    );
}

function objectsOf(
    model: AccessModel,
    { namespace, workload }: Ref,
    index: ResourceIndex,
): KubernetesObject[] {
    const { labels, annotations, serviceAccountName } = podTemplate(model, { namespace, workload });
    const ports = Object.entries(model.namespaces[namespace]?.workloads[workload]?.ports ?? {});
    const metadata = { name: workload, namespace };
    const probes = ports.flatMap(([, { port, probes: paths = [] }]) =>
        paths.map((path) => ({ readinessProbe: { httpGet: { path, port } } })),
    );
    const pods = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            template: {
                metadata: { labels, annotations },
                spec: {
                    serviceAccountName,
                    containers: [
                        {
                            ports: ports.map(([name, { port }]) => ({ name, containerPort: port })),
                        },
                        ...probes,
                    ],
                },
            },
        },
    };
    const service = {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {
            selector: labels,
            ports: ports.map(([name, { port, servicePort }]) => ({
                port: servicePort ?? port,
                targetPort: name,
            })),
        },
    };
    return serviceNamed(index, namespace, workload) ? [pods] : [pods, service];
}
