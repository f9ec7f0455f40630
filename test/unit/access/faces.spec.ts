import assert from "node:assert/strict";

import { Evaluator } from "../../../access/evaluate/evaluator";
import type { KubernetesObject } from "../../../manifests/kubernetesObject";
import { Faces } from "../../../components/apps/faces";
import { Emissary } from "../../../components/ingress/emissary";
import { ExternalAuth } from "../../../components/ingress/externalAuth";
import { IngressHost } from "../../../components/ingress/ingressHost";
import { recordResources } from "../../support/recordResources";
import { facesModel as access } from "./facesModel";

const emissary = "emissary/emissary-ingress";
const prometheus = "linkerd-viz/prometheus";

describe("What the components register, judged as Linkerd judges it", () => {
    let evaluator: Evaluator;

    before(async () => {
        const resources = await recordResources(() => {
            new Emissary("emissary", { access });
            new ExternalAuth("auth", { access });
            new IngressHost("host", { access, host: "faces.example.com" });
            new Faces("faces", { access });
        });
        evaluator = new Evaluator(
            resources
                .map(({ inputs }) => inputs)
                .filter(({ kind, apiVersion }) => kind !== undefined && apiVersion !== undefined)
                .map((inputs) => inputs as unknown as KubernetesObject),
        );
    });

    for (const [from, to, port, method, path, verdict] of [
        [emissary, "faces/faces-gui", 8000, "GET", "/", "allow"],
        [emissary, "faces/face", 8000, "GET", "/center/", "allow"],
        [emissary, "faces/face", 8000, "GET", "/edge/?row=1", "allow"],
        [emissary, "faces/face", 8000, "GET", "/rl", "not-found"],
        [emissary, "faces/face", 8000, "GET", "/ready", "deny"],
        [emissary, "faces/smiley", 8000, "GET", "/center/", "deny"],
        [emissary, "faces/color", 8000, "POST", "/color.ColorService/Center", "deny"],
        [emissary, "emissary/external-auth", 8080, "GET", "/face/center/", "allow"],
        ["unauthenticated@10.42.0.1", "emissary/external-auth", 8081, "GET", "/ready", "allow"],
        ["unauthenticated@10.42.0.1", "emissary/external-auth", 8081, "GET", "/other", "deny"],
        ["unauthenticated@10.42.0.1", "emissary/external-auth", 8080, "GET", "/ready", "deny"],
        ["faces/face", "faces/smiley", 8000, "GET", "/center/", "allow"],
        ["faces/face", "faces/color", 8000, "POST", "/color.ColorService/Center", "allow"],
        ["faces/face", "faces/faces-gui", 8000, "GET", "/", "deny"],
        ["faces/face", "emissary/external-auth", 8080, "GET", "/", "deny"],
        ["faces/faces-gui", "faces/face", 8000, "GET", "/center/", "deny"],
        ["faces/smiley", "faces/color", 8000, "POST", "/color.ColorService/Center", "deny"],
        ["faces/color", "faces/smiley", 8000, "GET", "/", "deny"],
        ["unauthenticated@10.42.0.1", "faces/face", 8000, "GET", "/ready", "allow"],
        ["unauthenticated@10.42.0.1", "faces/face", 8000, "GET", "/center/", "deny"],
        ["unauthenticated@192.0.2.1", "faces/face", 8000, "GET", "/ready", "deny"],
        ["unauthenticated@10.42.0.1", "faces/smiley", 8000, "GET", "/ready", "allow"],
        ["unauthenticated@10.42.0.1", "faces/smiley", 8000, "GET", "/", "deny"],
        [prometheus, "faces/face", 4191, "GET", "/metrics", "allow"],
        [prometheus, "faces/face", 8000, "GET", "/center/", "deny"],
        [prometheus, "faces/smiley", 8000, "GET", "/", "deny"],
        ["faces/face", "faces/smiley", 4191, "GET", "/metrics", "deny"],
        ["internet", "faces/faces-gui", 8000, "GET", "/faces/", "allow"],
        ["internet", "faces/face", 8000, "GET", "/face/center/", "allow"],
        ["internet", "faces/face", 8000, "GET", "/face/ready", "not-found"],
        ["internet", "faces/smiley", 8000, "GET", "/smiley/", "not-found"],
    ] as const) {
        it(`${from} → ${to}:${port} ${method} ${path}: ${verdict}`, () => {
            const answer = evaluator.ask({ from, to, port, method, path });
            assert.equal(answer.verdict, verdict, JSON.stringify(answer.because));
        });
    }
});
