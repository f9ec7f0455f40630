import type { Path } from "zero-trust-manifests";
import { type LabelSelector } from "zero-trust-access";
import { podsOf, readPort } from "./pods";
import {
    type Reading,
    isUnsettled,
    readItems,
    readNumber,
    readString,
    valueOf,
} from "../reading/read";
import { type Resource, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { type Selecting, Selections } from "./selections";
import { readTexts } from "../reading/texts";

/** A Service of Kubernetes. */
export interface Service extends Selecting {
    readonly name: Reading<string>;
}

export interface ServicePort {
    readonly path: Path;
    readonly port: Reading<number>;
    /** Number or name of the container port. */
    readonly target: Reading<number | string>;
    readonly protocol: Reading<string>;
    readonly appProtocol: Reading<string>;
}

const SELECTOR = ["spec", "selector"];

export const servicesOf = oncePerIndex((index): readonly Service[] =>
    index.ofKind("core", "Service").map((resource) => ({
        resource,
        name: nameOf(resource),
        namespace: namespaceOf(resource),
        selector: readSelector(resource),
    })),
);

/** Which Services lead to which pods. */
export const serviceSelections = oncePerIndex(
    (index) => new Selections(servicesOf(index), podsOf(index)),
);

export function serviceNamed(
    index: ResourceIndex,
    namespace: string,
    name: string,
): Service | undefined {
    return servicesByName(index).get(`${namespace}/${name}`);
}

const servicesByName = oncePerIndex(
    (index) =>
        new Map(
            servicesOf(index).map((service) => [
                `${valueOf(service.namespace) ?? ""}/${valueOf(service.name) ?? ""}`,
                service,
            ]),
        ),
);

/** Its TCP ports. */
export function servicePorts({ object }: Resource): Reading<readonly ServicePort[]> {
    const ports = readItems(object, ["spec", "ports"]);
    if (ports.state !== "known") {
        return ports;
    }
    return {
        ...ports,
        value: ports.value
            .map((path) => {
                const port = readNumber(object, [...path, "port"]);
                const target = readPort(object, [...path, "targetPort"]);
                return {
                    path,
                    port,
                    // Without a target, the container port is that of the Service.
                    target: target.state === "absent" ? port : target,
                    protocol: readString(object, [...path, "protocol"]),
                    appProtocol: readString(object, [...path, "appProtocol"]),
                };
            })
            .filter(({ protocol }) => (valueOf(protocol) ?? "TCP") === "TCP"),
    };
}

/** A Service without selector, or with an empty one, selects nothing. */
function readSelector({ object }: Resource): Reading<LabelSelector> {
    const labels = readTexts(object, SELECTOR);
    const doubt = labels.all ?? [...labels.unsettled.values()][0];
    if (doubt && isUnsettled(doubt)) {
        return doubt;
    }
    return Object.keys(labels.known).length === 0
        ? { state: "absent", path: SELECTOR }
        : {
              state: "known",
              path: SELECTOR,
              value: { matchLabels: labels.known, matchExpressions: [] },
          };
}
