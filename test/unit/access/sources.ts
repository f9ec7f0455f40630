/** Where Linkerd says, in its own source, what the tables of cases say. */
export const defaultPolicies = "linkerd2 policy-controller/k8s/index/src/defaults.rs";
export const index = "linkerd2 policy-controller/k8s/index/src/inbound/index.rs";
export const injector = "linkerd2 pkg/inject/inject.go";
export const matching = "linkerd2-proxy linkerd/http/route/src/http/match.rs";
export const podPorts = "linkerd2 policy-controller/k8s/index/src/inbound/workload.rs";
