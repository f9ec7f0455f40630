import type { Path } from "zero-trust-manifests";
import {
    type Json,
    isList,
    isObject,
    isUnsettled,
    peek,
    read,
    readBoolean,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

const DISALLOWED = ["values", "webhook", "disallowAnnotationExemptions"];
const EXPRESSIONS = ["values", "webhook", "namespaceSelector", "matchExpressions"];
/** The API server gives it to every Namespace. */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";
const ADMISSION = "admissionregistration.k8s.io";

export const preview: Preview = {
    settings: ["environment", "exemptNamespaces", "ingress"],
    stack: {
        policy: "gov-04-admission-refuses-too",
        demand: "A stack that installs Linkerd has something that refuses at admission; Polaris' own checks are of severity danger, no annotation and no namespace outside the exempt ones gets around them; in production no admission policy is ignored while its webhook is down.",
        *check(index, settings) {
            const verdicts = [
                ...index
                    .releasesOf("polaris")
                    .flatMap((release) => [
                        ...polarisChecks(release),
                        ...polarisExemptions(release, settings),
                        ...failsClosed(
                            release,
                            ["values", "webhook", "failurePolicy"],
                            "Fail",
                            settings,
                        ),
                    ]),
                ...index
                    .releasesOf("gatekeeper")
                    .flatMap((release) => [
                        ...failsClosed(
                            release,
                            ["values", "validatingWebhookFailurePolicy"],
                            "Ignore",
                            settings,
                        ),
                    ]),
                ...index
                    .ofKind(ADMISSION, "ValidatingAdmissionPolicy")
                    .flatMap((policy) => [
                        ...failsClosed(policy, ["spec", "failurePolicy"], "Fail", settings),
                    ]),
            ];
            yield* verdicts;
            const open = verdicts.some(({ status }) => status === "undecided");
            if (!open && !hasEnforcer(index)) {
                for (const release of index.releasesOf("linkerd-control-plane")) {
                    yield violation(
                        release,
                        ["chart"],
                        "installs a mesh, and nothing in this stack refuses at admission what goes past it",
                    );
                }
            }
        },
    },
};

/** A check that somebody wrote for this cluster and that only warns is a check that nobody sees. */
function* polarisChecks(release: Resource): Generator<Verdict> {
    const enabled = read(release.object, ["values", "webhook", "enable"]);
    if (isUnsettled(enabled)) {
        yield unsettled(release, enabled);
        return;
    }
    const custom = read(release.object, ["values", "config", "customChecks"]);
    if (isUnsettled(custom)) {
        yield unsettled(release, custom);
    }
    const isOn = enabled.state === "known" && enabled.value === true;
    if (!isOn || custom.state !== "known" || !isObject(custom.value)) {
        return;
    }
    for (const check of Object.keys(custom.value)) {
        const path = ["values", "config", "checks", check];
        const severity = readString(release.object, path);
        if (isUnsettled(severity)) {
            yield unsettled(release, severity);
        } else if (valueOf(severity) !== "danger") {
            yield violation(
                release,
                path,
                `has the check ${check} with severity ${severity.state === "absent" ? "none" : severity.value}, which refuses nothing`,
                "set its severity to danger",
            );
        }
    }
}

/** Who can exempt himself, by an annotation or by where he is, is not refused. */
function* polarisExemptions(release: Resource, settings: Settings): Generator<Verdict> {
    if (peek(release.object, ["values", "webhook", "enable"]) !== true) {
        return;
    }
    const disallowed = readBoolean(release.object, DISALLOWED);
    if (isUnsettled(disallowed)) {
        yield unsettled(release, disallowed);
    } else if (valueOf(disallowed) !== true) {
        yield violation(
            release,
            DISALLOWED,
            "lets every object exempt itself by an annotation",
            "set disallowAnnotationExemptions: true",
        );
    }
    for (const path of exemptionsOf(release, settings)) {
        const namespace = readString(release.object, path);
        if (isUnsettled(namespace)) {
            yield unsettled(release, namespace);
        } else if (
            namespace.state === "known" &&
            !settings.exemptNamespaces.includes(namespace.value)
        ) {
            yield violation(
                release,
                path,
                `exempts namespace "${namespace.value}", which this pack does not`,
                "remove it, or add it to exemptNamespaces",
            );
        }
    }
}

/**
 * Where Polaris is told of a namespace that it leaves alone. An exemption of single rules for the
 * declared ingress, or for one controller by somebody who answers for it until a day, is none.
 */
function exemptionsOf({ object }: Resource, settings: Settings): Path[] {
    const exemptions = valueOf(readItems(object, ["values", "config", "exemptions"])) ?? [];
    const expressions = valueOf(readItems(object, EXPRESSIONS)) ?? [];
    return [
        ...exemptions
            .filter((path) => !isNarrow(peek(object, path), settings))
            .map((path) => [...path, "namespace"]),
        ...expressions
            .filter(
                (path) =>
                    peek(object, [...path, "key"]) === NAMESPACE_LABEL &&
                    peek(object, [...path, "operator"]) === "NotIn",
            )
            .flatMap((path) => valueOf(readItems(object, [...path, "values"])) ?? []),
    ];
}

function isNarrow(exemption: Json, { ingress }: Settings): boolean {
    const [names, rules] = ["controllerNames", "rules"].map((key) => peek(exemption, [key]));
    const [name, ...others] = isList(names) ? names : [];
    // Polaris takes a name for the beginning of names, so a short one would be that of everything.
    const isName = typeof name === "string" && name.length >= 3 && others.length === 0;
    if (!isName || !isList(rules) || rules.length === 0) {
        return false;
    }
    const isIngress = peek(exemption, ["namespace"]) === ingress.namespace && name === ingress.name;
    return (
        isIngress ||
        ["owner", "reason", "expiry"].every((key) => typeof peek(exemption, [key]) === "string")
    );
}

function* failsClosed(
    resource: Resource,
    path: Path,
    byDefault: string,
    { environment }: Settings,
): Generator<Verdict> {
    if (environment !== "production") {
        return;
    }
    const policy = readString(resource.object, path);
    if (isUnsettled(policy)) {
        yield unsettled(resource, policy);
    } else if ((policy.state === "absent" ? byDefault : policy.value) !== "Fail") {
        yield violation(
            resource,
            path,
            "lets everything in while its webhook is down",
            `set ${path.at(-1) ?? ""} to Fail`,
        );
    }
}

function hasEnforcer(index: ResourceIndex): boolean {
    return (
        index.releasesOf("polaris").some(isRefusing) ||
        index
            .ofKind(ADMISSION, "ValidatingAdmissionPolicyBinding")
            .some(({ object }) => includes(object, ["spec", "validationActions"], "Deny")) ||
        index.resources.some(isEnforcing)
    );
}

function isRefusing({ object }: Resource): boolean {
    const checks = peek(object, ["values", "config", "checks"]);
    return (
        peek(object, ["values", "webhook", "enable"]) === true &&
        peek(object, ["values", "webhook", "validate"]) !== false &&
        (checks === undefined || (isObject(checks) && Object.values(checks).includes("danger")))
    );
}

/** A constraint of Gatekeeper denies unless it says otherwise; a policy of Kyverno only if it says so. */
function isEnforcing({ type, object }: Resource): boolean {
    if (type.startsWith("kubernetes:constraints.gatekeeper.sh/")) {
        return (peek(object, ["spec", "enforcementAction"]) ?? "deny") === "deny";
    }
    if (!isKind(type, "kyverno.io", "ClusterPolicy")) {
        return false;
    }
    const rules = peek(object, ["spec", "rules"]);
    return (
        peek(object, ["spec", "validationFailureAction"]) === "Enforce" ||
        (isList(rules) &&
            rules.some((rule) => peek(rule, ["validate", "failureAction"]) === "Enforce"))
    );
}

function includes(object: Resource["object"], path: Path, value: string): boolean {
    const list = peek(object, path);
    return isList(list) && list.includes(value);
}
