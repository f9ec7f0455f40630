// What the policy pack and the components use of the rules.
export type {
    AdmissionEnforcer,
    CelCheck,
    Parameter,
    PolarisCheck,
    RegoCheck,
} from "./admission/admission";
export {
    type AdmissionRule,
    celOfGatekeeper,
    enforcersOf,
    messageOf,
} from "./admission/admissionRule";
export {
    type AdmissionExemption,
    type AdmissionSettings,
    defaultAdmissionSettings,
} from "./admission/admissionSettings";
export { celLiteral, podVariables } from "./admission/cel";
export { belowPattern, imagePatterns } from "./admission/images";
export type { JsonSchema, JsonValue } from "./admission/json";
export { pods } from "./admission/parts";
export {
    identityIssuerName,
    type IssuerRef,
    issuerText,
    linkerdNamespace,
    meshCa,
    vaultAccount,
} from "./certificates/meshCa";
export {
    Configuration,
    ConfigurationError,
    PACK_POLICY,
    packSchema,
    readConfiguration,
    ruleSchema,
} from "./configuration";
export { dayOf, isDay, lastDayFrom } from "./day";
export { documentationOf } from "./documentation";
export { Exemptions } from "./exemption";
export { gov01 } from "./gov/gov-01/rule";
export { gov05 } from "./gov/gov-05/rule";
export { judgeAll, rulesByType, settle } from "./judgement";
export { isAtRest, isExported } from "./kubernetes/exported";
export { Workload, workloadOf } from "./kubernetes/workload";
export {
    isList,
    isObject,
    isUnsettled,
    type Json,
    type JsonObject,
    peek,
    read,
    readBoolean,
    type Reading,
    readObject,
    readString,
    UNKNOWN,
    valueOf,
} from "./reading/read";
export {
    describe,
    isChart,
    kindOf,
    logicalName,
    nameOf,
    type Resource,
    type ResourceOptions,
} from "./reading/resource";
export { ResourceIndex } from "./reading/resourceIndex";
export { unfold } from "./reading/unfold";
export { unknownIn } from "./reading/unknowns";
export {
    checkResource,
    checkStack,
    type Finding,
    formatFinding,
    type Half,
    halvesOf,
    type Level,
    levelOf,
    policyIn,
    type Rule,
    type RuleElsewhere,
    sentenceOf,
} from "./rule";
export { admissionRules, everyRule, rules, rulesElsewhere } from "./rules";
export { sec02 } from "./sec/sec-02/rule";
export { SECRET_TYPES, secretMaterial } from "./secrets/secretMaterial";
export { defaultSettings } from "./settings";
export { cloudflareIpv4Networks } from "./cloud/cloudflareNetworks";
export { maximumExemptionDays } from "./exemptionSchema";
export { type ChartName, charts, type PinnedChart } from "./charts";
