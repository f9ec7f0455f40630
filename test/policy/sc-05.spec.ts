import assert from "node:assert/strict";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { sc05 } from "../../rules/sc/sc-05/rule";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const release = (inputs: JsonObject, kind = "helm.sh/v3:Release") =>
    kubernetes(kind, { name: "shop", namespace: "shop", ...inputs });
const from = (repo: Json) => release({ chart: "shop", repositoryOpts: { repo } });
const only = (...allowedChartRepositories: readonly string[]) => ({ allowedChartRepositories });
const REPO = 'violation Release "shop/shop" repositoryOpts.repo';

describe("SC-05: charts come from allowed repositories", () => {
    testCases(sc05, [
        {
            title: "allows what this architecture installs",
            objects: [
                release({ chart: "oci://quay.io/jetstack/charts/cert-manager" }),
                from("https://helm.linkerd.io/edge"),
                from("https://charts.fairwinds.com/stable/"),
            ],
            findings: [],
        },
        {
            title: "allows what the settings list, and local folders always",
            objects: [
                from("https://charts.example.com"),
                release(
                    { chart: "shop", fetchOpts: { repo: "https://charts.example.com/a" } },
                    "helm.sh/v3:Chart",
                ),
                release({ chart: "./charts/shop" }),
                release({ chart: "/opt/charts/shop" }),
                release({ path: "charts/shop" }, "helm.sh/v3:Chart"),
            ],
            settings: only("https://charts.example.com/"),
            findings: [],
        },
        {
            title: "refuses what only begins like an allowed repository",
            objects: [
                from("https://charts.example.com.evil.com/stable"),
                from("https://charts.example.com/stable-evil"),
                from("https://charts.example.com/stable/../evil"),
                from("https://charts.example.com@evil.com/stable"),
            ],
            settings: only("https://charts.example.com/stable"),
            findings: [REPO, REPO, REPO, REPO],
        },
        {
            title: "refuses http, other schemes, and what is no URL",
            objects: [
                from("http://charts.example.com"),
                release({ chart: "s3://charts/shop" }),
                from("charts.example.com"),
            ],
            settings: only("http://charts.example.com", "s3://charts"),
            findings: [REPO, 'violation Release "shop/shop" chart', REPO],
        },
        {
            title: "refuses retired locations, even where they are listed",
            objects: [
                from("https://charts.helm.sh/stable"),
                from("https://helm.linkerd.io/stable"),
                from("https://app.getambassador.io"),
            ],
            settings: only("https://charts.helm.sh", "https://helm.linkerd.io"),
            findings: [REPO, REPO, REPO],
        },
        {
            title: "refuses a chart of which the machine decides where it comes from",
            objects: [release({ chart: "bitnami/redis" }), release({ chart: "redis" })],
            findings: Array.from({ length: 2 }, () => 'violation Release "shop/shop" chart'),
        },
        {
            title: "leaves undecided what is not known",
            objects: [release({ chart: UNKNOWN }), from(UNKNOWN)],
            findings: [
                'undecided Release "shop/shop" chart',
                'undecided Release "shop/shop" repositoryOpts.repo',
            ],
        },
        {
            title: "refuses a repository that is none",
            objects: [from(7)],
            findings: [REPO],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc05, [from("https://charts.helm.sh/stable")]), [
            'SC-05: Release "shop/shop" comes from https://charts.helm.sh/stable, which is retired (repositoryOpts.repo)' +
                ` — Fix: ${remedyOf("SC-05")}`,
        ]);
    });
});
