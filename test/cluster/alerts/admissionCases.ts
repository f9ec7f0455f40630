import type { AlertCase } from "./alertCase";

const rejections = (name: string, errorType: string) =>
    `apiserver_admission_webhook_rejection_count{name="${name}",type="validating",operation="CREATE",error_type="${errorType}",rejection_code="403"}`;
const failedOpen = (name: string) =>
    `apiserver_admission_webhook_fail_open_count{name="${name}",type="validating"}`;
const checks = (action: string) =>
    `apiserver_validating_admission_policy_check_total{policy="mesh-01",policy_binding="mesh-01",error_type="no_error",enforcement_action="${action}"}`;
const polaris = "polaris.fairwinds.com";
const gatekeeper = "validation.gatekeeper.sh";
const injector = "linkerd-proxy-injector.linkerd.io";

export const admissionCases: AlertCase[] = [
    {
        alert: "AdmissionRejected",
        title: "fires for what Polaris and Gatekeeper refuse, from the first request on",
        series: {
            [rejections(polaris, "no_error")]: "_x15 1x5",
            [rejections(gatekeeper, "no_error")]: "0+1x20",
        },
        at: 18,
        firing: [
            { labels: { name: polaris }, summary: `${polaris} refused requests: 1 in 10 minutes` },
            {
                labels: { name: gatekeeper },
                summary: `${gatekeeper} refused requests: 10 in 10 minutes`,
            },
        ],
    },
    {
        alert: "AdmissionRejected",
        title: "is silent about other webhooks, and about webhooks that fail",
        series: {
            [rejections("vault.example.com", "no_error")]: "0+1x20",
            [rejections(polaris, "calling_webhook_error")]: "0+1x20",
            [rejections(gatekeeper, "no_error")]: "9x20",
        },
        at: 18,
        firing: [],
    },
    {
        alert: "AdmissionFailedOpen",
        title: "fires for what went past Polaris and the injector",
        series: { [failedOpen(polaris)]: "_x15 2x5", [failedOpen(injector)]: "_x15 1x5" },
        at: 18,
        firing: [
            {
                labels: { name: polaris },
                summary: `${polaris} did not answer; requests that went through unjudged: 2`,
            },
            {
                labels: { name: injector },
                summary: `${injector} did not answer; requests that went through unjudged: 1`,
            },
        ],
    },
    {
        alert: "AdmissionFailedOpen",
        title: "is silent about other webhooks, and once it is over",
        series: { [failedOpen("vault.example.com")]: "0+1x20", [failedOpen(polaris)]: "2x20" },
        at: 18,
        firing: [],
    },
    {
        alert: "AdmissionFailedClosed",
        title: "fires for requests that are refused because nobody judges them",
        series: { [rejections(injector, "calling_webhook_error")]: "0+1x20" },
        at: 18,
        firing: [
            {
                labels: { name: injector },
                summary: `${injector} did not answer; requests refused for it: 10`,
            },
        ],
    },
    {
        alert: "AdmissionFailedClosed",
        title: "is silent about a judgement, and about a moment's failure",
        series: {
            [rejections(polaris, "no_error")]: "0+1x20",
            [rejections(injector, "calling_webhook_error")]: "0x16 1x4",
        },
        at: 18,
        firing: [],
    },
    ...["deny", "warn", "audit"].map((action): AlertCase => ({
        alert: "ValidatingAdmissionPolicyViolated",
        title: `fires for a violation under ${action}`,
        series: { [checks(action)]: "_x15 1x5" },
        at: 18,
        firing: [
            {
                labels: { policy: "mesh-01", enforcement_action: action },
                summary: `Policy mesh-01 was violated (${action}): 1 in 10 minutes`,
            },
        ],
    })),
    {
        alert: "ValidatingAdmissionPolicyViolated",
        title: "is silent about what a policy allows, and about old violations",
        series: { [checks("allow")]: "0+5x20", [checks("deny")]: "4x20" },
        at: 18,
        firing: [],
    },
    {
        alert: "GatekeeperViolations",
        title: "fires for violations of what is enforced",
        series: { 'gatekeeper_violations{enforcement_action="deny",pod="audit"}': "3x20" },
        at: 18,
        firing: [
            {
                labels: { enforcement_action: "deny" },
                summary: "Objects that violate a constraint of Gatekeeper (deny): 3",
            },
        ],
    },
    {
        alert: "GatekeeperViolations",
        title: "is silent about advice, about constraints in dryrun, and about none",
        series: {
            'gatekeeper_violations{enforcement_action="warn",pod="audit"}': "3x20",
            'gatekeeper_violations{enforcement_action="dryrun",pod="audit"}': "3x20",
            'gatekeeper_violations{enforcement_action="deny",pod="audit"}': "0x20",
        },
        at: 18,
        firing: [],
    },
];
