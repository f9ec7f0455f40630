import { InputError, type Problem, problemText } from "zero-trust-manifests";
import { edgeProblems } from "./edgeProblems";
import { portProblems, publicProblems } from "./jointProblems";
import type { AccessModel } from "./model";
import { hostProblems, labelProblems } from "./names";
import { kubelet } from "./portAccess";
import { governedProblems, ingressProblems } from "./referenceProblems";
import { networksProblems } from "./valueProblems";
import { namespaceProblems } from "./workloadProblems";

/**
 * Returns the model if there is no problem.
 *
 * @param others problems that are known already.
 * @throws InputError listing every problem.
 */
export function checkModel(model: AccessModel, others: readonly Problem[] = []): AccessModel {
    const problems = [...others, ...modelProblems(model)];
    if (problems.length > 0) {
        throw modelError(problems);
    }
    return model;
}

/** The error that says what is wrong with a model. */
export function modelError(problems: readonly Problem[]): InputError {
    return new InputError(problems.map(problemText));
}

/** Everything that is wrong with a model, e.g. that `edges[3].to` is not there. */
export function modelProblems(model: AccessModel): Problem[] {
    const problems = [
        ...networksProblems("kubelet", model.kubelet),
        ...Object.entries(model.namespaces).flatMap(([name, { workloads }]) => [
            ...labelProblems(`namespaces.${name}`, name),
            ...namespaceProblems(`namespaces.${name}`, workloads),
        ]),
        ...Object.entries(model.identities).flatMap(([name, each]) => [
            ...labelProblems(`identities.${name}`, name),
            ...labelProblems(`identities.${name}.namespace`, each.namespace),
            ...labelProblems(`identities.${name}.serviceAccount`, each.serviceAccount),
            ...governedProblems(`identities.${name}`, each, model),
        ]),
        ...Object.entries(model.networks).flatMap(([name, cidrs]) => [
            ...labelProblems(`networks.${name}`, name),
            ...(name === kubelet
                ? [
                      {
                          path: `networks.${name}`,
                          reason: "is the name of the kubelet's own",
                          remedy: "give another",
                      },
                  ]
                : []),
            ...networksProblems(`networks.${name}`, cidrs),
        ]),
        ...Object.entries(model.hosts).flatMap(([name, host]) => [
            ...hostProblems(`hosts.${name}`, name),
            ...labelProblems(`hosts.${name}.tlsSecret`, host.tlsSecret),
            ...ingressProblems(`hosts.${name}.ingress`, host.ingress, model),
        ]),
        ...model.edges.flatMap((edge, index) => edgeProblems(`edges[${index}]`, edge, model)),
    ];
    // What follows looks references up, so they must be right.
    return problems.length > 0 ? problems : [...publicProblems(model), ...portProblems(model)];
}
