import {
    profileTypes,
    safeSysctls,
    seLinuxTypes,
    volumeTypes,
} from "../kubernetes/podSecurityTables";
import type { CelValidation } from "./admission";
import { celLiteral } from "./cel";

export const podSecurityVariables: Record<string, string> = {
    isWindows: 'variables.spec.?os.?name.orValue("linux") == "windows"',
    podContext: "variables.spec.?securityContext.orValue({})",
    contexts:
        "[variables.podContext] + variables.containers.map(c, c.?securityContext.orValue({}))",
    /** What sets up the proxy's part of the pod's network. */
    proxyInit:
        'variables.containers.filter(c, c.name == "linkerd-init" && c.image.startsWith(variables.proxyImages + "/")).map(c, c.name)',
    hosts: [
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle.?postStart",
        "lifecycle.?preStop",
    ]
        .flatMap((handler) =>
            ["httpGet", "tcpSocket"].map(
                (action) =>
                    `variables.containers.map(c, c.?${handler}.?${action}.?host.orValue(""))`,
            ),
        )
        .join(" + "),
};

/** The controls of the Pod Security Standard "restricted", by Kubernetes' own names. */
export const podControls: (Pick<CelValidation, "expression" | "remedy"> & { control: string })[] = [
    {
        control: "hostNamespaces",
        expression:
            "!variables.spec.?hostNetwork.orValue(false) && !variables.spec.?hostPID.orValue(false) && !variables.spec.?hostIPC.orValue(false)",
        remedy: "set hostNetwork, hostPID and hostIPC to false, or leave them out",
    },
    {
        control: "windowsHostProcess",
        expression: "variables.contexts.all(s, !s.?windowsOptions.?hostProcess.orValue(false))",
        remedy: "set hostProcess: false, or leave it out",
    },
    {
        control: "privileged",
        expression: "variables.contexts.all(s, !s.?privileged.orValue(false))",
        remedy: "set privileged: false, or leave it out",
    },
    {
        control: "allowPrivilegeEscalation",
        expression:
            "variables.isWindows || variables.containers.all(c, !c.?securityContext.?allowPrivilegeEscalation.orValue(true))",
        remedy: "set allowPrivilegeEscalation: false on each container",
    },
    {
        control: "capabilities",
        expression:
            'variables.isWindows || variables.containers.all(c, (c.name in variables.proxyInit || "ALL" in c.?securityContext.?capabilities.?drop.orValue([])) && c.?securityContext.?capabilities.?add.orValue([]).all(a, a == "NET_BIND_SERVICE" || c.name in variables.proxyInit && a in ["NET_ADMIN", "NET_RAW"]))',
        remedy: 'set capabilities.drop: ["ALL"] on each container, and add none but NET_BIND_SERVICE',
    },
    {
        control: "runAsNonRoot",
        expression:
            "variables.contexts.all(s, s.?runAsNonRoot.orValue(true)) && variables.containers.all(c, c.?securityContext.?runAsNonRoot.or(variables.podContext.?runAsNonRoot).hasValue())",
        remedy: "set runAsNonRoot: true on each container, or for the whole pod",
    },
    {
        control: "runAsUser",
        expression: "variables.contexts.all(s, s.?runAsUser.orValue(1) != 0)",
        remedy: "set a user other than 0, or none",
    },
    {
        control: "seccompProfile",
        expression: `variables.isWindows || variables.contexts.all(s, !has(s.seccompProfile) || s.seccompProfile.?type.orValue("") in ${celLiteral(profileTypes)}) && variables.containers.all(c, c.?securityContext.?seccompProfile.or(variables.podContext.?seccompProfile).hasValue())`,
        remedy: "set seccompProfile.type: RuntimeDefault on each container, or for the whole pod",
    },
    {
        control: "appArmorProfile",
        expression: `variables.contexts.all(s, !has(s.appArmorProfile) || s.appArmorProfile.?type.orValue("") in ${celLiteral(profileTypes)}) && variables.annotations.all(k, !string(k).startsWith("container.apparmor.security.beta.kubernetes.io/") || string(variables.annotations[k]).matches("^(runtime/default|localhost/.*)?$"))`,
        remedy: "set appArmorProfile.type: RuntimeDefault, or Localhost",
    },
    {
        control: "seLinuxOptions",
        expression: `variables.contexts.all(s, s.?seLinuxOptions.?type.orValue("") in ${celLiteral(seLinuxTypes)} && s.?seLinuxOptions.?user.orValue("") == "" && s.?seLinuxOptions.?role.orValue("") == "")`,
        remedy: "set a type for containers such as container_t or none, and neither user nor role",
    },
    {
        control: "sysctls",
        expression: `variables.podContext.?sysctls.orValue([]).all(s, s.name in ${celLiteral(safeSysctls)})`,
        remedy: "set no sysctl but the safe ones of the Pod Security Standard",
    },
    {
        control: "procMount",
        expression: 'variables.contexts.all(s, s.?procMount.orValue("Default") == "Default")',
        remedy: "set procMount: Default, or leave it out",
    },
    {
        control: "hostPorts",
        expression:
            "variables.containers.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))",
        remedy: "set no hostPort, and let a Service lead to the pod",
    },
    {
        control: "hostProbesAndHostLifecycle",
        expression: 'variables.hosts.all(h, h == "")',
        remedy: "set no host in probes and lifecycle hooks, so that the pod itself is asked",
    },
    {
        control: "restrictedVolumes",
        expression: `variables.spec.?volumes.orValue([]).all(v, v.all(k, k == "name" || k in ${celLiteral(volumeTypes)}))`,
        remedy: `use volumes of the types ${volumeTypes.join(", ")} only`,
    },
];
