import { type Alert, risen } from "./alert";

/*
 * Sources: k8s.io/apiserver 0.35, pkg/admission/metrics/metrics.go and
 * pkg/admission/plugin/policy/validating/metrics/metrics.go; Gatekeeper 3.23,
 * pkg/audit/stats_reporter.go. Polaris exports no metrics: what its webhook does is known by the API
 * server that asks it, what its dashboard finds is not.
 */

/** The webhooks that judge by the platform's rules. */
const judges = 'name=~"polaris[.]fairwinds[.]com|.+[.]gatekeeper[.]sh"';
/** Besides the judges, those without which an object is not what it should be. */
const guards = 'name=~"polaris[.]fairwinds[.]com|.+[.]gatekeeper[.]sh|linkerd-.+[.]linkerd[.]io"';

/** What is refused at admission, what is there against the rules, and whether anybody judges. */
export const admissionAlerts: Alert[] = [
    {
        name: "AdmissionRejected",
        severity: "warning",
        expr: `sum by (name) (${risen(
            `apiserver_admission_webhook_rejection_count{error_type="no_error",${judges}}`,
        )})`,
        for: "0m",
        summary: '{{ $labels.name }} refused requests: {{ $value | printf "%.0f" }} in 10 minutes',
        description:
            "Somebody tried to create or change an object against the rules, past the preview that would have told them.",
    },
    {
        name: "AdmissionFailedOpen",
        severity: "critical",
        expr: `sum by (name) (${risen(`apiserver_admission_webhook_fail_open_count{${guards}}`)})`,
        for: "0m",
        summary:
            '{{ $labels.name }} did not answer; requests that went through unjudged: {{ $value | printf "%.0f" }}',
        description:
            "The webhook is down or too slow and its failure policy is Ignore. What came in meanwhile was neither judged nor injected.",
    },
    {
        name: "AdmissionFailedClosed",
        severity: "warning",
        expr: `sum by (name) (${risen(
            `apiserver_admission_webhook_rejection_count{error_type!="no_error",${guards}}`,
        )})`,
        for: "5m",
        summary:
            '{{ $labels.name }} did not answer; requests refused for it: {{ $value | printf "%.0f" }}',
        description:
            "The webhook is down or too slow and its failure policy is Fail. Nothing that it judges can be created or changed.",
    },
    {
        name: "ValidatingAdmissionPolicyViolated",
        severity: "warning",
        expr: `sum by (policy, enforcement_action) (${risen(
            'apiserver_validating_admission_policy_check_total{enforcement_action!="allow"}',
        )})`,
        for: "0m",
        summary:
            'Policy {{ $labels.policy }} was violated ({{ $labels.enforcement_action }}): {{ $value | printf "%.0f" }} in 10 minutes',
        description:
            "The API server's own policy refused a request, or let it through with a warning or an entry in the audit log.",
    },
    {
        name: "GatekeeperViolations",
        severity: "warning",
        // What warns is advice, which a healthy platform may have open; what is in dryrun is being
        // counted on purpose, before it is enforced.
        expr: 'max by (enforcement_action) (gatekeeper_violations{enforcement_action=~"deny|scoped"}) > 0',
        for: "10m",
        summary:
            'Objects that violate a constraint of Gatekeeper ({{ $labels.enforcement_action }}): {{ $value | printf "%.0f" }}',
        description:
            "Objects are in the cluster that admission would refuse today: they are older than the constraint, or came in while Gatekeeper did not answer.",
    },
];
