import { podTemplate, type AccessModel, type KubernetesObject } from "../../../access/index";

/**
 * What is in a cluster beside the compiled objects: the workloads of a model, their Services, and
 * the ingress' Listener.
 */
export function clusterObjects(model: AccessModel): KubernetesObject[] {
    const workloads = Object.entries(model.namespaces).flatMap(([namespace, each]) =>
        Object.entries(each.workloads).flatMap(([workload, { ports }]) => {
            const template = podTemplate(model, { namespace, workload });
            const { labels, annotations, serviceAccountName } = template;
            const entries = Object.entries(ports);
            return [
                {
                    apiVersion: "apps/v1",
                    kind: "Deployment",
                    metadata: { name: workload, namespace },
                    spec: {
                        selector: { matchLabels: labels },
                        template: {
                            metadata: { labels, annotations },
                            spec: {
                                serviceAccountName,
                                containers: entries.map(([name, { port, probes = [] }]) => ({
                                    name,
                                    image: "example.com/app:1",
                                    ports: [{ name, containerPort: port }],
                                    ...(probes[0] !== undefined && {
                                        readinessProbe: {
                                            httpGet: { path: probes[0], port: name },
                                        },
                                    }),
                                    ...(probes[1] !== undefined && {
                                        livenessProbe: { httpGet: { path: probes[1], port: name } },
                                    }),
                                })),
                            },
                        },
                    },
                },
                {
                    apiVersion: "v1",
                    kind: "Service",
                    metadata: { name: workload, namespace },
                    spec: {
                        selector: labels,
                        ports: entries.map(([name, { port, servicePort }]) => ({
                            name,
                            port: servicePort ?? port,
                            targetPort: name,
                        })),
                    },
                },
            ];
        }),
    );
    return [
        ...workloads,
        {
            apiVersion: "getambassador.io/v3alpha1",
            kind: "Listener",
            metadata: { name: "https", namespace: "default" },
            spec: { port: 8443, protocol: "HTTPS", securityModel: "XFP" },
        },
    ];
}

/** Routes as they are once the policy controller has accepted them, which it says in their status. */
export function accepted(objects: readonly KubernetesObject[]): KubernetesObject[] {
    return objects.map((object) => {
        if (object.kind !== "GRPCRoute") {
            return object;
        }
        const { parentRefs } = object.spec as { parentRefs: object[] };
        const parents = parentRefs.map((parentRef) => ({
            parentRef,
            controllerName: "linkerd.io/policy-controller",
            conditions: [{ type: "Accepted", status: "True" }],
        }));
        return { ...object, status: { parents } };
    });
}
