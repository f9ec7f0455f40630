import type { Path } from "zero-trust-manifests";
import { isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, chartName, isChart, isKind, nameOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const VALUE = ["values", "webhookFailurePolicy"];
const CONFIGURATION = "linkerd-proxy-injector-webhook-config";

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "mesh-05-injector-fails-closed",
        demand: "Linkerd's control plane and its injector's webhook have the failure policy Fail.",
        appliesTo: (type) =>
            isChart(type) ||
            isKind(type, "admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        *check(resource) {
            yield* isChart(resource.type) ? chart(resource) : webhooks(resource);
        },
    },
};

function* chart(resource: Resource): Generator<Verdict> {
    const name = chartName(resource);
    if (isUnsettled(name)) {
        yield unsettled(resource, name);
    } else if (valueOf(name) === "linkerd-control-plane") {
        const policy = readString(resource.object, VALUE);
        if (isUnsettled(policy)) {
            yield unsettled(resource, policy);
        } else if (policy.state === "absent") {
            yield violation(
                resource,
                VALUE,
                "says nothing of webhookFailurePolicy, so pods start unmeshed while the injector is away",
            );
        } else if (policy.value !== "Fail") {
            yield refuse(resource, policy.path, policy.value);
        }
    }
}

function* webhooks(resource: Resource): Generator<Verdict> {
    const name = nameOf(resource);
    if (isUnsettled(name)) {
        yield unsettled(resource, name);
    }
    if (valueOf(name) !== CONFIGURATION) {
        return;
    }
    const items = readItems(resource.object, ["webhooks"]);
    if (isUnsettled(items)) {
        yield unsettled(resource, items);
    }
    for (const item of valueOf(items) ?? []) {
        // The API server takes Fail where nothing is said.
        const policy = readString(resource.object, [...item, "failurePolicy"]);
        if (isUnsettled(policy)) {
            yield unsettled(resource, policy);
        } else if (policy.state === "known" && policy.value !== "Fail") {
            yield refuse(resource, policy.path, policy.value, "set failurePolicy: Fail");
        }
    }
}

function refuse(resource: Resource, path: Path, value: string, remedy?: string): Verdict {
    return violation(
        resource,
        path,
        `lets pods start unmeshed while the injector is away: its failure policy is ${value}`,
        remedy,
    );
}
