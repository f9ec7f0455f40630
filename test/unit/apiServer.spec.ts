import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { isAsAsked } from "../../sandbox/apiServer/awaited";
import { apiServerTools, isAcceptable, obtainBinaries } from "../../sandbox/apiServer/binaries";
import { minimalDefinition } from "../../sandbox/apiServer/definitions";
import { isOnApiServer } from "../../sandbox/apiServer/folder";
import { inputsOf, plannedState, stateOf } from "../../sandbox/apiServer/liveObjects";
import { UsageError } from "../../sandbox/options";
import { silentProgress } from "../../sandbox/progress";
import { kubectlText, nextStepsText } from "../../sandbox/report";
import { definitionThing } from "../../sandbox/standins/customResources";
import { at, isSecret, secret, textAt, type Properties } from "../../sandbox/standins/properties";

describe("The executables of an API server", () => {
    let folder: string;
    const versions = {
        etcd: "etcd Version: 3.6.5",
        "kube-apiserver": "Kubernetes v1.35.2",
        "kube-controller-manager": "Kubernetes v1.35.2",
    };

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "binaries-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    /** Puts executables into a folder of their own that say nothing but their version. */
    function install(name: string, executables: Record<string, string>): string {
        const target = join(folder, name);
        mkdirSync(target);
        for (const [file, version] of Object.entries(executables)) {
            writeFileSync(join(target, file), `#!/bin/sh\necho "${version}"\n`, { mode: 0o755 });
        }
        return target;
    }

    it("are those that setup-envtest has put somewhere, before those on PATH", async () => {
        const assets = install("assets", {
            etcd: versions.etcd,
            "kube-apiserver": versions["kube-apiserver"],
        });
        const path = install("path", versions);
        assert.deepEqual(
            await obtainBinaries(silentProgress, { KUBEBUILDER_ASSETS: assets, PATH: path }),
            {
                etcd: join(assets, "etcd"),
                "kube-apiserver": join(assets, "kube-apiserver"),
                "kube-controller-manager": join(path, "kube-controller-manager"),
            },
        );
    });

    it("name what is missing and the remedies where they cannot be built either", async () => {
        const path = install("path", { ...versions, "kube-apiserver": "Kubernetes v1.34.1" });
        const environment = { PATH: path, XDG_CACHE_HOME: folder };
        await assert.rejects(obtainBinaries(silentProgress, environment), {
            message: [
                "No kube-apiserver could be obtained. Any one of these helps:",
                "  - install Go 1.25.0 or newer (https://go.dev/dl/) and let it reach a Go module proxy (GOPROXY), so that they can be built",
                "  - put executables of Kubernetes 1.35 on PATH, or into a folder that KUBEBUILDER_ASSETS names (https://book.kubebuilder.io/reference/envtest)",
            ].join("\n"),
        });
    });

    it("are not taken from a relative folder", async () => {
        const path = install("path", versions);
        const environment = { PATH: [".", path].join(delimiter) };
        const { etcd } = await obtainBinaries(silentProgress, environment);
        assert.equal(etcd, join(path, "etcd"));
    });

    for (const [name, version, accepted] of [
        ["kube-apiserver", "1.35.0", true],
        ["kube-apiserver", "1.34.9", false],
        ["kube-controller-manager", "1.36.0", false],
        ["etcd", "3.4.23", true],
        ["etcd", "3.3.27", false],
    ] as const) {
        it(`${accepted ? "may" : "may not"} be ${name} ${version}`, () => {
            assert.equal(isAcceptable(name, version, "1.35.8"), accepted);
        });
    }

    it("are built of the Kubernetes that the charts support at most, and can tell it", () => {
        const { module, flags } = apiServerTools();
        assert.match(module.version, /^1\.35\.\d+$/);
        assert.ok(flags.some((flag) => flag.includes(`gitVersion=v${module.version}`)));
    });
});

describe("What an object asks to be waited for", () => {
    const object = {
        status: {
            created: true,
            phase: "Active",
            conditions: [
                { type: "Synced", status: "True" },
                { type: "Ready", status: "False" },
            ],
        },
    };

    for (const [asked, expected] of [
        ["condition=Synced", true],
        ["condition=Ready", false],
        ["condition=Issued", false],
        ["jsonpath={.status.created}=true", true],
        ["jsonpath={.status.created}=false", false],
        ["jsonpath={.status.phase}=Active", true],
        ["jsonpath={.status.absent}=true", false],
    ] as const) {
        it(`is ${expected ? "so" : "not so"} for ${asked}`, () => {
            assert.equal(isAsAsked(object, asked), expected);
        });
    }
});

describe("Whether a stack is on an API server", () => {
    for (const [asked, isUp, hasData, expected] of [
        [false, false, false, false],
        [true, false, false, true],
        [false, false, true, false],
        [false, true, true, true],
        [true, true, true, true],
        [false, true, false, false],
    ] as const) {
        const stack = `${isUp ? "up" : "not up"} ${hasData ? "with" : "without"} the data of one`;
        it(`is ${expected}, where it is ${stack} and ${asked ? "" : "not "}asked for`, () => {
            assert.equal(isOnApiServer(asked, { isUp, hasData }), expected);
        });
    }

    it("cannot change while it is up", () => {
        assert.throws(() => isOnApiServer(true, { isUp: true, hasData: false }), UsageError);
    });

    it("shows in what may be done next", () => {
        assert.match(nextStepsText("up", true), /npm run sandbox -- serve {4,}run its API server/);
        assert.doesNotMatch(nextStepsText("up"), /serve/);
        assert.match(nextStepsText("preview", true), /npm run sandbox -- up --api-server/);
        assert.equal(
            kubectlText(join(process.cwd(), ".sandbox", "kubeconfig")),
            "With kubectl, while npm run sandbox -- serve runs in another terminal\n" +
                "  kubectl --kubeconfig .sandbox/kubeconfig get servers,authorizationpolicies --all-namespaces",
        );
    });
});

describe("A live object, as a stack sees it", () => {
    const live = {
        apiVersion: "v1",
        kind: "Service",
        metadata: {
            name: "web",
            namespace: "shop",
            uid: "u",
            resourceVersion: "7",
            creationTimestamp: "2026-01-01T00:00:00Z",
            managedFields: [{ manager: "pulumi-kubernetes" }],
        },
        spec: { clusterIP: "10.43.0.7", ports: [{ port: 80, protocol: "TCP" }] },
        status: { loadBalancer: {} },
    };
    const inputs: Properties = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web" },
        spec: { ports: [{ port: 80, name: "" }], externalIPs: [], selector: secret({}) },
    };

    it("has no managed fields", () => {
        assert.deepEqual(Object.keys(stateOf(live, inputs).metadata ?? {}), [
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
        ]);
    });

    it("is planned without what only one dry run made up", () => {
        assert.deepEqual(plannedState(live, inputs), {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "web", namespace: "shop" },
            spec: { ports: [{ port: 80, protocol: "TCP" }] },
        });
    });

    it("has the inputs that it was made from, though defaults came and what is empty went", () => {
        assert.deepEqual(inputsOf(live, inputs), inputs);
    });

    it("has other inputs where somebody changed a field or took one away", () => {
        const changed = { ...live, spec: { ports: [{ port: 81 }] } };
        assert.deepEqual(
            inputsOf(changed, { ...inputs, spec: { ports: [{ port: 80 }], type: "NodePort" } }),
            { ...inputs, spec: { ports: [{ port: 81 }] } },
        );
    });

    it("has, where no stack knows it, everything but the API server's own as inputs", () => {
        assert.deepEqual(inputsOf(live, {}), plannedState(live, {}));
    });

    it("is secret where its inputs are", () => {
        const state = stateOf(live, { spec: { ports: [{ port: secret(80) }] } });
        const [port] = (state.spec as { ports: Properties[] }).ports;
        assert.ok(isSecret(port?.port) && !isSecret(port.protocol));
    });
});

describe("A definition whose schema is not at hand", () => {
    const definition = (group: string, versions: string[]) =>
        minimalDefinition(
            definitionThing(
                { group, kind: "Server", plural: "servers", namespaced: true, versions },
                "test",
            ),
        );

    it("takes any field, in every version, of which one is stored", () => {
        const versions = at(definition("policy.linkerd.io", ["v1", "v2"]), "spec", "versions");
        assert.deepEqual(
            (versions as { name: string; storage: boolean }[]).map(({ name, storage }) => [
                name,
                storage,
            ]),
            [
                ["v1", true],
                ["v2", false],
            ],
        );
    });

    it("is approved only for the Kubernetes project's groups, which need that", () => {
        const approval = (group: string) =>
            textAt(
                definition(group, ["v1"]),
                "metadata",
                "annotations",
                "api-approved.kubernetes.io",
            );
        assert.match(approval("gateway.networking.k8s.io") ?? "", /^unapproved/);
        assert.equal(approval("policy.linkerd.io"), undefined);
    });
});
