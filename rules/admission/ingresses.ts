import type { ResourceRule } from "./admission";

export const ingressResources: ResourceRule = {
    apiGroups: ["networking.k8s.io"],
    resources: ["ingresses"],
    kinds: ["Ingress"],
};

export const mappingResources: ResourceRule = {
    apiGroups: ["getambassador.io"],
    resources: ["hosts", "mappings"],
    kinds: ["Host", "Mapping"],
};
