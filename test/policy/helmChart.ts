import { spawnSync } from "node:child_process";
import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { thingFor } from "../support/notChecked";

const CHART: Readonly<Record<string, string>> = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.2.3\n",
    "values.yaml": "tag: 2.3.1\npassword: none\n",
    "crds/carts.yaml": `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: carts.shop.example
`,
    "templates/cart.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-cart
spec:
  template:
    spec:
      serviceAccountName: cart
      containers:
        - name: cart
          image: ghcr.io/example/cart:{{ .Values.tag }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: cart
`,
    "templates/password.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: password
  namespace: elsewhere
data:
  password: {{ .Values.password | b64enc }}
`,
};

const PATH = process.env.PATH ?? "";

/** Where the tests render a chart: by a stand-in everywhere, and by helm where there is one. */
export const helms = [
    "a stand-in",
    thingFor(
        spawnSync("helm", ["version"]).error ? undefined : "helm",
        "charts rendered by helm itself",
        "helm is not on PATH",
    ),
].filter((helm) => helm !== undefined);

/** A chart in a folder of its own, and the helm that is on the PATH. */
export class HelmChart {
    private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "helm-")));
    readonly chart = join(this.folder, "shop");

    constructor() {
        for (const [file, text] of Object.entries(CHART)) {
            mkdirSync(dirname(join(this.chart, file)), { recursive: true });
            writeFileSync(join(this.chart, file), text);
        }
        mkdirSync(join(this.folder, "stand-in"));
        mkdirSync(join(this.folder, "script"));
        mkdirSync(join(this.folder, "none"));
        symlinkSync(join(__dirname, "helmStandIn.mjs"), join(this.folder, "stand-in", "helm"));
    }

    /** Puts one of `helms` on the PATH, or none. */
    use(helm: string): void {
        const folder = { "a stand-in": "stand-in", none: "none" }[helm];
        const first = folder === undefined ? [] : [join(this.folder, folder)];
        // Without helm, there is nothing else there either.
        process.env.PATH = [...first, ...(helm === "none" ? [] : [PATH])].join(delimiter);
    }

    /** Puts a helm on the PATH that is a script. */
    useScript(script: string): void {
        const file = join(this.folder, "script", "helm");
        writeFileSync(file, `#!/bin/sh\n${script}\n`);
        chmodSync(file, 0o755);
        process.env.PATH = [dirname(file), PATH].join(delimiter);
    }

    remove(): void {
        process.env.PATH = PATH;
        rmSync(this.folder, { recursive: true });
    }
}
