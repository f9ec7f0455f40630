import {
    profileTypes,
    safeSysctls,
    seLinuxTypes,
    volumeTypes,
} from "../kubernetes/podSecurityTables";
import type { AdmissionSettings } from "./admissionSettings";
import type { JsonSchema } from "./json";
import { injectedSchema, objectSchema } from "./podSchema";

const profile = objectSchema({ type: { enum: profileTypes } }, ["type"]);
const noHost = objectSchema({ host: { const: "" } });
const handler = objectSchema({ httpGet: noHost, tcpSocket: noHost });

/** What holds for the pod's security context as for each container's. */
const context: JsonSchema = {
    windowsOptions: objectSchema({ hostProcess: { const: false } }),
    runAsNonRoot: { const: true },
    runAsUser: { not: { const: 0 } },
    seccompProfile: profile,
    appArmorProfile: profile,
    seLinuxOptions: objectSchema({
        type: { enum: seLinuxTypes },
        user: { const: "" },
        role: { const: "" },
    }),
};

const container = objectSchema(
    {
        securityContext: objectSchema(
            {
                ...context,
                privileged: { const: false },
                allowPrivilegeEscalation: { const: false },
                procMount: { const: "Default" },
            },
            ["allowPrivilegeEscalation"],
        ),
        ports: { type: "array", items: objectSchema({ hostPort: { const: 0 } }) },
        livenessProbe: handler,
        readinessProbe: handler,
        startupProbe: handler,
        lifecycle: objectSchema({ postStart: handler, preStop: handler }),
    },
    ["securityContext"],
);

const added = (names: string[]) => ({ type: "array", items: { enum: names } });

function capabilities(properties: JsonSchema, required: string[]): JsonSchema {
    return objectSchema(
        {
            securityContext: objectSchema({ capabilities: objectSchema(properties, required) }, [
                "capabilities",
            ]),
        },
        ["securityContext"],
    );
}

/** What sets up the proxy's part of the pod's network needs more than others may have. */
function capabilitySchema(settings: AdmissionSettings): JsonSchema {
    return {
        anyOf: [
            capabilities(
                {
                    drop: { type: "array", contains: { const: "ALL" } },
                    add: added(["NET_BIND_SERVICE"]),
                },
                ["drop"],
            ),
            {
                allOf: [
                    injectedSchema(["linkerd-init"], settings),
                    capabilities({ add: added(["NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE"]) }, []),
                ],
            },
        ],
    };
}

/** What every container has to say, unless the pod says it for all of them. */
function said(field: string): JsonSchema {
    const says = objectSchema({ securityContext: { required: [field] } }, ["securityContext"]);
    const list = { type: "array", items: says };
    return {
        anyOf: [
            says,
            objectSchema({ containers: list, initContainers: list, ephemeralContainers: list }),
        ],
    };
}

/** A pod template that meets the Pod Security Standard "restricted", for Linux. */
export function podSecuritySchema(settings: AdmissionSettings): JsonSchema {
    const items = { allOf: [container, capabilitySchema(settings)] };
    const list = { type: "array", items };
    return objectSchema({
        spec: {
            ...objectSchema({
                hostNetwork: { const: false },
                hostPID: { const: false },
                hostIPC: { const: false },
                securityContext: objectSchema({
                    ...context,
                    sysctls: {
                        type: "array",
                        items: objectSchema({ name: { enum: safeSysctls } }, ["name"]),
                    },
                }),
                volumes: {
                    type: "array",
                    items: { type: "object", propertyNames: { enum: ["name", ...volumeTypes] } },
                },
                containers: list,
                initContainers: list,
                ephemeralContainers: list,
            }),
            allOf: [said("runAsNonRoot"), said("seccompProfile")],
        },
        metadata: objectSchema({
            annotations: {
                type: "object",
                patternProperties: {
                    "^container\\.apparmor\\.security\\.beta\\.kubernetes\\.io/": {
                        pattern: "^(runtime/default|localhost/.*)?$",
                    },
                },
            },
        }),
    });
}
