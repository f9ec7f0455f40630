import assert from "node:assert/strict";
import { Cluster } from "../../../sandbox/standins/cluster";
import { ingressAnswers } from "../../../sandbox/standins/ingress";
import type { PlainObject } from "../../../sandbox/standins/properties";
import { World, type Thing } from "../../../sandbox/standins/world";

const emissary = "getambassador.io";
const thing = (kind: string, name: string, state: PlainObject = {}): Thing => ({
    provider: "kubernetes",
    kind,
    id: `emissary/${name}`,
    state,
    inputs: {},
});
const release = thing("helm.sh/Release", "emissary-ingress", {
    status: { chart: "emissary-ingress", status: "deployed" },
});
const listener = thing(`${emissary}/Listener`, "http");
const host = (hostname: string, spec: PlainObject) =>
    thing(`${emissary}/Host`, hostname, { spec: { hostname, ...spec } });
const faces = host("faces.example.com", { tlsSecret: { name: "faces-tls" } });
const refusing = host("refused.invalid", { requestPolicy: { insecure: { action: "Reject" } } });
const secret = (name: string) => thing("Secret", name, { data: { "tls.crt": "certificate" } });

/** How the ingress answers where these things exist, as "host: cleartext; tls". */
const answers = (...things: Thing[]): string[] => {
    const world = new World();
    for (const each of things) {
        world.put(each);
    }
    return ingressAnswers(new Cluster(world)).map(
        ({ host: name, cleartext, tls }) => `${name}: ${cleartext}; ${tls}`,
    );
};

describe("the stand-in for Emissary", () => {
    it("redirects cleartext to a Host whose certificate is there", () => {
        assert.deepEqual(answers(release, listener, faces, secret("faces-tls")), [
            "faces.example.com: redirected to https; certificate of Secret faces-tls",
        ]);
    });

    it("serves everything in cleartext while the Secret of its only Host is missing", () => {
        assert.deepEqual(answers(release, listener, faces), ["*: served; no certificate"]);
    });

    it("takes a Secret without a certificate for one that is missing", () => {
        assert.deepEqual(answers(release, listener, faces, thing("Secret", "faces-tls")), [
            "*: served; no certificate",
        ]);
    });

    it("serves everything in cleartext where it has no Host at all", () => {
        assert.deepEqual(answers(release, listener), ["*: served; no certificate"]);
    });

    it("redirects under a fallback certificate, for every name", () => {
        assert.deepEqual(answers(release, listener, faces, secret("fallback-self-signed-cert")), [
            "*: redirected to https; certificate of Secret fallback-self-signed-cert",
        ]);
    });

    it("refuses everything while a Host without a Secret is all that is active", () => {
        assert.deepEqual(answers(release, listener, faces, refusing), [
            "faces.example.com: refused; no certificate",
            "refused.invalid: refused; no certificate",
        ]);
    });

    it("serves in cleartext what a Host says is to be", () => {
        const open = host("open.example.com", { requestPolicy: { insecure: { action: "Route" } } });
        assert.deepEqual(answers(release, listener, open), [
            "open.example.com: served; no certificate",
        ]);
    });

    it("answers nobody without a Listener, or without a release", () => {
        assert.deepEqual(answers(release, faces), []);
        assert.deepEqual(answers(listener, faces), []);
    });
});
