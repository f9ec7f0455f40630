import { join } from "node:path";
import { type Verdict } from "./auditObjects";

/** Another tool that judges manifests, with policies of ours where it has none of its own. */
export interface Peer {
    readonly name: string;
    readonly command: string;
    readonly install: string;
    /** Those of the ten rules that it decides. */
    readonly rules: readonly string[];
    readonly args: (file: string) => readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly verdicts: (output: string) => readonly Verdict[];
}

const POLICIES = join(__dirname, "peers");

const kubeScoreChecks: Readonly<Record<string, string>> = {
    "container-security-context-privileged": "POD-01",
    "container-security-context-readonlyrootfilesystem": "POD-02",
    "container-resources": "POD-03",
    "container-image-tag": "SC-01",
};

const checkovChecks: Readonly<Record<string, string>> = {
    CKV_K8S_16: "POD-01",
    CKV_K8S_22: "POD-02",
    CKV_K8S_13: "POD-03",
    CKV_K8S_14: "SC-01",
    CKV_K8S_38: "ID-03",
};

/** Kinds of Constraints in `peers/gator.yaml`. */
const gatorConstraints: Readonly<Record<string, string>> = {
    Pod01: "POD-01",
    Pod02: "POD-02",
    Pod03: "POD-03",
    Sc01: "SC-01",
    Sc03: "SC-03",
    Id03: "ID-03",
    Ing01: "ING-01",
    Ing03: "ING-03",
    Ing05: "ING-05",
    Ing08: "ING-08",
};
/** Those that every tool could have, since they ask for nothing of a mesh. */
export const commonRules = Object.values(gatorConstraints);

/** Without a cluster it cannot ask for other objects. */
const kyvernoRules = commonRules.filter((rule) => rule !== "ING-05" && rule !== "ING-08");

interface ObjectMeta {
    readonly namespace: string;
    readonly name: string;
}

export const peers: readonly Peer[] = [
    {
        name: "kube-score 1.20.0",
        command: "kube-score",
        install: "go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0",
        rules: Object.values(kubeScoreChecks),
        args: (file) => ["score", "--output-format", "json", file],
        verdicts: (output) =>
            (JSON.parse(output) as KubeScoreObject[]).flatMap(({ object_meta: meta, checks }) =>
                checks
                    .filter(({ grade, skipped }) => !skipped && grade < KUBE_SCORE_WARNING)
                    .flatMap(({ check }) => verdict(kubeScoreChecks[check.id], meta)),
            ),
    },
    {
        name: "gator 3.23.1",
        command: "gator",
        install: "go install github.com/open-policy-agent/gatekeeper/v3/cmd/gator@v3.23.1",
        rules: commonRules,
        args: (file) => [
            ...["test", "--filename", file, "--filename", join(POLICIES, "gator.yaml")],
            ...["--output", "json"],
        ],
        verdicts: (output) =>
            (JSON.parse(output) as GatorResult[]).flatMap(({ constraint, violatingObject }) =>
                verdict(gatorConstraints[constraint.kind], violatingObject.metadata),
            ),
    },
    {
        name: "conftest 0.71.1",
        command: "conftest",
        install: "go install github.com/open-policy-agent/conftest@v0.71.1",
        rules: commonRules,
        args: (file) => [
            ...["test", "--combine", "--policy", join(POLICIES, "conftest.rego")],
            ...["--output", "json", file],
        ],
        verdicts: (output) =>
            (JSON.parse(output) as ConftestResult[]).flatMap(({ failures = [] }) =>
                failures.map(({ metadata }) => metadata),
            ),
    },
    {
        name: "checkov 3.3.30",
        command: "checkov",
        install: "python3 -m venv checkov && checkov/bin/pip install checkov==3.3.30",
        rules: Object.values(checkovChecks),
        args: (file) => [
            ...["--file", file, "--framework", "kubernetes", "--output", "json"],
            ...["--quiet", "--compact"],
        ],
        verdicts: (output) =>
            (JSON.parse(output) as CheckovReport).results.failed_checks.flatMap(
                ({ check_id: id, resource }) => {
                    const [, namespace = "", name = ""] = resource.split(".");
                    return verdict(checkovChecks[id], { namespace, name });
                },
            ),
    },
    {
        name: "kyverno 1.19.1",
        command: "kyverno",
        // Its module replaces others, so that go install refuses it.
        install:
            "git clone --branch v1.19.1 https://github.com/kyverno/kyverno && cd kyverno && go build -o kyverno ./cmd/cli/kubectl-kyverno",
        rules: kyvernoRules,
        args: (file) => [
            ...["apply", join(POLICIES, "kyverno.yaml"), "--resource", file],
            ...["--policy-report", "--output-format", "json"],
        ],
        verdicts: (output) =>
            // A warning on the kind of policy goes before the report.
            (JSON.parse(output.slice(output.indexOf("{"))) as KyvernoReport).results
                .filter(({ result }) => result === "fail")
                .flatMap(({ rule, resources }) =>
                    resources.flatMap((meta) => verdict(rule.toUpperCase(), meta)),
                ),
    },
];

/** Kube-score's grades: 1 is critical, 5 a warning, 7 almost right, 10 right. */
const KUBE_SCORE_WARNING = 5;

interface KubeScoreObject {
    readonly object_meta: ObjectMeta;
    readonly checks: readonly {
        readonly check: { readonly id: string };
        readonly grade: number;
        readonly skipped: boolean;
    }[];
}

interface GatorResult {
    readonly constraint: { readonly kind: string };
    readonly violatingObject: { readonly metadata: ObjectMeta };
}

interface ConftestResult {
    readonly failures?: readonly { readonly metadata: Verdict }[];
}

interface KyvernoReport {
    readonly results: readonly {
        readonly rule: string;
        readonly result: string;
        readonly resources: readonly ObjectMeta[];
    }[];
}

interface CheckovReport {
    readonly results: {
        readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[];
    };
}

function verdict(rule: string | undefined, { namespace, name }: ObjectMeta): Verdict[] {
    return rule === undefined ? [] : [{ rule, object: `${namespace}/${name}` }];
}
