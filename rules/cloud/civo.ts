export const CLUSTER = "civo:index/kubernetesCluster:KubernetesCluster";
