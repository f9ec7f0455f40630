import type { Path } from "zero-trust-manifests";
import { type Json } from "../reading/read";
import { profileTypes, safeSysctls, seLinuxTypes } from "./podSecurityTables";

/** One field that a control of the Pod Security Standard "restricted" limits. */
export interface FieldControl {
    /** The control's name in Kubernetes' own implementation. */
    readonly control: string;
    /** From the container on, or from the pod's spec on. */
    readonly path: Path;
    /** Whether the field is in the object at `path`, if there is one, or in each item of the list there. */
    readonly in?: "object" | "items";
    /** The field in there; absent where the items themselves are limited. */
    readonly field?: string;
    /** Whether a value may stand there; `undefined` where none does. */
    readonly allows: (value: Json) => boolean;
    /** What to set; continues "set …". */
    readonly remedy: string;
    /** A Windows pod has no such field. */
    readonly linuxOnly?: boolean;
}

const CONTEXT = "securityContext";
/** What can name a host to be asked instead of the pod. */
const HANDLERS: readonly Path[] = [
    ["livenessProbe"],
    ["readinessProbe"],
    ["startupProbe"],
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
];

const oneOf =
    (...allowed: readonly Json[]) =>
    (value: Json) =>
        allowed.includes(value);
const absentOr = (...allowed: readonly Json[]) => oneOf(undefined, ...allowed);

/** Limits that hold for the pod as for each of its containers. */
const ofEither: readonly FieldControl[] = [
    {
        control: "windowsHostProcess",
        path: [CONTEXT, "windowsOptions", "hostProcess"],
        allows: absentOr(false),
        remedy: "hostProcess: false, or nothing",
    },
    {
        control: "runAsNonRoot",
        path: [CONTEXT, "runAsNonRoot"],
        allows: absentOr(true),
        remedy: "runAsNonRoot: true",
    },
    {
        control: "runAsUser",
        path: [CONTEXT, "runAsUser"],
        allows: (value) => value === undefined || (typeof value === "number" && value !== 0),
        remedy: "a user other than 0, or none",
    },
    {
        control: "seccompProfile",
        path: [CONTEXT, "seccompProfile"],
        in: "object",
        field: "type",
        allows: oneOf(...profileTypes),
        remedy: "seccompProfile.type: RuntimeDefault, or Localhost",
        linuxOnly: true,
    },
    {
        control: "appArmorProfile",
        path: [CONTEXT, "appArmorProfile"],
        in: "object",
        field: "type",
        allows: oneOf(...profileTypes),
        remedy: "appArmorProfile.type: RuntimeDefault, or Localhost",
    },
    {
        control: "seLinuxOptions",
        path: [CONTEXT, "seLinuxOptions", "type"],
        allows: absentOr(...seLinuxTypes),
        remedy: "a type for containers such as container_t, or none",
    },
    ...["user", "role"].map((field) => ({
        control: "seLinuxOptions",
        path: [CONTEXT, "seLinuxOptions", field],
        allows: absentOr(""),
        remedy: `no SELinux ${field}`,
    })),
];

export const podControls: readonly FieldControl[] = [
    ...["hostNetwork", "hostPID", "hostIPC"].map((field) => ({
        control: "hostNamespaces",
        path: [field],
        allows: absentOr(false),
        remedy: `${field}: false, or nothing`,
    })),
    ...ofEither,
    {
        control: "sysctls",
        path: [CONTEXT, "sysctls"],
        in: "items",
        field: "name",
        allows: oneOf(...safeSysctls),
        remedy: `no other sysctls than ${safeSysctls.join(", ")}`,
    },
];

export const containerControls: readonly FieldControl[] = [
    {
        control: "privileged",
        path: [CONTEXT, "privileged"],
        allows: absentOr(false),
        remedy: "privileged: false, or nothing",
    },
    {
        control: "allowPrivilegeEscalation",
        path: [CONTEXT, "allowPrivilegeEscalation"],
        allows: oneOf(false),
        remedy: "allowPrivilegeEscalation: false",
        linuxOnly: true,
    },
    {
        control: "capabilities",
        path: [CONTEXT, "capabilities", "drop"],
        allows: (value) => Array.isArray(value) && value.includes("ALL"),
        remedy: 'capabilities.drop: ["ALL"]',
        linuxOnly: true,
    },
    {
        control: "capabilities",
        path: [CONTEXT, "capabilities", "add"],
        in: "items",
        allows: oneOf("NET_BIND_SERVICE"),
        remedy: "no capability other than NET_BIND_SERVICE",
        linuxOnly: true,
    },
    {
        control: "procMount",
        path: [CONTEXT, "procMount"],
        allows: absentOr("Default"),
        remedy: "procMount: Default, or nothing",
    },
    ...ofEither,
    {
        control: "hostPorts",
        path: ["ports"],
        in: "items",
        field: "hostPort",
        allows: absentOr(0),
        remedy: "no hostPort, and let a Service lead to the pod",
    },
    ...HANDLERS.flatMap((handler) =>
        ["httpGet", "tcpSocket"].map((action) => ({
            control: "hostProbesAndHostLifecycle",
            path: [...handler, action, "host"],
            allows: absentOr(""),
            remedy: "no host, so that the pod itself is asked",
        })),
    ),
];

/** What has to be set, by each container or for all by the pod. */
export const inheritedControls: readonly Omit<FieldControl, "allows">[] = [
    {
        control: "runAsNonRoot",
        path: [CONTEXT, "runAsNonRoot"],
        remedy: "runAsNonRoot: true, here or for the whole pod",
    },
    {
        control: "seccompProfile",
        path: [CONTEXT, "seccompProfile"],
        remedy: "seccompProfile.type: RuntimeDefault, here or for the whole pod",
        linuxOnly: true,
    },
];

/** Begins the annotations by which AppArmor was configured before there were fields for it. */
export const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

export function allowsAppArmorAnnotation(value: Json): boolean {
    return (
        value === undefined ||
        value === null ||
        value === "" ||
        value === "runtime/default" ||
        (typeof value === "string" && value.startsWith("localhost/"))
    );
}
