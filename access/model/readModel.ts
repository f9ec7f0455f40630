import { isRecord, type Problem } from "zero-trust-manifests";
import { httpMethods, protocols, type AccessModel } from "./model";
import { checkModel, modelError } from "./problems";

/** What is wrong with a value, each problem with the path to it. */
type Check = (value: unknown, path: string) => Problem[];

/**
 * Reads a model out of a document, such as JSON, that may hold anything.
 *
 * @throws InputError listing every problem.
 */
export function readModel(document: unknown): AccessModel {
    if (isModel(document)) {
        return checkModel(document);
    }
    throw modelError(modelCheck(document, "model"));
}

function isModel(document: unknown): document is AccessModel {
    return modelCheck(document, "model").length === 0;
}

const text: Check = (value, path) =>
    typeof value === "string" ? [] : [{ path, reason: "is no text", remedy: "give one" }];

const port: Check = (value, path) =>
    typeof value === "number"
        ? []
        : [{ path, reason: "is no number", remedy: "give that of a port" }];

const count: Check = (value, path) =>
    typeof value === "number" ? [] : [{ path, reason: "is no number", remedy: "give one" }];

function oneOf(...choices: readonly string[]): Check {
    return (value, path) =>
        choices.some((choice) => choice === value)
            ? []
            : [
                  {
                      path,
                      reason: `is none of ${choices.join(", ")}`,
                      remedy: "give one of them",
                  },
              ];
}

function list(check: Check): Check {
    return (value, path) =>
        Array.isArray(value)
            ? value.flatMap((item: unknown, index) => check(item, `${path}[${index}]`))
            : [{ path, reason: "is no list", remedy: "give one" }];
}

function record(check: Check): Check {
    return (value, path) =>
        isRecord(value)
            ? Object.entries(value).flatMap(([key, item]) => check(item, `${path}.${key}`))
            : [{ path, reason: "is no object", remedy: "give one, by name" }];
}

/** An object with some keys, and perhaps some more; others are passed over. */
function object(
    required: Readonly<Record<string, Check>>,
    optional: Readonly<Record<string, Check>> = {},
): Check {
    return (value, path) => {
        if (!isRecord(value)) {
            const keys = Object.keys(required).join(", ");
            return [{ path, reason: "is no object", remedy: `give ${keys}` }];
        }
        return [
            ...Object.entries(required).flatMap(([key, check]) =>
                check(value[key], `${path}.${key}`),
            ),
            ...Object.entries(optional).flatMap(([key, check]) =>
                value[key] === undefined ? [] : check(value[key], `${path}.${key}`),
            ),
        ];
    };
}

/** An object of a kind that says which other keys it has. */
function byKind(kinds: Readonly<Record<string, Check>>): Check {
    return (value, path) => {
        const kind = isRecord(value) ? value.kind : undefined;
        const check = typeof kind === "string" ? kinds[kind] : undefined;
        return check === undefined
            ? oneOf(...Object.keys(kinds))(kind, `${path}.kind`)
            : check(value, path);
    };
}

const labels = record(text);
const workload = { namespace: text, workload: text };
const principal = byKind({
    workload: object(workload),
    identity: object({ name: text }),
    network: object({ name: text }),
    internet: object({ host: text, prefix: text }),
    authentication: object({ ...workload, userHeaders: list(text) }),
});
const target = byKind({
    port: object({ ...workload, port: text }),
    metrics: object({ namespace: text }),
});
const portModel = object(
    { port, protocol: oneOf(...protocols) },
    { servicePort: port, probes: list(text), requestsPerSecond: count },
);
const workloadModel = object(
    { ports: record(portModel) },
    { labels, serviceAccount: text, listeners: list(port) },
);
const edge = object(
    { from: principal, to: target },
    {
        paths: list(text),
        methods: list(oneOf(...httpMethods)),
        services: list(text),
        auditUntil: text,
    },
);
const modelCheck = object({
    kubelet: list(text),
    namespaces: record(object({ workloads: record(workloadModel) })),
    identities: record(object({ namespace: text, serviceAccount: text }, { labels })),
    networks: record(list(text)),
    hosts: record(object({ ingress: object(workload), tlsSecret: text })),
    edges: list(edge),
});
