import assert from "node:assert/strict";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { sc06 } from "../../rules/sc/sc-06/rule";
import { lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const RAW = "https://raw.githubusercontent.com/example/shop";
const manifests = (token: string, object: JsonObject, name = "shop") => {
    const type = `kubernetes:${token}`;
    return { urn: `urn:pulumi:dev::faces::${type}::${name}`, type, object };
};
const file = (location: string) => manifests("yaml/v2:ConfigFile", { file: location });

describe("SC-06: remote manifests are pinned by hash", () => {
    testCases(sc06, [
        {
            title: "allows local files, and URLs of a commit",
            objects: [
                file("manifests/shop.yaml"),
                file(`${RAW}/${COMMIT}/shop.yaml`),
                manifests("yaml/v2:ConfigGroup", { files: ["a.yaml", `${RAW}/${COMMIT}/b.yaml`] }),
                manifests("yaml:ConfigGroup", { yaml: "kind: Namespace" }),
                manifests("yaml:ConfigFile", {}, "manifests/shop.yaml"),
                manifests("kustomize:Directory", { directory: "./overlays/production" }),
                manifests("kustomize/v2:Directory", {
                    directory: `github.com/example/shop//base?ref=${COMMIT}`,
                }),
            ],
            findings: [],
        },
        {
            title: "refuses branches and tags, which move",
            objects: [
                file(`${RAW}/master/shop.yaml`),
                file("https://github.com/example/shop/releases/download/v1.2.3/shop.yaml"),
                manifests("yaml/v2:ConfigGroup", { files: ["a.yaml", `${RAW}/main/b.yaml`] }),
                manifests("yaml:ConfigGroup", { files: `${RAW}/main/b.yaml` }),
                manifests("kustomize/v2:Directory", {
                    directory: "github.com/example/shop//base?ref=v1.2.3",
                }),
            ],
            findings: [
                'violation ConfigFile "shop" file',
                'violation ConfigFile "shop" file',
                'violation ConfigGroup "shop" files[1]',
                'violation ConfigGroup "shop" files',
                'violation Directory "shop" directory',
            ],
        },
        {
            title: "refuses http, whatever is pinned",
            objects: [file(`http://example.com/${COMMIT}/shop.yaml`)],
            findings: ['violation ConfigFile "shop" file'],
        },
        {
            title: "takes the name of a file where there is nothing else",
            objects: [manifests("yaml:ConfigFile", {}, `${RAW}/master/shop.yaml`)],
            findings: [`violation ConfigFile "${RAW}/master/shop.yaml" file`],
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                manifests("yaml/v2:ConfigFile", { file: UNKNOWN }),
                manifests("yaml/v2:ConfigGroup", { files: [UNKNOWN, `${RAW}/main/b.yaml`] }),
            ],
            findings: [
                'undecided ConfigFile "shop" file',
                'undecided ConfigGroup "shop" files[0]',
                'violation ConfigGroup "shop" files[1]',
            ],
        },
        {
            title: "refuses a location that is none",
            objects: [manifests("yaml/v2:ConfigFile", { file: 7 })],
            findings: ['violation ConfigFile "shop" file'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc06, [file(`${RAW}/master/shop.yaml`)]), [
            'SC-06: ConfigFile "shop" fetches a manifest that no hash pins, and branches and tags move (file)' +
                ` — Fix: ${remedyOf("SC-06")}`,
        ]);
    });
});
