import assert from "node:assert/strict";

import {
    MeshedNamespace,
    type MeshedNamespaceArgs,
    meshedNamespaceProblems,
} from "../../../components/apps/meshedNamespace";
import { compile } from "../../../access/index";
import { facesModel as access } from "../access/facesModel";
import { only, recordResources } from "../../support/recordResources";

const record = (changes: Partial<MeshedNamespaceArgs> = {}) =>
    recordResources(() => {
        new MeshedNamespace("faces", { access, namespace: "faces", ...changes });
    });

describe("MeshedNamespace", () => {
    it("is meshed and refuses everything by default", async () => {
        const { metadata } = only(await record(), "kubernetes:core/v1:Namespace");
        assert.deepEqual(metadata, {
            name: "faces",
            annotations: {
                "linkerd.io/inject": "enabled",
                "config.linkerd.io/default-inbound-policy": "deny",
            },
            labels: {
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/enforce-version": "v1.33",
            },
        });
    });

    it("has the compiled policies of its own workloads, and of no others", async () => {
        const kinds = new Set(["ServiceAccount", "Host", "AuthService", "Mapping", "Namespace"]);
        const compiled = compile(access)
            .filter(({ kind, metadata }) => metadata.namespace === "faces" && !kinds.has(kind))
            .map(({ kind, metadata, spec }) => ({ kind, name: metadata.name, spec }));
        const registered = (await record())
            .filter(({ type }) => /^kubernetes:(?!core)/.test(type))
            .map(({ inputs: { metadata, spec, kind }, type }) => ({
                kind: kind ?? type.split(":").at(-1),
                name: (metadata as { name: string }).name,
                spec,
            }));
        const byName = (objects: { kind: unknown; name: string; spec: unknown }[]) =>
            Object.fromEntries(
                objects.map(({ kind, name, spec }) => [`${String(kind)} ${name}`, spec]),
            );
        assert.equal(registered.length, compiled.length);
        assert.deepEqual(byName(registered), byName(compiled));
    });

    it("takes the platform's place for what its NetworkPolicies let through", async () => {
        const resources = await record({ platform: { linkerdNamespace: "mesh" } });
        const policy = only(
            resources,
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "faces-networkpolicy-smiley",
        );
        assert.match(JSON.stringify(policy.spec), /"kubernetes.io\/metadata.name":"mesh"/);
    });

    it("reports every problem at once: the model's, its name, its level", () => {
        const problems = meshedNamespaceProblems({
            access: { ...access, kubelet: ["nodes"] },
            namespace: "facse",
            podSecurityLevel: "strict",
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["access.kubelet[0]", "namespace", "podSecurityLevel"],
        );
    });
});
