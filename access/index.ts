export { runCommand } from "./cli/command";
export type { CommandResult } from "./cli/command";
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
export { httpMethods, labelsOf, protocols } from "./model/model";
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
export { hostProblems, isDnsLabel, isFullyQualifiedName, labelProblems } from "./model/names";
export { checkModel, modelProblems } from "./model/problems";
export { renderPage } from "./render/page";
export type { PageScope } from "./render/page";
export { loadObjects, parseObjects } from "./objects";
export { InputError, Problems, problemText } from "zero-trust-manifests";
export type { KubernetesObject, Problem, RemedyPart } from "zero-trust-manifests";
export { Evaluator } from "./evaluate/evaluator";
export type {
    Call,
    EvaluatorOptions,
    Question,
    Reason,
    Verdict,
    VerdictKind,
} from "./evaluate/evaluator";
export { readServiceUrl } from "./evaluate/emissary";
export type { ServiceUrl } from "./evaluate/emissary";
export { selects, SelectorIndex } from "./evaluate/labelSelector";
export type { LabelSelector } from "./evaluate/labelSelector";
export { defaultPolicies } from "./evaluate/linkerdPolicy";
export { cidrWithin, parseCidr } from "./evaluate/network";
export type { Cidr } from "./evaluate/network";
export type { Source } from "./evaluate/source";
export { isListed, proxyPorts, readWorkload } from "./evaluate/workload";
export type { Workload as RunningWorkload } from "./evaluate/workload";
export { readModel } from "./model/readModel";
export { declaredCalls } from "./declaredCalls";
export type { DeclaredCall } from "./declaredCalls";
export { deviations, extraCalls, missingCalls } from "./deviations";
export type { Deviation } from "./deviations";
