import assert from "node:assert/strict";
import { pod01 } from "../../rules/pod/pod-01/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, summarize, testCases, testEveryKind } from "./support";

const hardened: JsonObject = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
};
const restricted: JsonObject = {
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};
/** A pod that is restricted but for what is given. */
const pod = (
    context: JsonObject,
    spec: JsonObject = {},
    container: JsonObject = {},
    podContext: JsonObject = {},
) => ({
    spec: {
        securityContext: { ...restricted, ...podContext },
        containers: [{ name: "face", securityContext: { ...hardened, ...context }, ...container }],
        ...spec,
    },
});
const found = (template: Json) => summarize(pod01, [deployment("face", template)]);
const at = (path: string) => `violation Deployment "faces/face" spec.template.spec.${path}`;
const CONTEXT = "containers[0].securityContext";
const WINDOWS = { os: { name: "windows" } };

/** What each control allows and refuses in a container, and where. */
const ofContainers: readonly [string, readonly JsonObject[], readonly JsonObject[], string][] = [
    ["privileged", [{}, { privileged: false }], [{ privileged: true }], "privileged"],
    [
        "allowPrivilegeEscalation",
        [{ allowPrivilegeEscalation: false }],
        [{ allowPrivilegeEscalation: true }, { allowPrivilegeEscalation: null }],
        "allowPrivilegeEscalation",
    ],
    [
        "capabilities to drop",
        [{ capabilities: { drop: ["ALL", "NET_RAW"] } }],
        [
            { capabilities: { drop: ["NET_RAW"] } },
            { capabilities: { drop: ["all"] } },
            { capabilities: {} },
            { capabilities: null },
        ],
        "capabilities.drop",
    ],
    [
        "capabilities to add",
        [
            { capabilities: { drop: ["ALL"], add: [] } },
            { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
        ],
        [
            { capabilities: { drop: ["ALL"], add: ["CHOWN"] } },
            { capabilities: { drop: ["ALL"], add: ["CAP_NET_BIND_SERVICE"] } },
        ],
        "capabilities.add[0]",
    ],
    ["procMount", [{ procMount: "Default" }], [{ procMount: "Unmasked" }], "procMount"],
    ["runAsNonRoot", [{}, { runAsNonRoot: true }], [{ runAsNonRoot: false }], "runAsNonRoot"],
    ["runAsUser", [{}, { runAsUser: 65532 }], [{ runAsUser: 0 }], "runAsUser"],
    [
        "seccompProfile",
        [{}, { seccompProfile: { type: "Localhost", localhostProfile: "face.json" } }],
        [{ seccompProfile: { type: "Unconfined" } }, { seccompProfile: {} }],
        "seccompProfile.type",
    ],
    [
        "appArmorProfile",
        [{}, { appArmorProfile: { type: "RuntimeDefault" } }],
        [{ appArmorProfile: { type: "Unconfined" } }],
        "appArmorProfile.type",
    ],
    [
        "SELinux type",
        [{ seLinuxOptions: {} }, { seLinuxOptions: { type: "container_engine_t", user: "" } }],
        [{ seLinuxOptions: { type: "spc_t" } }],
        "seLinuxOptions.type",
    ],
    ["SELinux user", [], [{ seLinuxOptions: { user: "system_u" } }], "seLinuxOptions.user"],
    ["SELinux role", [], [{ seLinuxOptions: { role: "system_r" } }], "seLinuxOptions.role"],
    [
        "hostProcess",
        [{ windowsOptions: { hostProcess: false } }],
        [{ windowsOptions: { hostProcess: true } }],
        "windowsOptions.hostProcess",
    ],
];

/** By the version of the standard that took them up, as k8s.io/pod-security-admission has them. */
const safeSysctls = {
    "1.0": [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
    ],
    "1.27": ["net.ipv4.ip_local_reserved_ports"],
    "1.29": [
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ],
    "1.32": ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"],
};
/** Of the network, of the pod, of the node. */
const unsafeSysctls = [
    "net.core.somaxconn",
    "net.ipv4.ip_forward",
    "net.ipv4.tcp_notsent_lowat",
    "net.ipv4.conf.all.route_localnet",
    "kernel.msgmax",
    "kernel.shmmax",
    "fs.mqueue.msg_max",
    "kernel.core_pattern",
    "vm.overcommit_memory",
];
const seLinuxTypes = {
    allowed: ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"],
    refused: ["spc_t", "container_logreader_t", "container_user_t", "unconfined_t"],
};
/** Every source of a volume in core/v1 that the standard does not name. */
const otherVolumes = [
    ...["awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume"],
    ...["flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "iscsi", "nfs"],
    ...["photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos"],
    "vsphereVolume",
];

describe("POD-01: pods meet the Pod Security Standard restricted", () => {
    for (const [control, allowed, refused, path] of ofContainers) {
        for (const context of allowed) {
            it(`allows a container ${JSON.stringify(context)} under ${control}`, () => {
                assert.deepEqual(found(pod(context)), []);
            });
        }
        for (const context of refused) {
            it(`refuses a container ${JSON.stringify(context)} under ${control}`, () => {
                assert.deepEqual(found(pod(context)), [at(`${CONTEXT}.${path}`)]);
            });
        }
    }

    for (const [field, value] of [
        ["runAsNonRoot", false],
        ["runAsUser", 0],
        ["seccompProfile.type", "Unconfined"],
        ["appArmorProfile.type", "Unconfined"],
        ["seLinuxOptions.type", "spc_t"],
        ["windowsOptions.hostProcess", true],
    ] as const) {
        it(`refuses ${field} ${String(value)} of the whole pod, whatever its containers say`, () => {
            const [outer = "", inner] = field.split(".");
            const podContext = { [outer]: inner === undefined ? value : { [inner]: value } };
            const context = { ...restricted, runAsUser: 65532 };
            assert.deepEqual(found(pod(context, {}, {}, podContext)), [
                at(`securityContext.${field}`),
            ]);
        });
    }

    for (const [title, spec, path] of [
        ["the node's network", { hostNetwork: true }, "hostNetwork"],
        ["the node's processes", { hostPID: true }, "hostPID"],
        ["the node's memory", { hostIPC: true }, "hostIPC"],
        ...otherVolumes.map(
            (type) =>
                [
                    `a volume of the type ${type}`,
                    { volumes: [{ name: "a", [type]: {} }] },
                    `volumes[0].${type}`,
                ] as const,
        ),
    ] as const) {
        it(`refuses ${title}`, () => {
            assert.deepEqual(found(pod({}, spec)), [at(path)]);
        });
    }

    it("allows every volume type of the standard, and a volume of none, which is an emptyDir", () => {
        const types = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image"];
        const more = ["persistentVolumeClaim", "projected", "secret"];
        const volumes = [...types, ...more].map((type) => ({ name: type, [type]: {} }));
        assert.deepEqual(found(pod({}, { volumes: [...volumes, { name: "none" }] })), []);
    });

    const withSysctl = (name: string) => pod({}, {}, {}, { sysctls: [{ name, value: "1" }] });
    for (const [version, names] of Object.entries(safeSysctls)) {
        for (const name of names) {
            it(`allows the sysctl ${name}, which is safe since ${version}`, () => {
                assert.deepEqual(found(withSysctl(name)), []);
            });
        }
    }

    for (const name of unsafeSysctls) {
        it(`refuses the sysctl ${name}`, () => {
            assert.deepEqual(found(withSysctl(name)), [at("securityContext.sysctls[0].name")]);
        });
    }

    it("names the sysctl that is not safe among those that are", () => {
        const sysctls = ["net.ipv4.tcp_rmem", "kernel.msgmax"].map((name) => ({ name }));
        assert.deepEqual(found(pod({}, {}, {}, { sysctls })), [
            at("securityContext.sysctls[1].name"),
        ]);
    });

    for (const type of seLinuxTypes.allowed) {
        it(`allows the SELinux type "${type}"`, () => {
            assert.deepEqual(found(pod({ seLinuxOptions: { type } })), []);
        });
    }

    for (const type of seLinuxTypes.refused) {
        it(`refuses the SELinux type "${type}"`, () => {
            assert.deepEqual(found(pod({ seLinuxOptions: { type } })), [
                at(`${CONTEXT}.seLinuxOptions.type`),
            ]);
        });
    }

    it("refuses ports of the node", () => {
        const ports = [
            { containerPort: 80, hostPort: 0 },
            { containerPort: 80, hostPort: 80 },
        ];
        assert.deepEqual(found(pod({}, {}, { ports })), [at("containers[0].ports[1].hostPort")]);
    });

    for (const handler of [
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle.postStart",
        "lifecycle.preStop",
    ]) {
        for (const action of ["httpGet", "tcpSocket"]) {
            it(`refuses a host in ${handler}.${action}`, () => {
                const asking = `${handler}.${action}.host`
                    .split(".")
                    .reduceRight<Json>((inner, field) => ({ [field]: inner }), "a");
                assert.deepEqual(found(pod({}, {}, asking as JsonObject)), [
                    at(`containers[0].${handler}.${action}.host`),
                ]);
            });
        }
    }

    it("allows probes of the pod itself", () => {
        const container = { livenessProbe: { httpGet: { host: "", path: "/", port: 80 } } };
        assert.deepEqual(found(pod({}, {}, container)), []);
    });

    it("reads AppArmor from the annotations of old too", () => {
        const annotate = (profile: Json) => ({
            metadata: {
                annotations: { "container.apparmor.security.beta.kubernetes.io/face": profile },
            },
            ...pod({}),
        });
        assert.deepEqual(
            ["runtime/default", "localhost/face", ""].map(annotate).flatMap(found),
            [],
        );
        assert.deepEqual(found(annotate("unconfined")), [
            'violation Deployment "faces/face" spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/face"]',
        ]);
    });

    it("takes runAsNonRoot and seccompProfile from the container or from its pod", () => {
        assert.deepEqual(found(pod(restricted, { securityContext: undefined })), []);
        assert.deepEqual(found(pod({}, { securityContext: undefined })), [
            at(`${CONTEXT}.runAsNonRoot`),
            at(`${CONTEXT}.seccompProfile`),
        ]);
    });

    it("relaxes nothing for a pod in a user namespace, as Kubernetes 1.33 does not", () => {
        assert.deepEqual(found(pod({ runAsUser: 0 }, { hostUsers: false })), [
            at(`${CONTEXT}.runAsUser`),
        ]);
    });

    it("asks a Windows pod for nothing that Windows has not, and for the rest", () => {
        const bare = { spec: { ...WINDOWS, containers: [{ securityContext: restricted }] } };
        assert.deepEqual(found(bare), []);
        assert.deepEqual(found({ spec: { ...WINDOWS, containers: [{}] } }), [
            at(`${CONTEXT}.runAsNonRoot`),
        ]);
    });

    for (const list of ["initContainers", "ephemeralContainers"]) {
        it(`looks at ${list} too`, () => {
            const spec = { [list]: [{ securityContext: { ...hardened, privileged: true } }] };
            assert.deepEqual(found(pod({}, spec)), [at(`${list}[0].securityContext.privileged`)]);
        });
    }

    testCases(pod01, [
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("cni", pod({ privileged: true }), "linkerd")],
            findings: [],
        },
        {
            title: "leaves undecided, once, what is not known, and refuses the rest",
            objects: [
                deployment("face", { spec: UNKNOWN }),
                deployment("face", { spec: { containers: UNKNOWN } }),
                deployment("face", { spec: { containers: [{ securityContext: UNKNOWN }] } }),
                deployment("face", pod({ privileged: UNKNOWN, runAsUser: 0 })),
                deployment("face", pod({ capabilities: { drop: [UNKNOWN] } })),
                deployment("face", pod({ allowPrivilegeEscalation: true }, { os: UNKNOWN })),
                deployment("face", pod({}, { volumes: [{ name: "a", hostPath: UNKNOWN }] })),
            ],
            findings: [
                "spec.template.spec",
                "spec.template.spec.containers",
                `spec.template.spec.${CONTEXT}`,
                `spec.template.spec.${CONTEXT}.privileged`,
                `spec.template.spec.${CONTEXT}.runAsUser`,
                `spec.template.spec.${CONTEXT}.capabilities.drop[0]`,
                "spec.template.spec.os",
                "spec.template.spec.volumes[0].hostPath",
            ].map((path) =>
                path.endsWith("runAsUser")
                    ? `violation Deployment "faces/face" ${path}`
                    : `undecided Deployment "faces/face" ${path}`,
            ),
        },
        {
            title: "refuses what is none of what belongs there",
            objects: [
                deployment("face", { spec: "restricted" }),
                deployment("face", pod({}, {}, { ports: { http: 80 } })),
                deployment("face", pod({ privileged: "no" })),
                deployment("face", pod({}, {}, { securityContext: "restricted" })),
            ],
            findings: [
                at("").replace(/\.$/, ""),
                at("containers[0].ports"),
                at(`${CONTEXT}.privileged`),
                at(CONTEXT),
            ],
        },
    ]);

    testEveryKind(pod01, {
        allowed: pod({}),
        refused: pod({ privileged: true }),
        fault: `spec.${CONTEXT}.privileged`,
    });

    it("is silent on a pod without a specification", () => {
        assert.deepEqual(summarize(pod01, [kubernetes("core/v1:Pod", { metadata: {} })]), []);
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pod01, [deployment("face", pod({ privileged: true }))]), [
            'POD-01: Deployment "faces/face" breaks the control privileged: it has true in privileged' +
                ` (spec.template.spec.${CONTEXT}.privileged) — Fix: set privileged: false, or nothing`,
        ]);
    });
});
