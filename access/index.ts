export { compile, namespacePolicies, podTemplate, stages } from "./compile/compile";
export type { CompileOptions, NamespacePolicies, PodTemplate, Stages } from "./compile/compile";
export { authServiceObjects, hostObjects, mappingObjects } from "./compile/emissaryObjects";
export type { Platform } from "./compile/networkPolicies";
export { accessMatrix, publicUrls } from "./model/accessMatrix";
export {
    accessModel,
    allow,
    audit,
    Host,
    identity,
    Ingress,
    namespace,
    Namespace,
    network,
    Workload,
} from "./model/accessModel";
export type { AllowedEdge, Allowing, Caller, Metrics, Port, ScopeOf } from "./model/accessModel";
export { httpMethods, protocols } from "./model/model";
export type {
    AccessModel,
    Edge,
    GrpcScope,
    HostModel,
    HttpMethod,
    HttpScope,
    IdentityModel,
    NamespaceModel,
    PortModel,
    Principal,
    Protocol,
    Target,
    WorkloadModel,
    WorkloadRef,
} from "./model/model";
export { checkModel, modelProblems } from "./model/problems";
export { renderPage } from "./render/page";
export type { PageScope } from "./render/page";
export { InputError, loadObjects, parseObjects } from "./objects";
export type { KubernetesObject } from "./objects";
export { Evaluator } from "./evaluate/evaluator";
export type {
    Call,
    EvaluatorOptions,
    Question,
    Reason,
    Verdict,
    VerdictKind,
} from "./evaluate/evaluator";
